/**
 * Text that the agent did not write, such as the message of an error. Every local user can read STATUS (sd_notify(3)), and
 * a message easily quotes a secret: JSON.parse() repeats its input.
 */

/** Stands for a secret. */
const BLANK = '***';

/** A shorter value is blanked as a whole word alone: its letters are in every text. */
const SHORTEST_INSIDE = 4;

/** A longer value is recognised by its beginning. */
const LONGEST_COMPARED = 200;

/** A client can make a text long, and the comparison takes time. STATUS has place for a part of this. */
const LONGEST_TEXT = 10_000;

/** The spelling of a compared part in JSON, as `\u00e4`, has at most so many letters. */
const LONGEST_SPELLING = 6 * LONGEST_COMPARED;

/** Variables whose names mean a secret. An administrator or a file .env may set them, beside the unit's own secrets. */
const SECRET_NAME =
  /(PASS(WORD|WD|PHRASE|CODE)?|SECRET|TOKEN|CREDENTIAL|[^A-Z]PWD|(API|AUTH|ACCESS|PRIVATE|ENCRYPTION|SIGNING|MASTER|JWT|SESSION|COOKIE|[^A-Z])KEY)S?\d*$/i;

/** Names that tell of a secret, and values that switch it or name its file. */
const NO_SECRET_NAME = /BYPASS|COMPASS|PUBLIC|PUBLISHABLE|(^|_)(MAX|MIN|TTL|LENGTH|CACHE|PRIMARY|SORT)(_|$)/i;
const NO_SECRET = /^(true|false|yes|no|on|off|\d{0,3}|[~./]*(\/[\w.@-]+)+\.[a-z]{2,5})$/i;

/** The passwords in addresses such as postgres://shop:sesame@db and Server=db;Password=sesame. */
const IN_ADDRESS =
  /\b[a-z][a-z\d+.-]{0,30}:\/\/[^\s/?#@:]*:([^\s/?#]+)@|[?&;]\s*(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|sharedaccesskey)=([^\s&;]+)/gi;

/** The secrets of the unit. Undefined in a unit without secrets. */
let unitSecrets: readonly string[] | undefined;

const patterns = new Map<string, RegExp[]>();

/** Makes secrets known, which are blanked from now on. */
export function keepSecret(values: readonly string[]): void {
  unitSecrets = [...(unitSecrets ?? []), ...values];
}

/** Text for STATUS or for the journal, with three stars in place of each secret. */
export function foreign(text: string): string {
  const values = [...(unitSecrets ?? []), ...secretVariables()];
  // The longest comes first: another secret may be a part of it.
  const found = [...new Set(values)].sort((a, b) => b.length - a.length).flatMap(patternsOf);
  const blanked = found.reduce((rest, pattern) => rest.replace(pattern, BLANK), text.slice(0, LONGEST_TEXT));
  // The cut may go through a secret, which has no pattern then.
  return withoutPasswords(text.length > LONGEST_TEXT ? blanked.slice(0, -LONGEST_SPELLING) : blanked);
}

/** An address that stands in the sources, or in a file of the app's, is in no variable. */
function withoutPasswords(text: string): string {
  return text.replace(IN_ADDRESS, (address: string, user?: string, field = '') =>
    user === undefined
      ? `${address.slice(0, -field.length)}${BLANK}`
      : `${address.slice(0, -`${user}@`.length)}${BLANK}@`,
  );
}

/**
 * An error, for STATUS: its message. In a unit with secrets, the kind of the error and the place where it was thrown: an
 * excerpt of a secret cannot be recognised. Never throws, although an app may throw anything.
 */
export function describeError(error: unknown): string {
  try {
    if (unitSecrets !== undefined || secretVariables().length > 0) return kindAndPlace(error);
    return firstLine(messageOf(error));
  } catch {
    return 'an error that cannot be read';
  }
}

function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { message, code, name, errors } = error as NodeJS.ErrnoException & { errors?: unknown };
  // Node tells so of a host with several addresses, and leaves the message empty.
  const parts = Array.isArray(errors) && !message ? [...new Set(errors.map((part) => messageOf(part)))] : [];
  return String(message || parts.join('; ') || code || name || kindOf(error));
}

function firstLine(text: string): string {
  // Blanked as a whole: a secret may have several lines.
  return foreign(text).split('\n', 1)[0] ?? '';
}

function kindAndPlace(error: unknown): string {
  const place = error instanceof Error ? placeOf(error) : undefined;
  // The place is the agent's own words: a secret may be a part of each path, as the name of the service often is.
  return `${foreign(kindOf(error))}${place === undefined ? '' : ` at ${place}`}`;
}

/** The name of a class, and no text that an app computes. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${error === null ? 'null' : typeof error}`;
  const names = [error.name, error.constructor?.name];
  return names.find((name) => typeof name === 'string' && /^[A-Za-z_$][\w$]{0,60}$/.test(name)) ?? 'Error';
}

/** A line of Error#stack below the message. */
const FRAME = /^ {4}at (?:.* \()?(?:file:\/\/)?((?:\/|node:)[^()]*:\d+):\d+\)?$/;

/** The file and line of the app that an error comes from, or else of Node. */
function placeOf({ message, stack }: Error): string | undefined {
  if (typeof stack !== 'string') return undefined;
  // The message comes first, and may itself look like a place.
  const lines = stack.replace(String(message), () => '').split('\n');
  const places = lines.flatMap((line) => FRAME.exec(line)?.[1] ?? []);
  return places.find((place) => !/^node:|\/notify\.cjs:/.test(place)) ?? places[0];
}

/** The values of this moment: a program may read .env at any time. */
function secretVariables(): string[] {
  return Object.entries(process.env).flatMap(([name, value = '']) => {
    const passwords = [...value.matchAll(IN_ADDRESS)].flatMap(([, user = '', field = user]) => [field, decoded(field)]);
    if (passwords.length > 0) return [value, ...passwords];
    return SECRET_NAME.test(name) && !NO_SECRET_NAME.test(name) && !NO_SECRET.test(value) ? [value] : [];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Patterns for a secret, and for each longer line of it: messages often end at the first line. */
function patternsOf(secret: string): RegExp[] {
  const known = patterns.get(secret);
  if (known) return known;
  const lines = secret.includes('\n')
    ? secret.split('\n').filter((line) => line.trim().length >= 2 * SHORTEST_INSIDE)
    : [];
  const found = [secret, ...lines].flatMap((value) => patternOf(value.trim()) ?? []);
  if (secret.trim().length >= 2 * SHORTEST_INSIDE) found.push(...base64Of(secret));
  patterns.set(secret, found);
  return found;
}

/** The value in every spelling: as it is, in an address (RFC 3986), in JSON, or as Node inspects it. */
function patternOf(value: string): RegExp | undefined {
  const length = [...value].length;
  if (length === 0) return undefined;
  const isCut = length > LONGEST_COMPARED;
  const parts =
    [...value]
      .slice(0, LONGEST_COMPARED)
      .join('')
      .match(/[\s\p{Cc}]+|\\+|[\s\S]/gu) ?? [];
  const spelled = `${parts.map(spellings).join('')}${isCut ? '\\S*' : ''}`;
  return new RegExp(length < SHORTEST_INSIDE ? `(?<![\\p{L}\\p{N}])${spelled}(?![\\p{L}\\p{N}])` : spelled, 'gu');
}

/** A pattern for a letter, a run of white space, or a run of backslashes. */
function spellings(part: string): string {
  if (/^[\s\p{Cc}]/u.test(part))
    return '(?:[\\s\\p{Cc}]|\\+|\\\\+[nrtbfv]|\\\\+[ux][\\da-fA-F]{2,4}|%[01289][\\da-fA-F])+';
  if (/^[A-Za-z\d]$/.test(part)) return part;
  if (part.startsWith('\\')) return '(?:\\\\|%5[cC])+';
  const percent = [...Buffer.from(part)].map((byte) => `%${eitherCase(byte.toString(16).padStart(2, '0'))}`).join('');
  const units = part.split('').map((unit) => `\\\\+u${eitherCase(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`);
  return `(?:\\\\*${part.replace(/[$()*+./?[\\\]^{|}]/u, '\\$&')}|${percent}|${units.join('')})`;
}

function eitherCase(hexadecimal: string): string {
  return hexadecimal.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** As in a header "Authorization: Basic", without the padding. */
function base64Of(secret: string): RegExp[] {
  const text = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [
    new RegExp(
      text.replace(/[+/]/g, (sign) => (sign === '+' ? '[+-]' : '[/_]')),
      'g',
    ),
  ];
}
