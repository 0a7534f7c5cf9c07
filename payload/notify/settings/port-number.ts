/**
 * The value of a variable that holds a port.
 */

/** An empty value is the program's to judge, and so is the path of a Unix socket. */
export function isPortNumber(value: string): boolean {
  if (value === '' || value.startsWith('/')) return true;
  return /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65535;
}
