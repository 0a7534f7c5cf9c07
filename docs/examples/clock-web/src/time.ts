/** The time in a zone such as Europe/Berlin. */
export function timeIn(zone: string): string {
  return new Date().toLocaleTimeString('en-GB', { timeZone: zone });
}
