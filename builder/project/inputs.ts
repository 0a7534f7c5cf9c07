/**
 * What a build has looked at, for a later one to tell whether it would come to the same (unchanged.ts).
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Everything is absolute. */
export class InputLog {
  /** Files whose content counts, or that they are not there; absolute. */
  readonly files = new Set<string>();
  /** Folders in which it counts what there is; absolute, with the digest of the names in them. */
  readonly folders = new Map<string, string>();
  /** Milliseconds since 1970: what changes from now on may not be in the package as it is found later. */
  readonly began = Date.now();

  /** @param out where packages are written, which is no part of them; absolute */
  constructor(readonly out: string) {}

  file(...places: readonly string[]): void {
    for (const place of places) this.files.add(place);
  }

  folder(place: string): void {
    if (!this.folders.has(place)) this.folders.set(place, namesIn(place, this.out));
  }

  /** A source file, and what else tells a bundler how to read it and what its imports mean. */
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

  /** What npm, pnpm and yarn have installed, here and in the folders above. */
  installed(project: string): void {
    for (let folder = project; ; folder = path.dirname(folder)) {
      this.file(...INSTALLED.map((file) => path.join(folder, file)));
      if (folder === path.dirname(folder)) return;
    }
  }

  /** What a git log tells: where its head is, and its tags. */
  history(project: string): void {
    for (let folder = project; ; folder = path.dirname(folder)) {
      const place = path.join(folder, '.git');
      this.file(place);
      if (existsSync(place)) this.#repository(place);
      if (existsSync(place) || folder === path.dirname(folder)) return;
    }
  }

  #repository(place: string): void {
    const said = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '');
    // A worktree's .git is a file that says where its own part is, which says where the common one is (gitrepository-layout(5)).
    const own = isFolder(place) ? place : path.resolve(path.dirname(place), said(place).replace(/^gitdir: /, ''));
    const common = path.resolve(own, said(path.join(own, 'commondir')));
    const head = said(path.join(own, 'HEAD')).replace(/^ref: /, '');
    this.file(path.join(own, 'HEAD'), path.join(common, head), path.join(common, 'packed-refs'));
    this.file(path.join(common, 'reftable/tables.list'));
    this.folder(path.join(common, 'refs/tags'));
  }

  /** A tsconfig.json, and what it extends. */
  #settings(place: string): void {
    if (this.files.has(place)) return;
    this.file(place);
    if (!existsSync(place)) return;
    for (const [, extended = ''] of readFileSync(place, 'utf8').matchAll(/"(\.[^"\n]*?)(?:\.json)?"/g)) {
      const settings = `${path.resolve(path.dirname(place), extended)}.json`;
      if (existsSync(settings)) this.#settings(settings);
    }
  }
}

function isFolder(place: string): boolean {
  return existsSync(path.join(place, 'HEAD'));
}

/** The digest of what there is in a folder, besides `out` and node_modules (see installed()); empty if it cannot be read. */
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
