/**
 * Lines for the journal with their priorities: sd-daemon(3) puts `<3>` in front of a line. No line gets a second prefix.
 */

/** Priorities of syslog(3). */
export const ERROR = 3;
export const WARNING = 4;
export const INFO = 6;

/**
 * The most urgent priority of a line. systemd-journald shows "emerg" on all terminals (ForwardToWall= in
 * journald.conf(5)), and the text may come from a client.
 */
const MOST_URGENT = 2;

/** Numbers of pino and bunyan: fatal, error, warn, info. Lower numbers are for debugging. */
const NUMBERS: readonly (readonly [least: number, priority: number])[] = [
  [60, MOST_URGENT],
  [50, ERROR],
  [40, WARNING],
  [30, INFO],
  [10, 7],
];

/** Names of winston, of pino with labels, and of syslog. */
const NAMES = new Map(
  Object.entries({
    'emerg alert crit critical fatal': MOST_URGENT,
    'error err': ERROR,
    'warning warn': WARNING,
    notice: 5,
    'info http': INFO,
    'debug verbose trace silly': 7,
  }).flatMap(([names, priority]) => names.split(' ').map((name): [string, number] => [name, priority])),
);

/** The level behind keys with plain values, as loggers write it. A level inside of another value does not count. */
const LEVEL_IN_HEAD =
  /^\{(?:"(?:[^"\\]|\\.)*":(?:"(?:[^"\\]|\\.)*"|[^",{}[\]]+),)*?"level":(?:(\d+)|"([A-Za-z]+)")[,}]/;

/** Characters in which a level is usually found. */
const HEAD_LENGTH = 1000;

/** Longer lines are not parsed. systemd-journald itself cuts lines at 48 KiB (journald.conf(5), LineMax=). */
const LONGEST_LINE = 48 * 1024;

/** As systemd-journald reads it. */
const PREFIX = /^<0{0,2}[0-7]>/;

/** A text, and the places of the prefixes in it. */
export interface MarkedText {
  text: string;
  marks: readonly Mark[];
}

type Mark = readonly [at: number, length: number];

const NO_MARK: readonly Mark[] = [];
const MARK_AT_START: readonly Mark[] = [[0, 3]];

/**
 * One call of console: each line gets the priority. The text may come from a client, so a prefix within it is text. A
 * program that begins the message with a prefix of its own keeps it.
 * @param priority INFO is the journal's own, and marks only the lines that would have another
 */
export function markMessage(text: string, priority: number, isLineStart: boolean): string {
  if (isLineStart && PREFIX.test(text)) return text;
  const prefix = `<${priority}>`;
  if (priority === INFO) return text.replace(/[\n\0](?=<0{0,2}[0-7]>)/g, `$&${prefix}`);
  // systemd-journald takes a zero byte for the end of a line, too.
  return (isLineStart ? prefix : '') + text.replace(/[\n\0](?!$)/g, `$&${prefix}`);
}

/** Lines of JSON loggers get the priority of their level. All other lines stay as they are. */
export function markJsonLines(text: string, isLineStart: boolean): MarkedText {
  if (!text.includes('"level":')) return { text, marks: NO_MARK };
  const end = text.indexOf('\n') + 1;
  if (end === 0 || end === text.length) {
    const priority = isLineStart ? priorityOf(text) : undefined;
    return priority === undefined ? { text, marks: NO_MARK } : { text: `<${priority}>${text}`, marks: MARK_AT_START };
  }
  return markEachLine(text, isLineStart);
}

function markEachLine(text: string, isLineStart: boolean): MarkedText {
  const marks: Mark[] = [];
  let marked = '';
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at) + 1 || text.length;
    const line = text.slice(at, end);
    const priority = at > 0 || isLineStart ? priorityOf(line) : undefined;
    if (priority !== undefined) {
      marks.push([marked.length, 3]);
      marked += `<${priority}>`;
    }
    marked += line;
    at = end;
  }
  return { text: marked, marks };
}

function priorityOf(line: string): number | undefined {
  if (!line.startsWith('{')) return undefined;
  // A service may log a line for each request. Those of pino need no regular expression.
  if (line.startsWith('{"level":') && line[11] === ',') return priorityOfLevel(line.slice(9, 11));
  const [, number, name] = LEVEL_IN_HEAD.exec(line.slice(0, HEAD_LENGTH)) ?? [];
  return priorityOfLevel(number ?? name ?? (line.length < LONGEST_LINE ? parsedLevel(line) : undefined));
}

function priorityOfLevel(level: unknown): number | undefined {
  const number = Number(level);
  for (const [least, priority] of NUMBERS) if (number >= least) return unlessInfo(priority);
  return unlessInfo(NAMES.get(String(level).toLowerCase()));
}

/** The priority of a line without a prefix (systemd.exec(5), SyslogLevel=). Most lines have it, and cost no more. */
function unlessInfo(priority: number | undefined): number | undefined {
  return priority === INFO ? undefined : priority;
}

function parsedLevel(line: string): unknown {
  try {
    return JSON.parse(line).level;
  } catch {
    return undefined;
  }
}
