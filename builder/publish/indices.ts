/**
 * The index files Packages: entries of known packages move from the signed index of the last state into that of the next.
 */
import { BuildError } from '../errors.ts';
import { parseParagraph } from './paragraph.ts';
import { INDEXED, isIndexedIn, type PublishedFile, type Repository } from './repository.ts';

/** The entries of packages by their files in the pool, without the field of the roll-out. */
export type Entries = Map<string, string>;

const PHASE = /^Phased-Update-Percentage:.*\n/m;
const FILENAME = /^Filename: (.*)$/m;

/** Adds the entries of an index to `entries`. */
export function readEntries(index: string, entries: Entries): void {
  for (const entry of index.split(/\n{2,}/)) {
    const [, file] = FILENAME.exec(entry) ?? [];
    if (file !== undefined && !entries.has(file)) entries.set(file, `${entry.trimEnd()}\n`.replace(PHASE, ''));
  }
}

/**
 * Adds the entry that apt-ftparchive has written for a new file.
 * @throws BuildError if it is not the entry of this very file.
 */
export function addEntry(entry: string, file: PublishedFile, entries: Entries): void {
  const fields = parseParagraph(entry.trimEnd());
  const facts = ['package', 'version', 'architecture', 'filename', 'sha256'].map((field) => fields?.get(field));
  const wanted = [file.name, file.version, file.architecture, file.file, file.sha256];
  if (facts.some((fact, at) => fact !== wanted[at])) {
    throw new BuildError(`apt-ftparchive describes ${file.file} otherwise than its control file does`, [
      'the control file of this package is ambiguous: build it again',
    ]);
  }
  entries.set(file.file, `${entry.trimEnd()}\n`);
}

/**
 * The texts of Packages by architecture. A version that only a part of the machines is offered has the field
 * Phased-Update-Percentage, which apt reads for each version. (An ExtraOverride file of apt-ftparchive would set it for all
 * versions of a package.)
 * @throws BuildError if the index of the last state lacks a package.
 */
export function packagesTexts({ files }: Pick<Repository, 'files'>, entries: Entries): Map<string, string> {
  const texts = INDEXED.map((index): [string, string] => {
    const parts = files
      .filter(({ architecture }) => isIndexedIn(index, architecture))
      .map(({ file, phase }) => {
        const entry = entries.get(file);
        if (entry === undefined) throw new BuildError(`the signed index of the repository lacks ${file}`);
        return phase < 100 ? `${entry}Phased-Update-Percentage: ${phase}\n` : entry;
      });
    return [index, parts.join('\n')];
  });
  return new Map(texts);
}
