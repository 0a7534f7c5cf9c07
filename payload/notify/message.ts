/**
 * What is said to systemd: a message is a list of assignments, one a line (sd_notify(3)).
 */
export type Message = Readonly<Record<string, string | number>>;

/** Longest value sent, in bytes: a line to read, and far below what a datagram holds. */
const LONGEST_VALUE = 1000;

/** The assignments of a message, in order. A newline in a value would begin an assignment of its own. */
export function assignments(message: Message): string[] {
  return Object.entries(message).map(([name, value]) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
    return `${name}=${shortened(String(value).replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' '))}`;
  });
}

/** At most {@link LONGEST_VALUE} bytes, no character cut in two: systemd drops a STATUS that isn't valid UTF-8. */
function shortened(line: string): string {
  const bytes = Buffer.from(line);
  if (bytes.length <= LONGEST_VALUE) return bytes.toString();
  let end = LONGEST_VALUE;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
