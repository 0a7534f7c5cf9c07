/**
 * How build-deb is called, and what sets the limits: tar and the compressors alone.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Method = 'xz' | 'zstd' | 'none';

/** One way to make a package of a payload, or a limit that physics sets. */
export interface Contestant {
  /** As the tables show it. */
  name: string;
  method: Method;
  command: readonly string[];
  cwd: string;
  /** Removed before each run: what would be packed is not there, and nothing is remembered. */
  clear: readonly string[];
  /** The folder where exactly one package, or archive, is found afterwards. */
  output: string;
  /** Done before each run. */
  before?: () => void;
  /** Runs but once, however many rounds there are: it takes long, and nobody's goal is near. */
  once?: boolean;
}

/** Rows that the goals speak of. */
export const WHOLE = 'npm run build-deb';
export const OWN = 'build-deb';
export const MODULES = 'build-deb, `modules`';
export const NOTHING = '`node -e 0`';

/** The package's own tool, as `npm run build-deb` makes and calls it. */
function toolCommand(): string {
  const script: string = JSON.parse(readFileSync('package.json', 'utf8')).scripts['build-deb'];
  const program = /&& node (\S+)$/.exec(script)?.[1];
  if (program === undefined) throw new Error('the script build-deb in package.json does not end with && node PROGRAM');
  return path.resolve(program);
}

/** What build-deb remembers of a build, so that it need not do it again. */
const RECORD = 'node_modules/.cache/build-deb/built.json';

/** build-deb's own process, without npm and esbuild in front of it. */
export function buildDeb(name: string, project: string, method: Method, output: string): Contestant {
  const command = ['node', toolCommand(), '--out', output];
  const clear = [output, path.join(project, RECORD)];
  return { name, method, command, cwd: project, clear, output, before: () => setCompression(project, method) };
}

/** The same once more, straight after `first`: nothing is removed, so there is nothing to do. */
export function rebuild(first: Contestant): Contestant {
  return { ...first, name: `${first.name}, nothing changed`, clear: [] };
}

/** A file that says so already stays untouched: it would count as changed. */
function setCompression(project: string, compression: Method): void {
  const file = path.join(project, 'package.json');
  const packageJson = JSON.parse(readFileSync(file, 'utf8'));
  if (packageJson.deb.compression === compression) return;
  packageJson.deb.compression = compression;
  writeFileSync(file, `${JSON.stringify(packageJson, null, 2)}\n`);
}

/** What no packer can be much faster than: the same tree through tar and the same compressor, into a file. */
export function limit(tree: string, work: string, method: Method): Contestant {
  const output = path.join(work, `tar-${method}`);
  const { shown, piped } = LIMITS[method];
  const command = ['sh', '-c', `tar --create --file=- --directory="$0" . ${piped}`, tree];
  return { name: shown, method, command, cwd: output, clear: [output], output };
}

/** The compressors as build-deb calls them unless told otherwise. */
const LIMITS: Readonly<Record<Method, { shown: string; piped: string }>> = {
  xz: { shown: '`tar \\| xz -6 -T0`', piped: '| xz -6 -T0 >archive' },
  zstd: { shown: '`tar \\| zstd -12 --long=27 -T0`', piped: '| zstd -12 --long=27 -T0 --quiet >archive' },
  none: { shown: '`tar`', piped: '>archive' },
};
