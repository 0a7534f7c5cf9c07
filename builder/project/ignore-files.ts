/**
 * .npmignore and .gitignore: the files that a project keeps to itself (npm's documentation, "developers"; gitignore(5)).
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { InputLog } from './inputs.ts';
import { readRegular, statsOf } from './read-file.ts';

const NPM = '.npmignore';
const GIT = '.gitignore';

/** Folders for what a build writes. git leaves them out because they are no sources, and a program runs from them. */
const OUTPUTS =
  /^!?\/?(?:\*\*\/|[\w.-]+\/)?(dist|build|out|output|lib|compiled|generated|public\/build|\.next|\.output|\.svelte-kit)(\/?|\/\*{1,2})$/;

interface Rule {
  pattern: string;
  /** The file that it stands in. */
  mark: string;
  /** Whether it names a folder of compiled files. */
  isOutput: boolean;
}

interface IgnoreFilesOptions {
  /** Folders below `folder`, relative to it, that may have such files of their own. */
  below: readonly string[];
  /** Files that the program starts with, relative to `folder`. A rule that hides one is about compiled files. */
  entries: readonly string[];
  inputs: InputLog;
}

/** The rules for the files of `folder`. */
export class IgnoreFiles {
  readonly #rules: Ignore;
  /** Rules about compiled files, which do not count. */
  readonly #outputs: Ignore;
  readonly #prefix: string;

  constructor(folder: string, { below, entries, inputs }: IgnoreFilesOptions) {
    const isForNpm = isFile(path.join(folder, NPM));
    const top = isForNpm ? folder : repositoryOf(folder);
    this.#prefix = path.relative(top, folder);
    const above = foldersBetween(top, folder);
    const places = [...above, ...[...below].sort().map((place) => path.join(folder, place))];
    const everyRule = places.flatMap((place) => rulesIn(place, top, inputs));
    let rules = everyRule.filter(({ isOutput }) => !isOutput);
    for (;;) {
      const all = ignore({ ignorecase: false }).add(rules);
      const hiding = entries.flatMap((entry) => all.test(this.#inTop(entry)).rule ?? []);
      if (hiding.length === 0) {
        this.#rules = all;
        this.#outputs = ignore({ ignorecase: false }).add(everyRule.filter((rule) => !rules.includes(rule)));
        return;
      }
      const others = rules.filter(({ pattern }) => !hiding.some((rule) => rule.pattern === pattern));
      if (others.length === rules.length) throw new Error(`no rule is ${hiding[0]?.pattern}`);
      rules = others;
    }
  }

  /**
   * The file whose rule leaves `file` out, or undefined if none does. git applies no further rule inside an ignored folder,
   * so `data/` does not mean the compiled dist/data, while `*.map` still means each file of that name.
   */
  hiding(file: string): string | undefined {
    const place = this.#inTop(file);
    const { ignored, rule } = this.#rules.test(place);
    if (!ignored || !rule) return undefined;
    const above = path.posix.dirname(place);
    const isForFolder = above !== '.' && isForAnyLevel(rule.pattern) && this.#rules.ignores(`${above}/`);
    return isForFolder && rule.mark === GIT && this.#outputs.ignores(place) ? undefined : rule.mark;
  }

  #inTop(file: string): string {
    return path.posix.join(this.#prefix, file);
  }
}

/** The rules of a folder as if they stood in `top`. A .npmignore counts instead of a .gitignore beside it. */
function rulesIn(folder: string, top: string, inputs: InputLog): Rule[] {
  inputs.file(path.join(folder, NPM), path.join(folder, GIT));
  const name = [NPM, GIT].find((file) => isFile(path.join(folder, file)));
  if (name === undefined) return [];
  const text = readRegular(path.join(folder, name))
    .toString()
    .replace(/^\uFEFF/, '');
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const below = path.relative(top, folder).replaceAll(/[*?[\]\\!# ]/g, '\\$&');
  return lines.map((line) => ({
    pattern: below === '' ? line : moved(line, below),
    mark: name,
    isOutput: name === GIT && OUTPUTS.test(line.trimEnd()),
  }));
}

/** Whether a pattern means a name in every folder: `data/`, or `**` and a slash before it, as moved() writes. */
function isForAnyLevel(pattern: string): boolean {
  return !pattern
    .trimEnd()
    .slice(0, -1)
    .replace(/^.*\*\*\//, '')
    .includes('/');
}

/** The pattern of a nested file, seen from above. Without a slash in front of its end it counts on every level (gitignore(5)). */
function moved(line: string, below: string): string {
  const [, not = '', pattern = ''] = /^(!?)(.*)$/s.exec(line) ?? [];
  const isAnchored = pattern.trimEnd().slice(0, -1).includes('/');
  return `${not}/${below}/${isAnchored ? pattern.replace(/^\//, '') : `**/${pattern}`}`;
}

/** The top of the repository that holds `folder`, or `folder` itself. */
function repositoryOf(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (at === path.dirname(at)) return folder;
  }
}

/** `top`, and the folders from there to `folder`. */
function foldersBetween(top: string, folder: string): string[] {
  const parts = path.relative(top, folder).split('/').filter(Boolean);
  return [top, ...parts.map((_, at) => path.join(top, ...parts.slice(0, at + 1)))];
}

function isFile(file: string): boolean {
  return statsOf(file)?.isFile() ?? false;
}
