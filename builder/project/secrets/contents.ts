/**
 * Secrets in the content of files: private keys, and tokens by the forms that their issuers publish. A form is exact, so
 * that a match is a token and no word of a program.
 */

import { BEGINNINGS, ISSUERS } from './issuers.ts';

interface Form {
  what: string;
  /** Its first group, if any, is the part that a placeholder fills with one letter. */
  looks: RegExp;
  /** Its form among bytes that are no text. */
  inBinary?: RegExp;
  /** A text that shows the key to be public: browsers get it (Firebase's documentation, "API keys"). */
  unless?: RegExp;
}

/** A line of base64, after lines such as `Proc-Type: 4,ENCRYPTED`; in strings of programs, lines end with `\n`, in strings
 * of strings with `\\n`. */
const HEADERS = String.raw`(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset):[^\n\\]{0,200}(?=[\n\\])`;
const KEY_BODY = String.raw`(?:\s|\\+[nr]|["'+,\x60]|${HEADERS})*[A-Za-z0-9+/=]`;
const KEY_BEGIN = '-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----';
/** The texts of a program follow each other without an end: a key has its next line, too. */
const KEY_IN_BINARY = new RegExp(`${KEY_BEGIN}(?=[\\s\\\\])(?:\\s|\\\\+[nr]|${HEADERS})*[A-Za-z0-9+/=]{40}`);

const FORMS: readonly Form[] = [
  // RFC 7468, RFC 4880 (6.2), PROTOCOL.key of OpenSSH. Shorter bodies in a program are texts about keys.
  { what: 'a private key', looks: new RegExp(`${KEY_BEGIN}${KEY_BODY}{16}`), inBinary: KEY_IN_BINARY },
  { what: 'a private key', looks: new RegExp(`^\\s*${KEY_BEGIN}${KEY_BODY}`), inBinary: KEY_IN_BINARY },
  // The same in base64, as in the secrets of Kubernetes.
  {
    what: 'a private key',
    looks:
      /LS0tLS1CRUdJTi(?:BQUklWQVRFIEtFWS0t|BSU0EgUFJJVkFURSBL|BFQyBQUklWQVRFIEtF|BPUEVOU1NIIFBSSVZB|BFTkNSWVBURUQgUFJJ|BEU0EgUFJJVkFURSBL)(?:\s|\\+[nr]|[A-Za-z0-9+/]){40}/,
  },
  { what: 'a private key of PuTTY', looks: /^PuTTY-User-Key-File-\d/ },
  // GitHub's blog, "Announcing npm's new access token format".
  { what: 'a token of npm', looks: /(?<![A-Za-z0-9_])npm_([A-Za-z0-9]{36})(?![A-Za-z0-9])/ },
  // npmrc(5): tokens of other registries.
  { what: 'a token of npm', looks: /:_authToken\s*=\s*["']?([A-Za-z0-9+/=_-]{20,})/ },
  // GitHub's documentation, "About authentication to GitHub".
  { what: 'a token of GitHub', looks: /(?<![A-Za-z0-9_])gh[pousr]_([A-Za-z0-9]{36,255})(?![A-Za-z0-9])/ },
  { what: 'a token of GitHub', looks: /(?<![A-Za-z0-9_])github_pat_([A-Za-z0-9]{22}_[A-Za-z0-9]{59})(?![A-Za-z0-9])/ },
  // IAM User Guide, "Unique identifiers".
  { what: 'an access key of AWS', looks: /(?<![A-Za-z0-9+/_])(?:AKIA|ASIA)([A-Z0-9]{16})(?![A-Za-z0-9+/_])/ },
  {
    what: 'a secret key of AWS',
    looks:
      /(?:aws_?secret_?(?:access_?)?|secret_?access_?)key["']?\s*[:=]\s*["']?([A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/i,
  },
  // Stripe's documentation, "API keys".
  { what: 'a secret key of Stripe', looks: /(?<![A-Za-z0-9_])(?:[sr]k_live_|whsec_(?=.{32}))([A-Za-z0-9]{10,})/ },
  // Slack's documentation, "Token types" and "Incoming webhooks".
  { what: 'a token of Slack', looks: /(?<![A-Za-z0-9_-])xox[abeoprs]-((?=[A-Za-z-]*\d)[A-Za-z0-9-]{20,})/ },
  { what: 'a token of Slack', looks: /(?<![A-Za-z0-9_-])xapp-\d-([A-Z0-9]{8,}-\d{8,}-[a-f0-9]{32,})/ },
  {
    what: 'the address of a webhook of Slack',
    looks: /hooks\.slack\.com\/(?:services|workflows|triggers)\/T[A-Z0-9]{7,}\/[A-Z0-9]{8,}\/([A-Za-z0-9]{20,})/,
  },
  // Google's documentation, "API keys" and "OAuth 2.0".
  {
    what: 'a key of Google',
    looks: /(?<![A-Za-z0-9_-])AIza([A-Za-z0-9_-]{35})(?![A-Za-z0-9_-])/,
    unless: /\b(authDomain|messagingSenderId)\b|maps\.googleapis\.com\/maps\/api\/js/,
  },
  { what: 'an access token of Google', looks: /(?<![A-Za-z0-9_-])ya29\.([A-Za-z0-9_-]{50,})/ },
  { what: 'a client secret of Google', looks: /(?<![A-Za-z0-9_-])GOCSPX-([A-Za-z0-9_-]{28})(?![A-Za-z0-9_-])/ },
  ...ISSUERS,
];

/** The beginnings of all forms: files without them need no closer look. */
const ANY =
  /PRIVATE KEY|LS0tLS1CRUdJTi|PuTTY-U|npm_|_authToken|gh[pousr]_|github_pat_|AKIA|ASIA|[Aa][Ww][Ss]_?[Ss][Ee]|[Ss][Ee][Cc][Rr][Ee][Tt]_?[Aa][Cc][Cc][Ee]|[sr]k_live_|whsec_|xox[abeoprs]-|xapp-|hooks\.slack|AIza|ya29|GOCSPX-/;

/** One letter over and over, or a word that documentation uses: AWS's own is AKIAIOSFODNN7EXAMPLE. */
const PLACEHOLDER = /^[xX*._-]+$|^0+$|example|placeholder|redacted|changeme|your/i;

/** Bytes of a piece of a file, and of the part that it repeats of the piece before: longer than any form's beginning. */
export const PIECE = 4 * 1024 * 1024;
export const OVERLAP = 4096;

/**
 * The name of the first secret in `content`, such as `a token of npm`, or undefined. An archive, and a database of any
 * name, hold texts as they are.
 * @param beginning the first bytes of the file, if `content` is a later piece of it
 */
export function secretIn(content: Uint8Array, beginning: Uint8Array = content): string | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const [isTwoBytes, hasBytes] = [isWide(beginning), isBinary(beginning)];
  for (let at = 0; at < bytes.length; at += PIECE - OVERLAP) {
    const text = bytes.toString('latin1', at, Math.min(at + PIECE, bytes.length));
    const found = isTwoBytes
      ? secretInText(text.replace(/^[\xfe\xff]{2}/, '').replaceAll('\0', ''), false)
      : secretInText(text, hasBytes);
    if (found !== undefined) return found;
    if (at + PIECE >= bytes.length) break;
  }
  return undefined;
}

/** Whether a file with this beginning is no text. */
export function isBinary(beginning: Uint8Array): boolean {
  return !isWide(beginning) && beginning.subarray(0, OVERLAP).includes(0);
}

/** Whether a text is UTF-16, as editors of Windows write it: every other byte of English text is zero. */
function isWide([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function secretInText(text: string, hasBytes: boolean): string | undefined {
  if (!ANY.test(text) && !BEGINNINGS.test(text)) return undefined;
  return FORMS.find(({ looks, inBinary, unless }) => {
    if (unless?.test(text)) return false;
    const form = hasBytes ? (inBinary ?? looks) : looks;
    const all = new RegExp(form, `${form.flags}g`);
    return [...text.matchAll(all)].some(([, body]) => body === undefined || !PLACEHOLDER.test(body));
  })?.what;
}

/** Blocks of PEM that everybody may read (RFC 7468). */
const PUBLIC_BLOCK = /-----BEGIN (?![A-Z0-9 ]*PRIVATE KEY)[A-Z0-9 ]+-----/;

/** Dumps begin with the name of their program, and carry data. Migrations have neither. */
const DUMP = /^-- (PostgreSQL database dump|MySQL dump|MariaDB dump|phpMyAdmin SQL Dump)|^\/\*!\d+ SET /m;
const DATA = /^(COPY .* FROM stdin;|INSERT INTO|REPLACE INTO)/im;

/** Whether a file with a doubtful name (names.ts) is harmless by its content. */
export function isHarmless(file: string, content: Buffer): boolean {
  const text = content.toString('latin1');
  if (/\.sql$/i.test(file)) return !(DUMP.test(text) && DATA.test(text));
  // A presentation of Apple's Keynote is a zip archive.
  if (/\.key$/i.test(file) && text.startsWith('PK\x03\x04')) return true;
  const isPublic = PUBLIC_BLOCK.test(text) || /^(ssh|ecdsa)-\S+ AAAA/.test(text);
  return isPublic && secretIn(content) === undefined;
}

/** Names of values that are secrets, and values that are none. */
const SECRET_KEY =
  /^["'\s-]*([\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api_?-?key|credential)[\w-]*)["']?\s*[:=]\s*(["']?)([^"'\s#,{}[\]][^"'\n]*)\2/i;
const NO_VALUE = /^(null|true|false|undefined|none|~|\d+|.*\$\{?\w+.*|<.*>|%\w+%|[x*.]+|process\.env.*|!\w+.*)$/i;

/** Names of values about secrets. */
const ABOUT =
  /(file|path|url|uri|header|field|name|length|expir\w*|lifetime|ttl|timeout|type|algorithm|policy|enabled)$/i;

/** Files of settings, by their names. Texts in other files, such as translations, are about passwords. */
const SETTINGS = /(^|\/)(configs?|conf|settings|appsettings|production|staging)([/.-].*)?\.(json5?|ya?ml|toml|ini)$/i;

/** The package config takes the names of variables from here, and no values (its wiki, "Environment Variables"). */
const NAMES = /(^|\/)custom-environment-variables\.\w+$/;

/** Longer lines are no settings, and would take long. */
const LONGEST_LINE = 1000;

/** The name of a value in a file of settings that looks like a password, or undefined. */
export function passwordIn(file: string, content: Buffer): string | undefined {
  if (!SETTINGS.test(file) || NAMES.test(file) || content.length > PIECE) return undefined;
  for (const line of content.toString().split(/[\n,]|(?<!\$)\{/)) {
    if (line.length > LONGEST_LINE) continue;
    const [, key, , value = ''] = SECRET_KEY.exec(line) ?? [];
    const own = value.replace(/[\s}\]]+$/, '');
    if (key !== undefined && !ABOUT.test(key) && !NO_VALUE.test(own) && !PLACEHOLDER.test(own)) return key;
  }
  return undefined;
}
