/**
 * What may stand in package.json, as a JSON schema.
 */
import { debianVersion, isNodeRange } from '../../version.ts';
import { isCalendarEvent } from './calendar.ts';
import { files } from './files.ts';
import {
  choice,
  flag,
  key,
  LINE,
  list,
  projectFile,
  relations,
  type Schema,
  secret,
  setting,
  variables,
} from './key.ts';
import { program } from './program.ts';
import { service, services } from './services.ts';

/** Folders of the system: the package owns /usr/lib/NAME and deletes /var/lib/NAME when it is purged. */
export const RESERVED_NAMES = (
  'apt dbus debconf dpkg init-system-helpers initramfs-tools kernel locale locales misc modules node_modules nodejs ' +
  'os-prober pam polkit-1 private python3 ssl sudo systemd sysusers.d tmpfiles.d ucf udev usrmerge x86_64-linux-gnu'
).split(' ');

/** The maintainer scripts of a package (Debian Policy 6.1). */
export const MAINTAINER_SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm'] as const;

const identity: Record<string, Schema> = {
  name: key(
    "Name of the package and of its unit. Default: npm's `name`.",
    'two or more of a to z, 0 to 9, - and ., not - or . first, and no name of Debian itself, such as nodejs',
    'web-shop',
    // Without the + that Debian allows: a unit cannot be called so (systemd.unit(5)).
    { type: 'string', pattern: '^[a-z0-9][a-z0-9.-]+$', maxLength: 100, not: { enum: RESERVED_NAMES } },
  ),
  revision: key(
    'The Debian revision, `1.2.3-REVISION`: another packaging of the same version. Default: none.',
    'letters, digits, . + and ~, in quotes',
    '1',
    { type: 'string', pattern: '^[0-9A-Za-z.+~]+$' },
  ),
  summary: key(
    "One line about it. Default: npm's `description`.",
    'one line of at most 80 characters, without backslashes',
    'Shop of the example company',
    {
      type: 'string',
      pattern: '^[^\\u0000-\\u001f\\u007f\\\\]+$',
      maxLength: 80,
    },
  ),
  extendedDescription: list(
    'Paragraphs below it.',
    'a list of paragraphs',
    key('', 'a paragraph without line breaks', 'Sells things.', { type: 'string', pattern: LINE }),
  ),
  maintainer: key(
    "Who answers for the package. Default: npm's `author`.",
    'a name and an address, and nothing else',
    'Ada Lovelace <ada@example.org>',
    {
      type: 'string',
      pattern: '^[^\\u0000-\\u001f\\u007f<>]*[^\\u0000-\\u001f\\u007f<> ] <[^@\\s<>]+@[^@\\s<>]+>$',
    },
  ),
  section: key('Its section in an archive.', 'a section of the Debian archive, in lower case', 'web', {
    type: 'string',
    pattern: '^((contrib|non-free)/)?[a-z][a-z-]+$',
    default: 'misc',
  }),
  depends: relations('needs', 'ffmpeg (>= 5.1)'),
  recommends: relations('recommends', 'redis-server'),
  suggests: relations('suggests', 'postgresql'),
};

const lifecycle: Record<string, Schema> = {
  settings: variables(
    'Environment variables that the administrator may change, in `/etc/default/NAME`.',
    { PORT: { value: '8080', description: 'The port to listen on.' } },
    setting,
  ),
  secrets: variables(
    'Environment variables that nobody else may read. The administrator writes each to `/etc/credstore/NAME.VARIABLE`; it is neither in the package nor in the unit.',
    { DATABASE_PASSWORD: { description: 'Password of the database.' } },
    secret,
  ),
  service,
  services,
  files,
  scripts: key(
    'What the project does besides in its maintainer scripts, in sh.',
    `an object of files to add to ${MAINTAINER_SCRIPTS.join(', ')}`,
    { postinst: 'debian/postinst.sh' },
    {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: Object.fromEntries(
        MAINTAINER_SCRIPTS.map((script) => [
          script,
          projectFile(`What ${script} does besides.`, `debian/${script}.sh`),
        ]),
      ),
    },
  ),
  mail: flag('Whether a mail is sent whenever the service has become ready.', false),
  onStartFailure: choice('What becomes of the installation if a service does not become ready.', ['fail', 'warn']),
};

const deb = key(
  'The package.',
  'an object that describes the package (npx build-deb init writes one)',
  { entry: 'src/server.ts' },
  {
    type: 'object',
    additionalProperties: false,
    required: ['entry'],
    properties: { ...program, ...identity, ...lifecycle },
  },
);

/** package.json, as far as a package is made of it; everything else in there is not this tool's business. */
export const schema = {
  type: 'object',
  required: ['version', 'license', 'deb'],
  properties: {
    version: key(
      '',
      'three numbers, and perhaps a pre-release (1.2.3-rc.1, one hyphen only) or a build (1.2.3+build.5)',
      '1.2.3',
      { type: 'string', format: 'orderable-version' },
    ),
    license: key('', 'the name of a licence, in quotes', 'MIT', { type: 'string', pattern: '^[A-Za-z0-9.+ ()-]+$' }),
    // systemd takes nothing beyond ASCII for Documentation=.
    homepage: key('', 'an http or https address, of ASCII characters only', 'https://example.org', {
      type: 'string',
      pattern: '^(?=[!-~]+$)https?://[^\\s"\'%<>\\\\]+$',
    }),
    deb,
  },
  description: 'an object',
};

/** The formats that the schema names, each a pure question about a string. */
export const formats: Record<string, (text: string) => boolean> = {
  'orderable-version': (text) => debianVersion(text) !== undefined,
  'node-range': isNodeRange,
  'calendar-event': isCalendarEvent,
};
