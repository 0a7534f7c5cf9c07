/**
 * The schema of relations to other packages (Debian Policy 7), and of the fields and the file that go with them.
 */
import { choice, list, UNPRINTABLE } from './common.ts';
import { dictionary, integer, type Key, key, string } from './key.ts';

const NAME = '[a-z0-9][a-z0-9+.-]+';

/** deb-version(7): an epoch, a version that begins with a digit, a revision. dpkg installs no package with another one. */
const VERSION = '(\\d{1,9}:)?\\d[0-9A-Za-z.+~]*(-[0-9A-Za-z.+~]+)*';

const LIMIT = `( \\((<<|<=|=|>=|>>) ${VERSION}\\))?`;

const CHOICE = `${NAME}(:any)?${LIMIT}`;

/** Packages that this one needs in some way. Only these relations leave a choice (Debian Policy 7.1). */
function needs(verb: string, example: string): Key<string[], 'always'> {
  const description = 'a Debian package, or several to choose from: "libfoo1 | libfoo2"';
  const item = key({ description, example }, string({ pattern: `^${CHOICE}( \\| ${CHOICE})*$` }));
  return list(`Debian packages that this one ${verb}.`, 'a list of Debian packages', item);
}

/** Packages of which each one counts. They are meant on every architecture, so `:any` says no more. */
function each(title: string, example: string, limit = LIMIT): Key<string[], 'always'> {
  const versions =
    limit === LIMIT ? 'perhaps with versions: "libfoo1 (<< 2.0)"' : 'perhaps with its version: "foo (= 2.0)"';
  const item = key(
    { description: `one Debian package, ${versions}`, example },
    string({ pattern: `^${NAME}${limit}$` }),
  );
  return list(title, 'a list of Debian packages', item);
}

const former = key(
  { description: 'the name of a package of yours, and no name of Debian itself', example: 'webshop' },
  string({ pattern: `^${NAME}$`, maxLength: 100, format: 'free-name' }),
);

/** A version of dpkg(1) holds it as a C int. */
const HIGHEST_EPOCH = 2 ** 31 - 1;

const fieldNames = {
  pattern: '^[A-Za-z][A-Za-z0-9-]*$',
  maxLength: 100,
  description: 'names of letters, digits and -, such as Vcs-Git or X-Team',
};

const fieldValue = key(
  {
    description: 'one line of text that is not empty and has no blank at its ends',
    example: 'https://example.org/shop.git',
  },
  string({ pattern: `^[^${UNPRINTABLE}\\s]([^${UNPRINTABLE}]*[^${UNPRINTABLE}\\s])?$`, maxLength: 1000 }),
);

/** The names of triggers: paths, and words of some packages (dpkg's triggers.txt: no blank, ASCII that prints). */
const TRIGGER =
  '^(activate|interest)(-await|-noawait)? (/[!-.0-~]+)+$|^(activate|interest)(-await|-noawait)? [a-z0-9][a-z0-9+.-]+$';

const trigger = key(
  {
    description: '"interest-noawait" or "activate-noawait", or these words without "noawait", and a path or a name',
    example: 'activate-noawait ldconfig',
  },
  string({ pattern: TRIGGER, maxLength: 1000 }),
);

/** Keys of the `deb` section. */
export const relations = {
  depends: needs('needs', 'ffmpeg (>= 5.1)'),
  preDepends: needs('needs before it is unpacked', 'libfoo1 (>= 1.2)'),
  recommends: needs('recommends', 'redis-server'),
  suggests: needs('suggests', 'postgresql'),
  enhances: each('Debian packages that this one makes more useful.', 'nginx'),
  provides: each(
    'Names of further packages, real or virtual, whose work this one does.',
    'shop-api (= 2.0)',
    `( \\(= ${VERSION}\\))?`,
  ),
  conflicts: each('Debian packages that must not be installed at the same time.', 'old-shop'),
  breaks: each(
    'Debian packages, usually old versions of them, that do not work beside this one.',
    'shop-theme (<< 2.0)',
  ),
  replaces: each('Debian packages whose files this one may replace.', 'shop-data (<< 2.0)'),
  formerly: list(
    'Earlier names of this package. An installation removes a package of that name, and takes over its system users, state, ' +
      'settings, secrets and enabled units.',
    'a list of earlier names of this package',
    former,
  ),
  priority: choice('How much a system wants it (Debian Policy 2.5).', [
    'optional',
    'standard',
    'important',
    'required',
  ]),
  epoch: key(
    {
      title:
        'The epoch of its version, `EPOCH:1.2.3`: for versions that begin anew with smaller numbers. Default: none.',
      description: `a whole number from 1 to ${HIGHEST_EPOCH}, without quotes`,
      example: 1,
    },
    integer(1, HIGHEST_EPOCH),
  ),
  fields: key(
    {
      title: 'Further fields of the control file, such as `Vcs-Git`, `Vcs-Browser` and `X-…`.',
      description: 'an object of fields that neither this tool nor dpkg knows',
      example: { 'Vcs-Git': 'https://example.org/shop.git' },
    },
    dictionary(fieldNames, fieldValue),
  ),
  triggers: list(
    'Triggers of dpkg. With `interest`, the fragment `scripts.postinst` runs with the arguments `triggered` and their names.',
    'a list of directives as in deb-triggers(5)',
    trigger,
  ),
};
