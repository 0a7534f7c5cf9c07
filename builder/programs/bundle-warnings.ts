/**
 * What a bundle cannot hold: native addons, modules whose names are reckoned at run time, files beside the sources.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Message } from 'esbuild';
import { packageFolder } from './licenses.ts';

/** Packages that look for a native file of their dependents. */
const ADDON_FINDERS = ['bindings', 'node-gyp-build', 'node-pre-gyp', '@mapbox/node-pre-gyp', 'prebuild-install'];

/** The native addons among the packages that `inputs` (relative to the project) come from, a line each. */
export async function nativeAddons(project: string, inputs: readonly string[]): Promise<string[]> {
  const folders = [...new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined))];
  const found = folders.map(async (folder) => {
    const text = await readFile(path.join(project, folder, 'package.json'), 'utf8').catch(() => '{}');
    const { name, gypfile, dependencies = {} } = JSON.parse(text);
    const finders = ADDON_FINDERS.filter((finder) => finder in dependencies);
    const hasSources = ['binding.gyp', 'prebuilds'].some((file) => existsSync(path.join(project, folder, file)));
    return finders.length > 0 || gypfile || hasSources ? [`${name ?? folder} is a native addon`] : [];
  });
  return (await Promise.all(found)).flat();
}

/** Asks for files beside the source; comments do not count, strings do. */
const PLACE = /\b__dirname\b|\bimport\.meta\.(dirname|filename|url)\b/;
const COMMENTS = /\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/.*$/gm;

/** Sources as they run; a comment may well name what is not there. */
export function withoutComments(text: string): string {
  return text.replace(COMMENTS, '');
}

/** How many places are named. */
const SHOWN = 5;

/** What may not be there when the bundle runs, with what to do about it. */
export async function bundleWarnings(
  project: string,
  inputs: readonly string[],
  messages: readonly Message[],
): Promise<string[]> {
  const dynamic = messages.flatMap(({ location }) => (location ? [`${location.file}:${location.line}`] : []));
  const placed: string[] = [];
  for (const input of inputs.filter((file) => /\.[cm]?[jt]sx?$/.test(file))) {
    const text = await readFile(path.join(project, input), 'utf8').catch(() => '');
    if (PLACE.test(text) && PLACE.test(withoutComments(text))) placed.push(input);
  }
  return [
    ...warning(dynamic, 'modules whose names are known at run time only are not in the bundle'),
    ...warning(placed, 'files beside the sources are asked for, and are not in the bundle; put them into "files"'),
  ];
}

function warning(places: readonly string[], what: string): string[] {
  if (places.length === 0) return [];
  const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more` : '';
  return [`${what}, or use "payload": "modules" (${places.slice(0, SHOWN).join(', ')}${more})`];
}
