/**
 * Variables that hold secrets, by their names and values. A wrong guess costs either way: the content of a package is public,
 * and a service does not start before the administrator has provided each of its secrets.
 */

/** Words of a name that mean a secret. `PGPASSWORD` and `APIKEY` are written as one word. */
const SECRET_WORD =
  /^(.*PASS(WORD|WD|PHRASE|CODE)S?|PASS|(?!BYPASS|COMPASS|ENCOMPASS|TRESPASS).+PASS|.*SECRETS?|.*TOKENS?|.*CREDENTIALS?|CREDS?|KEYS?|(API|AUTH|ACCESS|SECRET|PRIVATE|ENCRYPTION|SIGNING|SIGN|MASTER|LICENSE|SSH|JWT|SESSION|COOKIE|CRYPT|CIPHER)KEYS?)$/;

/** Words that make a name mean something about a secret instead, anywhere in the name. */
const ABOUT =
  /^(MAX|MIN|MAXIMUM|MINIMUM|LIMIT|LENGTH|SIZE|COUNT|TTL|EXPIRY|EXPIRES|EXPIRE|EXPIRATION|LIFETIME|AGE|ROUNDS|ALGORITHM|ALG|POLICY|ENABLED|DISABLED|REQUIRED|PUBLIC|PUBLISHABLE|PUBKEY)$/;

/** Words at the end of a name that mean the place or the name of a secret. */
const ABOUT_AT_END =
  /^(FILE|FILENAME|PATH|DIR|DIRECTORY|FOLDER|ID|IDS|NAME|URL|URI|ENDPOINT|ISSUER|AUDIENCE|HEADER|FIELD|PREFIX|SUFFIX|TYPE|FORMAT|COLUMN|INDEX|SPACE)$/;

/** Keys of data rather than of locks. */
const DATA_KEY = /^(PRIMARY|FOREIGN|PARTITION|SORT|CACHE|ROUTING|SITE|LOOKUP|OBJECT|BUCKET)$/;

/** `scheme://user:password@host`, `https://token@host`, and parts of addresses such as `?password=x` and `;Password=x`. */
const ADDRESS =
  /\bhttps?:\/\/[^\s/?#@:]{12,}@|\b[a-z][a-z\d+.-]{0,30}:\/\/[^\s/?#@:]*:[^\s/?#@]+@|[?&;]\s*(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|sharedaccesskey)=[^\s&;]+/i;

/** A path of a file with a suffix, and words that switch something on or off. */
const NO_SECRET = /^(~?[\w.@-]*(\/[\w.@-]+)*\/[\w.@-]+\.[a-z]{2,5}|true|false|yes|no|on|off)$/i;

/** Whether a variable holds a secret: its name says so, or its value is an address with a password. */
export function isSecret(variable: string, value: string): boolean {
  return ADDRESS.test(value) || (namesSecret(variable) && !NO_SECRET.test(value));
}

/** The first of the words of a command that is a secret or the option of one: `--api-key=x`, `--password x`, an address. */
export function secretWord(words: readonly string[]): string | undefined {
  return words.find((word, at) => {
    const [, option, value = words[at + 1] ?? ''] = /^-{1,2}([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const isOption = option !== undefined && value !== '' && !value.startsWith('-');
    return isSecret('', word) || (isOption && isSecret(option, value));
  });
}

/** Whether a variable, or an option such as `--api-key`, has the name of a secret. */
function namesSecret(name: string): boolean {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z\d]+/)
    .map((word) => word.replace(/\d+$/, ''))
    .filter(Boolean);
  const last = words.at(-1) ?? '';
  if (words.some((word) => ABOUT.test(word)) || ABOUT_AT_END.test(last)) return false;
  if (/^KEYS?$/.test(last) && words.some((word) => DATA_KEY.test(word))) return false;
  // PWD alone is the working directory.
  return words.some((word) => SECRET_WORD.test(word) || (word === 'PWD' && words.length > 1));
}

/** `NAME=value`, `--name=value` or `--name value`, the value perhaps in quotes. */
const ASSIGNED =
  /(?<![\w-])(?:([A-Za-z_]\w*)=|(-{1,2}[A-Za-z][\w-]*)(?:=|\s+(?!\w+=)))("(?:\\.|[^"\\])*"|'[^']*'|[^\s"']+)/g;

/** The text of a command, for a message: three points in place of each secret. */
export function withoutSecrets(command: string): string {
  const hidden = command.replaceAll(ASSIGNED, (found: string, ...[variable, option, value = '']: string[]) => {
    const plain = value.replaceAll(/^["']|["']$/g, '');
    return isSecret(variable ?? option ?? '', plain) ? `${found.slice(0, -value.length)}...` : found;
  });
  return hidden.replaceAll(new RegExp(ADDRESS, 'gi'), '...');
}
