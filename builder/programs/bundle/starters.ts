/**
 * Small files at the places of sources that a program starts or loads by their names: workers, children, modules with
 * computed names. Each one leads to the module in the bundle.
 */
import path from 'node:path';
import { type Entry, type TextEntry, textEntry } from '../../manifest.ts';
import { installedJson } from '../../project/package-json.ts';
import { sourceText } from '../../project/read-file.ts';
import { packageFolder } from '../licenses.ts';
import type { LinkedProgram } from './program.ts';

interface Started extends Pick<LinkedProgram, 'inputs' | 'named' | 'root'> {
  entry: string;
  files: readonly Entry[];
}

/** A program may start itself again, as the module cluster does. */
const STARTS_ITSELF = /\b(?:cluster|child_process|worker_threads)\b/;

/** @param files those that lie beside the bundle: a package.json among them says what Node makes of a name with .js */
export function startersOf(
  project: string,
  home: string,
  { programs, files }: { programs: readonly Started[]; files: readonly Entry[] },
): TextEntry[] {
  const found = new Map<string, TextEntry>();
  const starters = programs.flatMap(({ entry, inputs, named, root, files: [container] }) => {
    const own = inputs.filter((file) => packageFolder(file) === undefined);
    const isAgain = own.some((file) => STARTS_ITSELF.test(sourceText(path.join(project, file))));
    const sources = [...(isAgain ? [path.posix.normalize(entry)] : []), ...named.code];
    return sources.map((source) => ({ source, place: path.relative(root, path.join(project, source)), container }));
  });
  const json = files.find(({ path: file }) => file === path.posix.join(home, 'app', 'package.json'));
  const isModuleType = json !== undefined && installedJson(project).type === 'module';
  const isTypeScript = starters.some(({ source }) => /\.tsx?$/.test(source));
  for (const { source, place, container } of starters) {
    const file = path.posix.join(home, 'app', place);
    if (found.has(file) || container === undefined) continue;
    const to = JSON.stringify(path.posix.relative(path.dirname(file), container.path));
    const isModule = /\.m[jt]s$/.test(source) || (isModuleType && !isTypeScript && /\.[jt]sx?$/.test(source));
    const call = `(${JSON.stringify(place)})`;
    const text = isModule
      ? `import { createRequire } from 'node:module';\nawait createRequire(import.meta.url)(${to})${call};\n`
      : `module.exports = require(${to})${call};\n`;
    found.set(file, textEntry(file, text));
  }
  // Node before 22.18 reads a file with .ts as CommonJS alone, and in no package of ES modules.
  if (isModuleType && isTypeScript && json !== undefined) {
    const { type: _, ...rest } = installedJson(project);
    found.set(json.path, textEntry(json.path, `${JSON.stringify(rest, null, 2)}\n`));
  }
  return [...found.values()];
}
