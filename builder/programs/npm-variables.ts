/**
 * Variables that npm sets for the scripts of package.json, such as npm_package_version: a service is none of them.
 */
import path from 'node:path';
import { sourceText } from '../project/read-file.ts';
import { withoutComments } from '../project/source-text.ts';

const NOT_OWN = /(^|\/)(node_modules|\.[^/]+)\/|^\.\.\//;

const NAME = 'npm_(?:package|config|lifecycle)_\\w+';

/** Behind process.env, or between the braces that take it apart. */
const READ = new RegExp(
  `\\bprocess\\.env(?:\\.(${NAME})|\\[\\s*['"\`](${NAME})['"\`]\\s*\\])|[{,]\\s*(${NAME})\\b[^{}]*\\}\\s*=\\s*process\\.env\\b`,
);

/** The first of these variables that a source reads without a default, or undefined. */
export function npmVariable(text: string): string | undefined {
  const found = READ.exec(text);
  if (found === null) return undefined;
  const isDefaulted = found[3] === undefined && /^\s*(\|\||\?\?)/.test(text.slice(found.index + found[0].length));
  return isDefaulted ? undefined : (found[1] ?? found[2] ?? found[3]);
}

/** Warnings about the project's own sources that read such a variable. `files` are relative to `project`. */
export function npmVariableWarnings(project: string, files: readonly string[]): string[] {
  const own = files.filter((file) => /\.[cm]?[jt]sx?$/.test(file) && !NOT_OWN.test(file));
  return own.flatMap((file) => {
    const text = sourceText(path.join(project, file));
    const name = text.includes('npm_') ? npmVariable(withoutComments(text)) : undefined;
    if (name === undefined) return [];
    return [`${file} reads ${name}, which npm sets for its scripts alone: read package.json instead, or set a default`];
  });
}
