/**
 * The files and folders that a build has read. A later build compares them to find out whether anything changed
 * (up-to-date.ts).
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { sourceText } from './read-file.ts';

/** All paths are absolute. */
export class InputLog {
  /** Files whose content counts, or their absence. */
  readonly files = new Set<string>();
  /** Folders whose list of names counts, with the digest of that list. */
  readonly folders = new Map<string, string>();
  /** Milliseconds since 1970: a file that changes from now on may differ from its packaged content. */
  readonly began = Date.now();

  /** @param out the folder where packages are written: it does not count */
  constructor(readonly out: string) {}

  file(...places: readonly string[]): void {
    for (const place of places) this.files.add(place);
  }

  folder(place: string): void {
    if (!this.folders.has(place)) this.folders.set(place, namesIn(place, this.out));
  }

  /** A source file, and the settings by which a bundler reads it and resolves its imports. */
  source(project: string, file: string): void {
    const place = path.join(project, file);
    this.file(place);
    if (file.includes('node_modules/')) return;
    for (let folder = path.dirname(place); ; folder = path.dirname(folder)) {
      this.folder(folder);
      this.file(path.join(folder, 'package.json'));
      this.#settings(path.join(folder, 'tsconfig.json'));
      if (folder === project || folder === path.dirname(folder)) return;
    }
  }

  /** The records of installed packages that npm, pnpm and yarn keep, here and in the folders above. */
  installed(project: string): void {
    for (let folder = project; ; folder = path.dirname(folder)) {
      this.file(...INSTALLED.map((file) => path.join(folder, file)));
      if (folder === path.dirname(folder)) return;
    }
  }

  /** The facts of a git log: its head and its tags. */
  history(project: string): void {
    for (let folder = project; ; folder = path.dirname(folder)) {
      const place = path.join(folder, '.git');
      this.file(place);
      if (existsSync(place)) this.#repository(place);
      if (existsSync(place) || folder === path.dirname(folder)) return;
    }
  }

  #repository(place: string): void {
    const read = (file: string): string => sourceText(file).trim();
    // A worktree's .git is a file with the place of its own part, which names the common part (gitrepository-layout(5)).
    const own = isFolder(place) ? place : path.resolve(path.dirname(place), read(place).replace(/^gitdir: /, ''));
    const common = path.resolve(own, read(path.join(own, 'commondir')));
    const head = read(path.join(own, 'HEAD')).replace(/^ref: /, '');
    this.file(path.join(own, 'HEAD'), path.join(common, head), path.join(common, 'packed-refs'));
    this.file(path.join(common, 'reftable/tables.list'), path.join(common, 'shallow'));
    this.#tags(path.join(common, 'refs/tags'));
  }

  /** Names of tags have parts (`shop/v1.2.0`), and a tag may move to another commit. */
  #tags(folder: string): void {
    this.folder(folder);
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const place = path.join(folder, entry.name);
      if (entry.isDirectory()) this.#tags(place);
      else this.file(place);
    }
  }

  /** A tsconfig.json, and the settings that it extends. */
  #settings(place: string): void {
    if (this.files.has(place)) return;
    this.file(place);
    for (const [, extended] of sourceText(place).matchAll(/"(\.[^"\n]*?)(?:\.json)?"/g)) {
      const settings = extended && `${path.resolve(path.dirname(place), extended)}.json`;
      if (settings && existsSync(settings)) this.#settings(settings);
    }
  }
}

function isFolder(place: string): boolean {
  return existsSync(path.join(place, 'HEAD'));
}

/** The digest of the names in a folder, besides `out` and node_modules (see installed()), or empty if it cannot be read. */
export function namesIn(folder: string, out: string): string {
  const counts = (name: string): boolean => name !== 'node_modules' && path.join(folder, name) !== out;
  try {
    const names = readdirSync(folder).filter(counts).sort();
    return createHash('md5').update(names.join('\0')).digest('hex');
  } catch {
    return '';
  }
}

const INSTALLED = [
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'yarn.lock',
  'node_modules/.package-lock.json',
  'node_modules/.modules.yaml',
];
