/**
 * Kinds of keys that several sections have: switches, choices, seconds, lists, paths, variables.
 */
import { array, boolean, dictionary, integer, type Key, key, object, oneOf, string, withDefault } from './key.ts';

/**
 * Characters that no text has, inside of a character class: control characters (C0, DEL, C1), the separators of lines and
 * paragraphs, and bidi marks, which show a text in another order than it has.
 */
export const UNPRINTABLE = '\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069';

/** One line of text. */
export const LINE = `^[^${UNPRINTABLE}]+$`;

/** A path inside the project: relative, without `..`, no longer than Linux allows (limits.h: NAME_MAX, PATH_MAX). */
export const INSIDE = `^(?!/)(?!.{4000})(?!.*[^/]{256})(?!.*(^|/)\\.\\.(/|$))[^${UNPRINTABLE}]+$`;

/** Names of users that each program of Debian accepts (useradd(8)). */
export const USER_NAME = '^[a-z_][a-z0-9_-]{0,30}$';

export function flag(title: string, otherwise: boolean): Key<boolean, 'always'> {
  return key({ title, description: 'true or false', example: !otherwise }, withDefault(boolean, otherwise));
}

/** One of `values`, of which the first one is the default. */
export function choice<const T extends string>(title: string, values: readonly [T, T, ...T[]]): Key<T, 'always'> {
  const quoted = values.map((value) => `"${value}"`);
  const description = `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
  return key({ title, description, example: values[1] }, withDefault(oneOf(values), values[0]));
}

/** At most a day. `example` is a number of seconds. */
export function seconds(title: string, example: number, least: number): Key<number> {
  const description = `a whole number of seconds from ${least} to 86400, without quotes or unit`;
  return key({ title, description, example }, integer(least, 86400));
}

/** A list that is empty by default. The example of its items is that of the list. */
export function list<T>(title: string, description: string, items: Key<T>): Key<T[], 'always'> {
  const [example] = items.examples as unknown[];
  return key({ title, description, example: [example] }, withDefault(array(items), []));
}

/** The path of a file inside the project. */
export function projectFile(title: string, example: string): Key<string> {
  return key({ title, description: 'the path of a file inside the project', example }, string({ pattern: INSIDE }));
}

/** The short description of a package or a unit. */
export function summaryLine(title: string, example: string): Key<string> {
  const rule = { pattern: `^[^${UNPRINTABLE}\\\\]+$`, maxLength: 80 };
  return key({ title, description: 'one line of at most 80 characters, without backslashes', example }, string(rule));
}

/** A comment in a file of systemd, where a backslash at the end would join the next line to it (systemd.syntax(7)). */
export function comment(title: string, example: string): Key<string> {
  const pattern = `^[^${UNPRINTABLE}]*[^${UNPRINTABLE}\\\\]$`;
  const description = 'one line of text that does not end with a backslash';
  return key({ title, description, example }, string({ pattern }));
}

const VARIABLE_NAMES = {
  pattern: '^(?!NOTIFY_|LISTEN_|WATCHDOG_|NODE_OPTIONS$|CREDENTIALS_DIRECTORY$)[A-Za-z_][A-Za-z0-9_]*$',
  description:
    'names of letters, digits and _, but not NODE_OPTIONS, NOTIFY_*, LISTEN_* and WATCHDOG_*, which are taken',
};

/** Environment variables by name. */
export function variables<T>(title: string, example: object, value: Key<T>): Key<Record<string, T>, 'always'> {
  return key({ title, description: 'an object of environment variables', example }, dictionary(VARIABLE_NAMES, value));
}

const purpose = comment('What it is for, in one line.', 'The port to listen on.');

const settingValue = key(
  {
    title: 'Its default. Without one, the variable is not set.',
    description: 'one line of text in quotes, with no quote, backslash, $, ` or % in it',
    example: '8080',
  },
  string({ pattern: `^[^${UNPRINTABLE}"'\`\\\\$%]*$` }),
);

/** A variable that the administrator may change. */
export const setting = key(
  {
    description: 'an object with "description", and with "value" if there is a default',
    example: { value: '8080', description: 'The port to listen on.' },
  },
  object({ value: settingValue, description: purpose }, ['description']),
);

/** A variable whose value the package does not know. */
export const secret = key(
  {
    description: 'an object with "description" and without a value',
    example: { description: 'Password of the database.' },
  },
  object({ description: purpose }, ['description']),
);
