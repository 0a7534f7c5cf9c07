/**
 * The schema of package.json, as far as a package is made of it.
 */
import { debianVersion, isNodeRange } from '../../version.ts';
import { accountReservation, reservation } from '../reserved/reservation.ts';
import { before } from './before.ts';
import { isCalendarEvent } from './calendar.ts';
import {
  choice,
  flag,
  LINE,
  list,
  projectFile,
  secret,
  setting,
  summaryLine,
  UNPRINTABLE,
  variables,
} from './common.ts';
import { files } from './files.ts';
import {
  type InheritedOf,
  inherited,
  type Key,
  key,
  type ObjectOf,
  object,
  section,
  string,
  type ValueOf,
  withDefault,
} from './key.ts';
import { program } from './program.ts';
import { relations } from './relations.ts';
import { type furtherService, type mainServiceKeys, service, services } from './services.ts';
import { writable } from './writable.ts';

/** The maintainer scripts of a package (Debian Policy 6.1). */
export const MAINTAINER_SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm'] as const;

export type MaintainerScript = (typeof MAINTAINER_SCRIPTS)[number];

const identity = {
  name: inherited(
    key(
      {
        title: "Name of the package and of its unit. Default: npm's `name`.",
        description:
          'two or more of a to z, 0 to 9, - and ., not - or . first, and no name of Debian itself, such as nodejs',
        example: 'web-shop',
      },
      // Without the + that Debian allows: the name of a unit has none (systemd.unit(5)).
      string({ pattern: '^[a-z0-9][a-z0-9.-]+$', maxLength: 100, format: 'free-name' }),
    ),
  ),
  revision: key(
    {
      title: 'The Debian revision, `1.2.3-REVISION`: another packaging of the same version. Default: none.',
      description: 'letters, digits, . + and ~, in quotes',
      example: '1',
    },
    string({ pattern: '^[0-9A-Za-z.+~]+$' }),
  ),
  summary: inherited(summaryLine("One line about it. Default: npm's `description`.", 'Shop of the example company')),
  extendedDescription: list(
    'Paragraphs below it.',
    'a list of paragraphs',
    key({ description: 'a paragraph without line breaks', example: 'Sells things.' }, string({ pattern: LINE })),
  ),
  maintainer: inherited(
    key(
      {
        title: "Who answers for the package. Default: npm's `author`.",
        description: 'a name and an address, and nothing else',
        example: 'Ada Lovelace <ada@example.org>',
      },
      string({
        pattern: `^[^${UNPRINTABLE}<>]*[^${UNPRINTABLE}<> ] <[^${UNPRINTABLE}@\\s<>]+@[^${UNPRINTABLE}@\\s<>]+>$`,
      }),
    ),
  ),
  section: withDefault(
    key(
      {
        title: 'Its section in an archive.',
        description: 'a section of the Debian archive, in lower case',
        example: 'web',
      },
      string({ pattern: '^((contrib|non-free)/)?[a-z][a-z-]+$' }),
    ),
    'misc',
  ),
  ...relations,
};

const scripts = Object.fromEntries(
  MAINTAINER_SCRIPTS.map((name) => [name, projectFile(`What ${name} does besides.`, `debian/${name}.sh`)]),
) as Record<MaintainerScript, Key<string>>;

const lifecycle = {
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
  before,
  service,
  services,
  files,
  writable,
  scripts: key(
    {
      title: 'What the project does besides in its maintainer scripts, in sh.',
      description: `an object of files to add to ${MAINTAINER_SCRIPTS.join(', ')}`,
      example: { postinst: 'debian/postinst.sh' },
    },
    section(object(scripts)),
  ),
  mail: flag('Whether a mail is sent whenever the service has become ready.', false),
  onStartFailure: choice(
    'What becomes of an installation if a service does not become ready: `return`, it fails, and the previous version runs ' +
      'until a good one is installed; `fail`, it fails; `warn`, it prints the reason.',
    ['return', 'fail', 'warn'],
  ),
};

const debKeys = { ...program, ...identity, ...lifecycle };

const deb = key(
  {
    title: 'The package.',
    description: 'an object that describes the package (npx build-deb init writes one)',
    example: { entry: 'src/server.ts' },
  },
  object(debKeys, ['entry']),
);

const properties = {
  version: key(
    {
      description: 'three numbers, and perhaps a pre-release (1.2.3-rc.1, one hyphen only) or a build (1.2.3+build.5)',
      example: '1.2.3',
    },
    string({ format: 'orderable-version' }),
  ),
  license: key(
    { description: 'the name of a licence, in quotes', example: 'MIT' },
    string({ pattern: '^[A-Za-z0-9.+ ()-]+$' }),
  ),
  // systemd takes nothing beyond ASCII for Documentation=.
  homepage: key(
    {
      description: 'an http or https address, of ASCII characters only, without a user',
      example: 'https://example.org',
    },
    string({ pattern: '^(?=[!-~]+$)https?://(?![^/?#]*@)[^\\s"\'%<>\\\\]+$' }),
  ),
  deb,
};

/** npm and other tools have more keys in package.json: those mean nothing here. */
export const schema = {
  type: 'object',
  required: ['version', 'license', 'deb'] as const,
  properties,
  description: 'an object',
};

/** package.json once the schema has passed it, with the keys that npm-fields.ts fills in. */
export type PackageJson = ObjectOf<typeof properties, (typeof schema.required)[number]>;

/** The `deb` section of it. */
export type DebSection = ValueOf<typeof deb>;

/** A service in it. The main service has no `entry`, `summary`, `settings` and `schedule`. */
export type ServiceSection = ValueOf<typeof furtherService>;

/** The keys of the section that npm's own fields fill in. */
export type InheritedKey = InheritedOf<typeof debKeys>;

/** The keys of `deb.service` that the section fills in. */
export type InheritedServiceKey = InheritedOf<typeof mainServiceKeys>;

/** The formats that the schema names, each a pure question about a string. */
export const formats: Record<string, (text: string) => boolean> = {
  'orderable-version': (text) => debianVersion(text) !== undefined,
  'node-range': isNodeRange,
  'calendar-event': isCalendarEvent,
  'free-name': (text) => reservation(text) === undefined,
  'free-account': (text) => accountReservation(text) === undefined,
};
