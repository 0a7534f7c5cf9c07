/**
 * Messages of the command as they were before they were wrapped to the width of a terminal.
 */

/**
 * Each message on one line: a line that continues another one has a hanging indent of three columns or more. A path that
 * has no room behind that indent begins further to the left.
 */
export function unwrapped(stderr: string): string {
  return stderr.replaceAll(/\n(?: {3,}| {0,2}(?=\S{70}))/g, ' ');
}
