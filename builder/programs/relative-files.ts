/**
 * Paths that a program reads from its working directory. In the project that is the project's own folder, and on the target
 * it is the state of the service: the program starts, and misses its pages.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { sourceText } from '../project/read-file.ts';
import { withoutComments } from '../project/source-text.ts';
import { packageFolder } from './licenses.ts';

/** Calls that serve or read a file or a folder, and make a path of the working directory. */
const READS =
  /\b(?:static|serveStatic|sirv|path\.resolve|readFile(?:Sync)?|readdir(?:Sync)?|createReadStream)\(\s*(["'`])((?:\.\/)?\w[\w./-]*)\1|\bprocess\.cwd\(\)\s*,\s*(["'`])((?:\.\/)?\w[\w./-]*)\3/g;

/** Folders of what a program writes: on the target they belong into its working directory. */
const STATE = /^(\.\/)?(data|db|uploads?|storage|logs?|tmp|cache)(\/|$)/;

/** So many places are named. */
const SHOWN = 3;

/**
 * A warning about such paths in `files` (relative to `root`), if the project has a file or folder there.
 * @param project the folder of the project, an absolute path
 */
export function relativeWarnings(project: string, root: string, files: readonly string[]): string[] {
  const places: string[] = [];
  for (const file of files.filter((name) => /\.[cm]?[jt]sx?$/.test(name) && packageFolder(name) === undefined)) {
    for (const match of withoutComments(sourceText(path.join(root, file))).matchAll(READS)) {
      const name = match[2] ?? match[4] ?? '';
      if (!STATE.test(name) && existsSync(path.join(project, name))) places.push(`"${name}" in ${file}`);
    }
  }
  if (places.length === 0) return [];
  const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more` : '';
  return [
    `on the target relative paths lead to the state of the service, not to the files of the project: use "payload": "modules", and begin them with __dirname or path.dirname(fileURLToPath(import.meta.url)) (${places.slice(0, SHOWN).join(', ')}${more})`,
  ];
}
