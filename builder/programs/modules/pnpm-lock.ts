/**
 * Where node_modules is not what pnpm's lock file says.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Dependencies } from './dependencies.ts';

/**
 * pnpm keeps a copy of the lock file's part that it has installed: without development dependencies and other
 * members of the workspace if it was told so. What both speak of must be the same, and the dependencies of what
 * goes into the package must be in both; then everything these need in turn is the same, too.
 */
export function pnpmDifferences(file: string, { packages }: Dependencies): string[] | undefined {
  const base = path.dirname(file);
  const copy = path.join(base, 'node_modules/.pnpm/lock.yaml');
  if (!existsSync(copy)) return ['it was not installed by pnpm'];
  const [wanted, installed] = [readYaml(file), readYaml(copy)];
  if (wanted === installed) return [];
  // Before pnpm 9 the file was made in other ways.
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
        const [wants, has] = [want, have].map((side) => /^ +version: (.*)$/m.exec(side.get(name) ?? '')?.[1]);
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

type Yaml = Map<string, string>;

/** The entries below `keys`, by name: the lines each consists of. Enough for what pnpm writes, two spaces a level. */
function entries(text: string, ...keys: string[]): Yaml {
  const [first, ...rest] = keys;
  const below = first === undefined ? text : (split(text).get(first) ?? '').replaceAll(/^ {2}/gm, '');
  return first === undefined ? split(text) : entries(below, ...rest);
}

function split(text: string): Yaml {
  const found: Yaml = new Map();
  for (const [, quoted, plain, body = ''] of text.matchAll(
    /^(?:'([^'\n]+)'|([^\s'][^\n]*?)):((?: [^\n]*)?(?:\n [^\n]*)*)$/gm,
  )) {
    found.set(quoted ?? plain ?? '', body.replace(/^ \{\}$/, '').replace(/^\n/, ''));
  }
  return found;
}

/** Without blank lines, and without the mark of what is needed by something optional only: that depends on the rest. */
function readYaml(file: string): string {
  // Since pnpm 11 a document about pnpm itself may come first.
  const text = readFileSync(file, 'utf8').split(/^---$/m).at(-1) ?? '';
  return text.replace(/^ +optional: true\n/gm, '').replace(/\n{2,}/g, '\n');
}
