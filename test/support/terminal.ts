/**
 * Messages of the command as they were before they were wrapped to the width of a terminal.
 */

/** Each message on one line: a line that continues another one has a hanging indent of three columns or more. */
export function unwrapped(stderr: string): string {
  return stderr.replaceAll(/\n {3,}/g, ' ');
}
