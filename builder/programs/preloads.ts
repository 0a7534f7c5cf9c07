/**
 * The files of a project that options of Node name: modules that Node loads before the program, and files of variables.
 */
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { fileOfOption, isEnvFile, nodeOptions } from '../config/node-options.ts';
import { statsOf } from '../project/read-file.ts';

/** The endings that `--require` adds to a name (Node's documentation, "File modules" and "Folders as modules"). */
const ENDINGS = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];

/** These files, relative to `project`. A file that does not exist has the name that the option has. */
export function preloadsOf({ services }: Config, project: string): string[] {
  const options = services.flatMap(({ nodeOptions: words, directory = '', unitFile }) =>
    (unitFile ? [] : nodeOptions(words)).map((option) => ({ option, directory })),
  );
  const files = options.flatMap(({ option, directory }) => {
    const named = fileOfOption(option);
    if (named === undefined) return [];
    const plain = path.posix.join(directory, named);
    const found = ENDINGS.map((ending) => `${plain}${ending}`).find((file) =>
      statsOf(path.join(project, file))?.isFile(),
    );
    // Node starts without this one.
    if (found === undefined && isEnvFile(option) && option.name.endsWith('-if-exists')) return [];
    return [found ?? plain];
  });
  return [...new Set(files)];
}
