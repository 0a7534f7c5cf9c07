/**
 * Native addons: what no bundle can hold.
 */
import { existsSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { objectOf, production } from './package-json.ts';

/** What a package needs that loads a compiled addon, besides a binding.gyp. */
const ADDON_LOADERS = [
  'node-gyp-build',
  'node-gyp-build-optional-packages',
  'bindings',
  'node-addon-api',
  '@mapbox/node-pre-gyp',
];

/** Names of installed production dependencies, direct or not, that are compiled for one machine. */
export async function findAddons(project: string, json: Json): Promise<string[]> {
  const addons = new Set<string>();
  const seen = new Set<string>();
  const pending = production(json).map((name) => ({ name, above: project }));
  for (const { name, above } of pending) {
    const folder = installedFolder(name, above);
    if (folder === undefined || seen.has(folder)) continue;
    seen.add(folder);
    const own = await readFile(path.join(folder, 'package.json'), 'utf8')
      .then(JSON.parse)
      .then(objectOf, () => ({}));
    if (isAddon(folder, own)) addons.add(name);
    else pending.push(...production(own).map((needed) => ({ name: needed, above: folder })));
  }
  return [...addons].sort();
}

/** Where Node would find a package: in the nearest node_modules above, and behind the links that pnpm makes. */
function installedFolder(name: string, above: string): string | undefined {
  for (let folder = path.resolve(above); ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (existsSync(path.join(candidate, 'package.json'))) return realpathSync(candidate);
    if (folder === path.dirname(folder)) return undefined;
  }
}

function isAddon(folder: string, { dependencies, main, exports }: Json): boolean {
  const loads = ADDON_LOADERS.some((loader) => Object.hasOwn(objectOf(dependencies), loader));
  const isBinary = /\.node"/.test(JSON.stringify([main, exports]));
  return loads || isBinary || ['binding.gyp', 'prebuilds'].some((name) => existsSync(path.join(folder, name)));
}
