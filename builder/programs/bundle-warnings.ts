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

/** Express requires a module of a computed name when a program renders a view, and in no other case. */
const EXPRESS_VIEWS = /(^|\/)node_modules\/express\/lib\/view\.js$/;
const VIEWS = /["'`]view engine["'`]|\.render\(|\.engine\(/;

/** So many places are named. */
const SHOWN = 5;

/** Warnings about modules and files that may be missing when the bundle runs. */
export async function bundleWarnings(
  project: string,
  inputs: readonly string[],
  messages: readonly Message[],
): Promise<string[]> {
  const placed: string[] = [];
  let hasViews = false;
  for (const input of inputs.filter((file) => /\.[cm]?[jt]sx?$/.test(file))) {
    const text = sourceText(path.join(project, input));
    hasViews ||= packageFolder(input) === undefined && VIEWS.test(text);
    if (PLACE.test(text) && PLACE.test(withoutComments(text))) placed.push(input);
  }
  const dynamic = messages.flatMap(({ location }) =>
    location && (hasViews || !EXPRESS_VIEWS.test(location.file)) ? [`${location.file}:${location.line}`] : [],
  );
  return [
    ...warning(dynamic, 'a bundle lacks modules whose names only the running program knows: '),
    ...warning(
      placed,
      'a bundle lacks the files that sources look for beside themselves: if the service needs them, put them into "files", or ',
    ),
  ];
}

function warning(places: readonly string[], what: string): string[] {
  if (places.length === 0) return [];
  const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more` : '';
  return [`${what}use "payload": "modules" (${places.slice(0, SHOWN).join(', ')}${more})`];
}
