/**
 * What is said to systemd: a message is a list of assignments, one a line (sd_notify(3)).
 */
export type Message = Readonly<Record<string, string | number>>;

/** Longest value sent. systemd shows STATUS on one line; its datagrams end at the socket's buffer size. */
const LONGEST_VALUE = 1000;

/** The assignments of a message, in order. A newline in a value would begin an assignment of its own. */
export function assignments(message: Message): string[] {
  return Object.entries(message).map(([name, value]) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
    const line = String(value).replace(/[\u0000-\u001f\u007f]+/g, ' ');
    return `${name}=${line.slice(0, LONGEST_VALUE)}`;
  });
}
