/**
 * The schema of what a package runs, on what, and how it is packed.
 */
import { choice, INSIDE, key, list, type Schema } from './key.ts';

/** What each method of compression calls little and much, and what it does unless told. */
export const COMPRESSION_LEVELS = {
  xz: { least: 0, most: 9, usual: 6 },
  zstd: { least: 1, most: 19, usual: 12 },
  gzip: { least: 1, most: 9, usual: 9 },
  none: { least: 0, most: 0, usual: 0 },
} as const;

/** Keys of the `deb` section. */
export const program: Record<string, Schema> = {
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
  compressionLevel: key(
    'How hard that is tried: xz 0 to 9, zstd 1 to 19, gzip 1 to 9. Default: 6 with xz, 12 with zstd, 9 with gzip.',
    'a whole number, without quotes: 0 to 9 for xz, 1 to 19 for zstd, 1 to 9 for gzip',
    9,
    { type: 'integer', minimum: 0, maximum: 19 },
  ),
  compressionThreads: key(
    'How many cores compress; the package is the same. Default: all, with xz as many as there is memory for.',
    'a whole number from 1 to 256, without quotes',
    2,
    { type: 'integer', minimum: 1, maximum: 256 },
  ),
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
