/**
 * The parts of a program among the files of a package: its first files, and the modules that its own sources import.
 */
import path from 'node:path';
import type { PlannedEntry } from '../manifest.ts';
import { sourceText } from '../project/read-file.ts';
import { importedSpecifiers, withoutComments } from '../project/source-text.ts';

const SOURCE = /\.[cm]?[jt]sx?$/;

/** Endings that Node adds to the name of a module, and those that runners of TypeScript add. */
const ENDINGS = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
const OF_TYPESCRIPT = ['', '.ts', '.tsx', '.mts', '.cts', ...ENDINGS.slice(1), '/index.ts'];

interface Import {
  /** The source, and what it imports, as written. */
  file: string;
  specifier: string;
}

export class ProgramParts {
  readonly #directory: string;
  readonly #files: ReadonlySet<string>;
  readonly #all = new Set<string>();
  readonly #imports: Import[] = [];
  readonly #starts: ReadonlyMap<string, string>;

  /** `directory` is the project on the target, and `starts` has the first file of each service. */
  constructor(entries: readonly PlannedEntry[], directory: string, starts: ReadonlyMap<string, string>) {
    this.#directory = directory;
    this.#starts = starts;
    this.#files = new Set(entries.filter(({ type }) => type !== 'directory').map((entry) => entry.path));
    for (const entry of entries) {
      for (let place = entry.path; place.length > 1 && !this.#all.has(place); place = path.posix.dirname(place))
        this.#all.add(place);
      if (entry.type !== 'file' || !SOURCE.test(entry.path) || entry.path.includes('/node_modules/')) continue;
      if (!entry.path.startsWith(`${directory}/`)) continue;
      for (const specifier of importedSpecifiers(withoutComments(sourceText(entry.source))))
        if (/^\.\.?(\/|$)/.test(specifier)) this.#imports.push({ file: entry.path, specifier });
    }
  }

  /** Whether the package has a file or a directory there. */
  has(place: string): boolean {
    return this.#all.has(place);
  }

  isFile(place: string): boolean {
    return this.#files.has(place);
  }

  /** The imports of files by the project's own sources. */
  imports(): readonly Import[] {
    return this.#imports;
  }

  /** The places where Node looks for a module, in order. */
  candidates(file: string, place: string): string[] {
    return (/\.[cm]?tsx?$/.test(file) ? OF_TYPESCRIPT : ENDINGS).map((ending) => `${place}${ending}`);
  }

  /**
   * Why the program cannot do without the files of a place: `server.js starts shop`. Undefined for a place of data. JSON
   * counts as data.
   */
  partIn(isInside: (target: string) => boolean): string | undefined {
    for (const [unit, start] of this.#starts) {
      if (isInside(start)) return `${this.#shown(start)} starts ${unit}`;
    }
    for (const { file, specifier } of this.#imports) {
      if (isInside(file)) continue;
      const place = path.posix.join(path.posix.dirname(file), specifier);
      const found = this.candidates(file, place).find((candidate) => this.isFile(candidate));
      if (found !== undefined && isInside(found) && !found.endsWith('.json'))
        return `${this.#shown(file)} imports ${this.#shown(found)}`;
    }
    return undefined;
  }

  #shown(target: string): string {
    return target.slice(this.#directory.length + 1);
  }
}
