/**
 * What may stand in package.json, as a JSON schema.
 */
import { debianVersion, isNodeRange } from '../version.ts';
import { isCalendarEvent } from './calendar.ts';
import { files } from './files.ts';
import {
  choice,
  flag,
  INSIDE,
  key,
  LINE,
  list,
  projectFile,
  relations,
  type Schema,
  secret,
  setting,
  variables,
} from './fragments.ts';
import { service, services } from './services.ts';

/** Folders of the system: the package owns /usr/lib/NAME and deletes /var/lib/NAME when it is purged. */
export const RESERVED_NAMES = (
  'apt dbus debconf dpkg init-system-helpers initramfs-tools kernel locale locales misc modules node_modules nodejs ' +
  'os-prober pam polkit-1 private python3 ssl sudo systemd sysusers.d tmpfiles.d ucf udev usrmerge x86_64-linux-gnu'
).split(' ');

/** The maintainer scripts of a package (Debian Policy 6.1). */
export const MAINTAINER_SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm'] as const;

const program: Record<string, Schema> = {
  entry: key('The file that starts the service.', 'the path of a file inside the project', 'src/server.ts', {
    type: 'string',
    pattern: INSIDE,
  }),
  payload: choice(
    'How the program is packaged: `bundle`, as one file that esbuild makes; `modules`, as it is, with its production dependencies from `node_modules`.',
    ['bundle', 'modules'],
  ),
  include: list(
    "With `modules`: which of the project's own files. Default: npm's `files`, else all but tests, dot files and logs.",
    'a list of paths and globs inside the project',
    key('', 'a path or glob inside the project', 'dist/**', { type: 'string', pattern: INSIDE }),
  ),
  compression: choice('How the package is compressed; lintian and older tools know only xz and gzip.', [
    'xz',
    'zstd',
    'gzip',
    'none',
  ]),
  runtime: choice("Whose Node runs it: `debian`, the package nodejs; `bundled`, one of the package's own.", [
    'debian',
    'bundled',
  ]),
  node: key(
    "The versions of Node that will do; with `bundled`, the one to carry. Default: npm's `engines.node`.",
    'a range of Node versions as in npm',
    '>=18',
    { type: 'string', format: 'node-range' },
  ),
  debian: key(
    'The releases of Debian that it is for. Default: all whose Node will do.',
    'a list of "12" (bookworm), "13" (trixie) and "testing", or not there',
    ['13', 'testing'],
    {
      type: 'array',
      items: {
        enum: ['12', '13', 'testing'],
        description: '"12" (bookworm), "13" (trixie) or "testing"',
        examples: ['13'],
      },
      minItems: 1,
    },
  ),
};

const identity: Record<string, Schema> = {
  name: key(
    "Name of the package and of its unit. Default: npm's `name`.",
    'two or more of a to z, 0 to 9, - and ., not - or . first, and no name of a part of Debian',
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
    { PORT: { value: '8080', about: 'The port to listen on.' } },
    setting,
  ),
  secrets: variables(
    'Environment variables that nobody else may read. The administrator writes each to `/etc/credstore/NAME.VARIABLE`; it is neither in the package nor in the unit.',
    { DATABASE_PASSWORD: { about: 'Password of the database.' } },
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
  'an object that describes the package (build-deb init writes one)',
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
    homepage: key('', 'an http or https address', 'https://example.org', {
      type: 'string',
      pattern: '^https?://[^\\s"\'%<>\\\\]+$',
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
