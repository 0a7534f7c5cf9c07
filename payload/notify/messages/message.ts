/**
 * The messages to systemd: a list of assignments, one on each line (sd_notify(3)).
 */
export type Message = Readonly<Record<string, string | number>>;

/** Longest value, in bytes: a line to read, and far below the size of a datagram. */
const LONGEST_VALUE = 1000;

/**
 * Control characters (C0, C1), ends of lines, and format characters such as the bidi marks. A newline would begin another
 * assignment, and the others can make a terminal show another text. U+200C and U+200D join letters and signs.
 */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]+|(?![\u200c\u200d])\p{Cf}/gu;

/** Most texts have these characters alone. A start should not wait until the other pattern is compiled. */
const PLAIN = /^[ -~]*$/;

/** The text in one line, with a space in place of each unprintable character. */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNPRINTABLE, ' ');
}

/** The assignments of a message, in order. */
export function assignments(message: Message): string[] {
  return Object.entries(message).map(([name, value]) => `${name}=${cut(printable(String(value)))}`);
}

/** Cuts between two characters: systemd drops a STATUS that is not valid UTF-8. */
function cut(line: string): string {
  const bytes = Buffer.from(line);
  if (bytes.length <= LONGEST_VALUE) return bytes.toString();
  let end = LONGEST_VALUE;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
