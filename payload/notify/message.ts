/**
 * The messages to systemd: a list of assignments, one on each line (sd_notify(3)).
 */
export type Message = Readonly<Record<string, string | number>>;

/** Longest value, in bytes: a line to read, and far below the size of a datagram. */
const LONGEST_VALUE = 1000;

/** The assignments of a message, in order. Newlines become spaces: a newline would begin another assignment. */
export function assignments(message: Message): string[] {
  return Object.entries(message).map(([name, value]) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this removes control characters
    return `${name}=${cut(String(value).replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' '))}`;
  });
}

/** Cuts between two characters: systemd drops a STATUS that is not valid UTF-8. */
function cut(line: string): string {
  const bytes = Buffer.from(line);
  if (bytes.length <= LONGEST_VALUE) return bytes.toString();
  let end = LONGEST_VALUE;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
