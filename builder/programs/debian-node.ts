/**
 * The function that Debian 12's Node lacks although Node 18 has it: Debian builds it without the undici of Node's own releases,
 * and the Headers of its fetch() have no getSetCookie(). The names of all other functions of Node 18.20 are there.
 */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { sourceText } from '../project/read-file.ts';
import { withoutComments } from '../project/source-text.ts';
import type { DebianRelease } from '../releases.ts';
import { API_PACKAGE } from './notify-api.ts';

const LACKING = 'debian12';

const CALL = /\.getSetCookie\(/;

/** `headers.getSetCookie?.()`, `typeof headers.getSetCookie`, `"getSetCookie" in headers`, and tests of a condition. */
const GUARD = /["'`]getSetCookie["'`]|typeof [^;\n]*\.getSetCookie\b|\.getSetCookie\s*(?:\?|&&|\|\||\))/;

/** Documentation, types and tests are no part of the program. */
const OF_PROGRAM = /^(?!(?:.*\/)?(?:node_modules|tests?|__tests__|docs?|examples?)\/).*\.[cm]?js$/;

/**
 * A warning, if packages that the project names call the function without asking first, and the package is for a Debian whose
 * own Node lacks it. Such a call may come with one page only.
 * @param packages all packages of the program, with their folders relative to `project`
 * @param direct the real folders of those that the project names
 */
export function lackingWarnings(
  { bundledNode, nodeFrom }: Pick<Config, 'bundledNode' | 'nodeFrom'>,
  releases: readonly DebianRelease[],
  {
    project,
    packages,
    direct,
  }: { project: string; packages: readonly { folder: string }[]; direct: readonly string[] },
): string[] {
  const release = releases.find(({ id }) => id === LACKING);
  if (release === undefined || bundledNode !== undefined || nodeFrom === 'nodesource') return [];
  const calling = packages.flatMap(({ folder }) => {
    const place = path.join(project, folder);
    // Of this tool, a package has the API alone.
    return !folder.endsWith(`node_modules/${API_PACKAGE}`) &&
      existsSync(place) &&
      direct.includes(realpathSync(place)) &&
      callsIt(place)
      ? [folder]
      : [];
  });
  if (calling.length === 0) return [];
  const names = calling.map((folder) => folder.replace(/^.*node_modules\//, '')).join(', ');
  const others = releases.flatMap(({ id }) => (id === LACKING ? [] : `"${id}"`)).join(', ');
  const remedy = others === '' ? 'use "runtime": "bundled"' : `leave it out by "targets": [${others}]`;
  return [
    `${names} calls Headers.getSetCookie(), which ${release.name}'s Node lacks: try its pages there, or ${remedy}`,
  ];
}

function callsIt(folder: string): boolean {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => OF_PROGRAM.test(file));
  return files.some((file) => {
    const text = sourceText(path.join(folder, file));
    return CALL.test(text) && CALL.test(withoutComments(text)) && !GUARD.test(text);
  });
}
