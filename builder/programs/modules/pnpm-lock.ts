/**
 * Differences between node_modules and pnpm's lock file.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readRegular } from '../../project/read-file.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * pnpm keeps a copy of the installed part of its lock file. Options leave out development dependencies and other members
 * of the workspace. Entries in both files must be the same, and both must have the dependencies of the packages that go
 * into the Debian package: then the dependencies of these are the same, too.
 */
export function pnpmDifferences(file: string, { packages }: Pick<Dependencies, 'packages'>): string[] | undefined {
  const base = path.dirname(file);
  const copy = path.join(base, 'node_modules/.pnpm/lock.yaml');
  if (!existsSync(copy)) return ['it was not installed by pnpm'];
  const [wanted, installed] = [readYaml(file), readYaml(copy)];
  if (wanted === installed) return [];
  // Before pnpm 9 the file had other forms.
  if (!/^lockfileVersion: '9\.\d+'$/m.test(wanted)) return undefined;
  const differences = new Set<string>();
  const own = packages.filter(({ isOwn }) => isOwn).map(({ folder }) => path.relative(base, folder) || '.');
  for (const importer of own) {
    for (const kind of ['dependencies', 'optionalDependencies']) {
      const [want, have] = [wanted, installed].map((text) => entries(text, 'importers', importer, kind)) as [
        Yaml,
        Yaml,
      ];
      for (const name of new Set([...want.keys(), ...have.keys()])) {
        const [wants, has] = [want, have].map((side) => versionOf(side.get(name)));
        if (wants !== has)
          differences.add(`${name} of ${importer} is ${has ?? 'missing'}, not ${wants ?? 'installed'}`);
      }
    }
  }
  for (const section of ['packages', 'snapshots']) {
    const have = entries(installed, section);
    for (const [name, wants] of entries(wanted, section)) {
      const has = have.get(name);
      if (has !== undefined && has !== wants) differences.add(`${name} was installed from something else`);
    }
  }
  return [...differences].sort();
}

/** The line `version:` of an entry. */
function versionOf(entry: string | undefined): string | undefined {
  return entry === undefined ? undefined : /^ +version: (.*)$/m.exec(entry)?.[1];
}

type Yaml = Map<string, string>;

/** The entries below `keys`, by name: the lines of each. pnpm indents each level by two spaces. */
export function entries(text: string, ...keys: string[]): Yaml {
  const [first, ...rest] = keys;
  if (first === undefined) return split(text);
  const below = split(text).get(first);
  // A section that pnpm has no entries for is missing.
  return below === undefined ? new Map() : entries(below.replaceAll(/^ {2}/gm, ''), ...rest);
}

function split(text: string): Yaml {
  const found: Yaml = new Map();
  for (const [, quoted, plain, body] of text.matchAll(
    /^(?:'([^'\n]+)'|([^\s'][^\n]*?)):((?: [^\n]*)?(?:\n [^\n]*)*)$/gm,
  )) {
    const name = quoted ?? plain;
    if (name !== undefined && body !== undefined) found.set(name, body.replace(/^ \{\}$/, '').replace(/^\n/, ''));
  }
  return found;
}

/** A lock file without blank lines and without the mark of packages that only optional ones need, which both files share. */
export function readYaml(file: string): string {
  // Since pnpm 11 a document about pnpm itself may come first.
  const [text] = readRegular(file).toString().split(/^---$/m).slice(-1) as [string];
  return text.replace(/^ +optional: true\n/gm, '').replace(/\n{2,}/g, '\n');
}
