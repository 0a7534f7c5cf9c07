/**
 * The initial content of writable directories: packaged files below a directory that a mount will hide. They move to a
 * place of their own, from where the user of the service copies them once (payload/writable.ts).
 */
import path from 'node:path';
import type { Config } from '../config/config.ts';
import type { Writable } from '../config/writable.ts';
import { BuildError } from '../errors.ts';
import { type PlannedEntry, planned, textEntry } from '../manifest.ts';
import { sourceText } from '../project/read-file.ts';
import { importedSpecifiers, withoutComments } from '../project/source-text.ts';
import { bundle } from './bundle.ts';
import type { Owned } from './owned.ts';

const SOURCE = /\.[cm]?[jt]sx?$/;

/** Endings that Node adds to the name of a module. */
const ENDINGS = ['', '.js', '.json', '.node', '/index.js'];

interface Collected {
  entries: readonly PlannedEntry[];
  owned: readonly Owned[];
}

interface Project extends Pick<Config, 'name' | 'writable'> {
  /** The folder of the project on the target. */
  directory: string;
  /** The first file of each service's program on the target. */
  starts: ReadonlyMap<string, string>;
}

/** The program that makes the directories, if there are any. */
export async function writableProgram({ name, writable }: Pick<Config, 'name' | 'writable'>, tool: string) {
  if (writable.length === 0) return { entries: [], inputs: [] };
  const { code, inputs } = await bundle(tool, 'payload/writable.ts');
  const file = textEntry(`/usr/lib/${name}/writable.cjs`, code);
  return { entries: planned('the program that makes writable directories', [file]), inputs };
}

/**
 * The same entries, those in writable directories at the places of initial content.
 * @throws BuildError if a part of the program is in a writable directory, or a file is in the place of one.
 */
export function withInitialContent({ entries, owned }: Collected, project: Project): Collected {
  const { name, directory, writable } = project;
  const place = (target: string): Place | undefined => {
    const found = writable.find((own) => isIn(target, `${directory}/${own.path}`));
    const rest = found && target.slice(directory.length + found.path.length + 1);
    return found && { found, moved: `/usr/lib/${name}/initial/${found.name}${rest}` };
  };
  if (writable.length === 0) return { entries, owned };
  refuseFiles(entries, project);
  refuseProgram(entries, project, place);
  const moved = <Placed extends { path: string }>(item: Placed): Placed => {
    return { ...item, path: place(item.path)?.moved ?? item.path };
  };
  return { entries: entries.map(moved), owned: owned.map(moved) };
}

interface Place {
  found: Writable;
  /** The place of initial content. */
  moved: string;
}

function isIn(target: string, directory: string): boolean {
  return target === directory || target.startsWith(`${directory}/`);
}

function refuseFiles(entries: readonly PlannedEntry[], { directory, writable }: Project): void {
  for (const { path: own } of writable) {
    const above = (target: string): boolean => isIn(`${directory}/${own}`, target);
    const entry = entries.find(({ type, path: target }) => type !== 'directory' && above(target));
    if (entry === undefined) continue;
    const kind = entry.type === 'link' ? 'a symbolic link' : 'a file';
    throw new BuildError(`"${own}" in deb.writable is not a directory`, [
      `${entry.path.slice(directory.length + 1)} is ${kind} of the package`,
      'name a directory: put the files that the program writes into one of their own, such as "data"',
    ]);
  }
}

/** A mount would hide the program of this version, and the copy of the first one would run for ever. */
function refuseProgram(
  entries: readonly PlannedEntry[],
  { directory, starts }: Project,
  place: (target: string) => Place | undefined,
): void {
  const shown = (target: string): string => target.slice(directory.length + 1);
  const refuse = ({ path: own }: Writable, reason: string): never => {
    throw new BuildError(`"${own}" in deb.writable holds a part of the program`, [
      reason,
      'an upgrade keeps the content of a writable directory, so the program there would stay as it is now',
      'name a directory that holds only files which the program writes, such as "data"',
    ]);
  };
  for (const [unit, start] of starts) {
    const inside = place(start);
    if (inside) refuse(inside.found, `${shown(start)} starts ${unit}`);
  }
  const modules = new Set(entries.filter(({ path: target }) => place(target)).map(({ path: target }) => target));
  if (![...modules].some((target) => /\.([cm]?js|json|node|wasm)$/.test(target))) return;
  for (const entry of entries) {
    const { path: file } = entry;
    if (entry.type !== 'file' || !SOURCE.test(file) || file.includes('/node_modules/') || modules.has(file)) continue;
    for (const specifier of importedSpecifiers(withoutComments(sourceText(entry.source)))) {
      if (!/^\.\.?\//.test(specifier)) continue;
      const target = path.posix.join(path.posix.dirname(file), specifier);
      const found = ENDINGS.map((ending) => `${target}${ending}`).find((candidate) => modules.has(candidate));
      const inside = found === undefined ? undefined : place(found);
      if (found && inside && isIn(file, directory)) refuse(inside.found, `${shown(file)} imports ${shown(found)}`);
    }
  }
}
