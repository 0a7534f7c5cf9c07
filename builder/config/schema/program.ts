/**
 * The schema of the program of a package, of the systems that it runs on, and of the compression.
 */
import { COMPRESSION_METHODS } from '../../manifest.ts';
import { DEBIAN_RELEASES, OLDEST_NODE, TARGETS } from '../../releases.ts';
import { choice, flag, INSIDE, list, projectFile } from './common.ts';
import { array, inherited, integer, key, oneOf, string } from './key.ts';

type Method = keyof typeof COMPRESSION_METHODS;
type Levels = (typeof COMPRESSION_METHODS)[Method];

const METHODS = Object.keys(COMPRESSION_METHODS) as [Method, Method, ...Method[]];

/** `xz 0 to 9, zstd 1 to 19`: `say` puts each method with a choice of levels in words. */
function eachMethod(say: (method: Method, levels: Levels) => string): string {
  const adjustable = METHODS.filter((method) => COMPRESSION_METHODS[method].most > COMPRESSION_METHODS[method].least);
  return adjustable.map((method) => say(method, COMPRESSION_METHODS[method])).join(', ');
}

const LIMITS = Object.values(COMPRESSION_METHODS);

/** `"debian12" (bookworm), "debian13" (trixie) or "testing" (forky)`, and so on. */
function releasesJoined(last: 'and' | 'or'): string {
  const names = TARGETS.map(({ id, codename }) => `"${id}" (${codename})`);
  return `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;
}

const release = key({ description: releasesJoined('or'), example: 'debian13' }, oneOf(TARGETS.map(({ id }) => id)));

/** Keys of the `deb` section. */
export const program = {
  entry: projectFile('The file that starts the service.', 'src/server.ts'),
  payload: choice(
    'How the program is packaged: `bundle`, its modules in one file, with the files that it names beside them; `modules`, as it is, with its production dependencies from `node_modules`.',
    ['bundle', 'modules'],
  ),
  nodeModules: flag(
    'With `modules`: whether the production dependencies of package.json are packaged. With `false`, the program has all that it needs among its own files, as the output of Nitro and the standalone output of Next.js.',
    true,
  ),
  include: list(
    "Which of the project's own files. A folder is taken with all that is in it. Default with `modules`: npm's `files`, else all but tests, dot files, logs and what `.npmignore` or `.gitignore` names. With `bundle`: further files, besides those that the sources name.",
    'a list of paths and globs inside the project',
    key({ description: 'a path or glob inside the project', example: 'dist/**' }, string({ pattern: INSIDE })),
  ),
  exclude: list(
    'With `modules`: files that stay out, also of packages: `node_modules/x/**` leaves out x, and what it alone needs. Packages lose their types, source maps, tests and the steps of a compilation by default.',
    'a list of paths and globs inside the project, or of its node_modules',
    key({ description: 'a path or glob inside the project', example: 'public/*.txt' }, string({ pattern: INSIDE })),
  ),
  sourceMap: flag('With `bundle`: whether errors show the places in your sources. `false` leaves their map out.', true),
  sbom: flag(
    'Whether the package and `dist` get a bill of materials in CycloneDX, `NAME.cdx.json`: the npm packages inside with their versions, licences and checksums.',
    true,
  ),
  compression: choice('How the package is compressed; lintian and older tools know only xz and gzip.', METHODS),
  compressionLevel: key(
    {
      title:
        `How hard that is tried: ${eachMethod((method, { least, most }) => `${method} ${least} to ${most}`)}. ` +
        `Default: ${eachMethod((method, { usual }) => `${usual} with ${method}`)}.`,
      description: `a whole number, without quotes: ${eachMethod((method, { least, most }) => `${least} to ${most} for ${method}`)}`,
      example: 9,
    },
    integer(Math.min(...LIMITS.map(({ least }) => least)), Math.max(...LIMITS.map(({ most }) => most))),
  ),
  compressionThreads: key(
    {
      title: 'How many cores compress; the package is the same. Default: all, with xz as many as there is memory for.',
      description: 'a whole number from 1 to 256, without quotes',
      example: 2,
    },
    integer(1, 256),
  ),
  runtime: choice("Whose Node runs it: `debian`, the package nodejs; `bundled`, one of the package's own.", [
    'debian',
    'bundled',
  ]),
  node: inherited(
    key(
      {
        title: "The versions of Node that will do; with `bundled`, the one to carry. Default: npm's `engines.node`.",
        description: 'a range of Node versions as in npm',
        example: `>=${OLDEST_NODE}`,
      },
      string({ format: 'node-range' }),
    ),
  ),
  nodeFrom: choice(
    'Where the package nodejs comes from, without a Node of its own: `debian`, the release itself; `nodesource`, the repository of NodeSource.',
    ['debian', 'nodesource'],
  ),
  targets: key(
    {
      title:
        'The releases of Debian and Ubuntu that it is for. Default: `debian12`, `debian13` and `testing`, as far as their Node will do.',
      description: `a list of ${releasesJoined('and')}, or not there`,
      example: DEBIAN_RELEASES.slice(1).map(({ id }) => id),
    },
    array(release, 1),
  ),
};
