/**
 * Native addons: compiled code for one machine, which no bundle can hold. `init` and the build ask the same function.
 */
import { type Dirent, existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { folderWith, installedJson, objectOf, production } from './package-json.ts';

/** Dependencies by which an addon builds or finds its native file. */
const ADDON_LOADERS = [
  'bindings',
  'node-addon-api',
  'node-gyp-build',
  'node-gyp-build-optional-packages',
  'node-pre-gyp',
  '@mapbox/node-pre-gyp',
  'prebuild-install',
];

/** The sources of node-gyp, and prebuildify's folder. */
const ADDON_FILES = ['binding.gyp', 'prebuilds'];

/** Whether the package in `folder`, whose package.json is `json`, loads native code of its own. */
export function isAddon(folder: string, { dependencies, gypfile, main, exports, cpu }: Json): boolean {
  const loads = ADDON_LOADERS.some((loader) => Object.hasOwn(objectOf(dependencies), loader));
  // npm's documentation, "gypfile": npm sets it for a binding.gyp, and false keeps npm from building.
  const isBinary = gypfile === true || namesBinary(main) || namesBinary(exports);
  // The main file of sharp's part for one processor is JavaScript, which loads the native file.
  if (Array.isArray(cpu) && holdsBinary(folder)) return true;
  return loads || isBinary || ADDON_FILES.some((name) => existsSync(path.join(folder, name)));
}

/** Whether a field names a native file. Keys of `exports` are no files: react-dom has "./server.node". */
function namesBinary(value: unknown): boolean {
  if (typeof value === 'string') return value.endsWith('.node');
  return typeof value === 'object' && value !== null && Object.values(value).some(namesBinary);
}

/** Whether a native file lies at the top of a package or in a folder there. */
function holdsBinary(folder: string): boolean {
  const isBinary = (entry: Dirent): boolean => entry.isFile() && entry.name.endsWith('.node');
  const isHolder = (entry: Dirent): boolean =>
    entry.isDirectory() && entriesOf(path.join(folder, entry.name)).some(isBinary);
  return entriesOf(folder).some((entry) => isBinary(entry) || isHolder(entry));
}

function entriesOf(folder: string): Dirent[] {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
}

/**
 * The native addons that a program may load: installed packages among `imported`, which its sources name, among the
 * production dependencies of `json`, and among the dependencies of these. Sorted.
 */
export function findAddons(project: string, json: Json, imported: readonly string[]): string[] {
  const addons = new Set<string>();
  const seen = new Set<string>();
  const pending = [...production(json), ...imported].map((name) => ({ name, from: project }));
  for (const { name, from } of pending) {
    const parent = folderWith(name, from);
    if (parent === undefined) continue;
    // pnpm installs links, and a package's own dependencies lie beside its real folder.
    const folder = realpathSync(path.join(parent, 'node_modules', name));
    if (seen.has(folder)) continue;
    seen.add(folder);
    const own = installedJson(folder);
    if (isAddon(folder, own)) addons.add(name);
    else pending.push(...neededBy(own).map((needed) => ({ name: needed, from: folder })));
  }
  return [...addons].sort();
}

/** npm installs the peers of a package, too, and a bundle holds each package that the other imports. */
function neededBy(json: Json): string[] {
  return [...production(json), ...Object.keys(objectOf(json.peerDependencies))];
}
