/**
 * What may stand in package.json, as a JSON schema. A `description` completes the sentence
 * "KEY must be …" in an error message, so every property has one.
 *
 * Values that land in scripts and units keep to characters that mean nothing there; text for people
 * may hold anything but control characters and is escaped where it lands.
 */
import { debianVersion, nodeDependency } from './version.ts';

const line = '^[^\\u0000-\\u001f\\u007f]+$';
const relation = '[a-z0-9][a-z0-9+.-]+(:any)?( \\((<<|<=|=|>=|>>) [0-9A-Za-z.+~:-]+\\))?';

/** Folders of the system: the package owns /usr/lib/NAME and deletes /var/lib/NAME when it is purged. */
const RESERVED_NAMES = (
  'apt dbus debconf dpkg init-system-helpers initramfs-tools kernel locale locales misc modules node_modules nodejs ' +
  'os-prober pam polkit-1 private python3 ssl sudo systemd sysusers.d tmpfiles.d ucf udev usrmerge x86_64-linux-gnu'
).split(' ');

const relations = (verb: string) => ({
  type: 'array',
  items: {
    type: 'string',
    pattern: `^${relation}( \\| ${relation})*$`,
    description: 'a Debian dependency such as "adduser" or "libfoo1 (>= 1.2) | libfoo2"',
  },
  default: [],
  description: `a list of packages that this one ${verb}, such as ["curl (>= 7)"]`,
});

const seconds = (otherwise: number, least: number) => ({
  type: 'integer',
  minimum: least,
  maximum: 86400,
  default: otherwise,
  description: `a whole number of seconds from ${least} to 86400`,
});

const setting = {
  type: 'object',
  additionalProperties: false,
  required: ['value', 'about'],
  properties: {
    value: {
      type: 'string',
      pattern: '^[^\\u0000-\\u001f\\u007f"\'`\\\\$%]*$',
      description: 'one line of text without quotes, backslashes, $, ` and %',
    },
    // In a file that systemd reads, a backslash at the end would join the next line to this comment.
    about: {
      type: 'string',
      pattern: '^[^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u001f\\u007f\\\\]$',
      description: 'one line that explains the setting and does not end with a backslash',
    },
  },
  description: 'an object with "value" (the default) and "about"',
};

const service = {
  type: 'object',
  additionalProperties: false,
  default: {},
  properties: {
    user: {
      type: 'string',
      pattern: '^[a-z_][a-z0-9_-]{0,30}$',
      description: 'an account name: a to z, 0 to 9, - and _, at most 31 characters, beginning with a letter or _',
    },
    health: {
      type: 'string',
      pattern: '^/[A-Za-z0-9._~/?=&:@+,-]*$',
      default: '/health',
      description: 'a path that begins with /, of letters, digits and ._~/?=&:@+,-',
    },
    ready: {
      enum: ['http', 'listening', 'app'],
      default: 'http',
      description: '"http" (the health page answers 2xx), "listening" (the port is open) or "app" (the app says so)',
    },
    port: {
      anyOf: [
        { type: 'integer', minimum: 1, maximum: 65535 },
        { type: 'string', pattern: '^[A-Z_][A-Z0-9_]*$' },
      ],
      description: 'the port of the server that counts, or the name of the variable that holds it',
    },
    reload: { type: 'boolean', default: false, description: 'true if the app listens for SIGHUP, or false' },
    explain: { type: 'boolean', default: false, description: 'true or false' },
    startLimit: seconds(30, 1),
    stopLimit: seconds(30, 1),
    watchdog: seconds(10, 0),
  },
  description: 'an object that describes the service',
};

/** The maintainer scripts of a package (Debian Policy 6.1). */
export const MAINTAINER_SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm'] as const;

const projectFile = (what: string) => ({
  type: 'string',
  pattern: '^(?!/)(?!.*(^|/)\\.\\.(/|$))[^\\u0000-\\u001f\\u007f]+$',
  description: `the path of ${what}, inside the project`,
});

const deb = {
  type: 'object',
  additionalProperties: false,
  required: ['entry'],
  properties: {
    name: {
      type: 'string',
      // Without the + that Debian allows: a unit cannot be called so (systemd.unit(5)).
      pattern: '^[a-z0-9][a-z0-9.-]+$',
      not: { enum: RESERVED_NAMES },
      description:
        'a Debian package name that can also name a unit: two or more of a to z, 0 to 9 and .-, beginning with ' +
        'a letter or digit, and not one that a folder below /var/lib, /usr/lib or /run belongs to already',
    },
    entry: projectFile('the file that starts the service, such as "src/server.ts"'),
    node: {
      type: 'string',
      format: 'node-range',
      description: 'the oldest Node that the service runs on, such as ">=18"',
    },
    maintainer: {
      type: 'string',
      pattern: '^[^\\u0000-\\u001f\\u007f<>]*[^\\u0000-\\u001f\\u007f<> ] <[^@\\s<>]+@[^@\\s<>]+>$',
      description: 'a name and an address: "Ada Lovelace <ada@example.org>"',
    },
    summary: {
      type: 'string',
      pattern: '^[^\\u0000-\\u001f\\u007f\\\\]+$',
      maxLength: 80,
      description: 'one line of at most 80 characters, without backslashes',
    },
    extendedDescription: {
      type: 'array',
      items: { type: 'string', pattern: line, description: 'a paragraph without line breaks' },
      default: [],
      description: 'a list of paragraphs',
    },
    section: {
      type: 'string',
      pattern: '^((contrib|non-free)/)?[a-z][a-z-]+$',
      default: 'misc',
      description: 'a section of the Debian archive, such as "web", "net" or "admin"',
    },
    depends: relations('needs'),
    recommends: relations('recommends'),
    suggests: relations('suggests'),
    settings: {
      type: 'object',
      default: {},
      propertyNames: {
        pattern: '^(?!NOTIFY_|LISTEN_|WATCHDOG_|NODE_OPTIONS$)[A-Z_][A-Z0-9_]*$',
        description: 'variable names of A to Z, 0 to 9 and _ that systemd, Node and the agent do not use themselves',
      },
      additionalProperties: setting,
      description: 'an object of environment variables',
    },
    service,
    scripts: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: Object.fromEntries(
        MAINTAINER_SCRIPTS.map((script) => [script, projectFile(`what ${script} does besides, in sh`)]),
      ),
      description: `an object of files to add to ${MAINTAINER_SCRIPTS.join(', ')}`,
    },
    mail: { type: 'boolean', default: false, description: 'true or false' },
    onStartFailure: { enum: ['fail', 'warn'], default: 'fail', description: '"fail" or "warn"' },
  },
  description: 'an object that describes the package',
};

/** package.json, as far as a package is made of it; everything else in there is not this tool's business. */
export const schema = {
  type: 'object',
  required: ['version', 'license', 'deb'],
  properties: {
    version: {
      type: 'string',
      format: 'orderable-version',
      description:
        'a version that Debian can order: 1.2.3, 1.2.3-rc.1 or 1.2.3+build.5 (no hyphen within the pre-release)',
    },
    license: { type: 'string', pattern: '^[A-Za-z0-9.+ ()-]+$', description: 'a licence name such as "MIT"' },
    homepage: { type: 'string', pattern: '^https?://[^\\s"%<>\\\\]+$', description: 'an http or https address' },
    deb,
  },
  description: 'an object',
};

/** The formats that the schema names, each a pure question about a string. */
export const formats: Record<string, (text: string) => boolean> = {
  'orderable-version': (text) => debianVersion(text) !== undefined,
  'node-range': (text) => nodeDependency(text) !== undefined,
};
