/**
 * Parts of a program that a bundle cannot hold: native addons, modules whose names are computed at run time, files beside
 * the sources.
 */
import path from 'node:path';
import type { Message } from 'esbuild';
import { isAddon } from '../project/addons.ts';
import { installedJson } from '../project/package-json.ts';
import { sourceText } from '../project/read-file.ts';
import { withoutComments } from '../project/source-text.ts';
import { oneLine } from '../text.ts';
import { packageFolder } from './licenses.ts';

/** The native addons among the packages of `inputs` (relative to the project), a line each. */
export function nativeAddons(project: string, inputs: readonly string[]): string[] {
  const folders = new Set(inputs.flatMap((input) => packageFolder(input) ?? []));
  return [...folders].flatMap((folder) => {
    const place = path.join(project, folder);
    const json = installedJson(place);
    return isAddon(place, json) ? [`${oneLine(String(json.name ?? folder))} is a native addon`] : [];
  });
}

/** Sources that ask for files beside themselves. */
const PLACE = /\b__dirname\b|\bimport\.meta\.(dirname|filename|url)\b/;

/** So many places are named. */
const SHOWN = 5;

/** Warnings about modules and files that may be missing when the bundle runs. */
export async function bundleWarnings(
  project: string,
  inputs: readonly string[],
  messages: readonly Message[],
): Promise<string[]> {
  const dynamic = messages.flatMap(({ location }) => (location ? [`${location.file}:${location.line}`] : []));
  const placed: string[] = [];
  for (const input of inputs.filter((file) => /\.[cm]?[jt]sx?$/.test(file))) {
    const text = sourceText(path.join(project, input));
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
