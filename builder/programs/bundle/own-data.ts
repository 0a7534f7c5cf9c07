/**
 * Files of the project that lie beside its bundles, and the packages there: unchanged, at the same places relative to the
 * project.
 */
import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { BuildError } from '../../errors.ts';
import type { BuildContext } from '../../project/context.ts';
import { installedJson, production, readPackageJson } from '../../project/package-json.ts';
import { privacyOf } from '../../project/private-files.ts';
import { isIn } from '../../project/read-file.ts';
import { secretKind } from '../../project/secrets/names.ts';
import type { InstalledPackage, PackageFile } from '../modules/installed.ts';
import { selectOwnFiles } from '../modules/own-files.ts';
import { runsOn } from '../modules/platform.ts';
import { readTree, sortOut, type Tree } from '../modules/tree.ts';

interface Wanted {
  /** `include` of the configuration. */
  include: readonly string[];
  /** Files and folders that the sources name, relative to the project. */
  data: readonly string[];
  /** Sources in the bundles, and those that have a file of their own beside them, relative to the project. */
  sources: ReadonlySet<string>;
  /** Absolute folders of packages. */
  beside: readonly string[];
}

type BesideFiles = Pick<Tree, 'root' | 'files' | 'links' | 'warnings' | 'packages'>;

const NO_DATA = /\.d\.[cm]?ts$|\.(test|spec)\.[cm]?[jt]sx?$|(^|\/)(__tests__|__mocks__)\//;

/** @throws BuildError for a file that is missing, or cannot be in a package. */
export async function filesBeside(context: BuildContext, wanted: Wanted): Promise<BesideFiles> {
  const home = realpathSync(context.project);
  const { beside } = wanted;
  // At least package.json: the folder is the working directory, and lintian asks what an empty one is for.
  const own = await ownFiles(home, context, wanted);
  if (beside.length === 0) return own;
  const { architecture, inputs } = context;
  const tree = await readTree(context.project, { include: ['package.json'], architecture, inputs });
  // npm also installs packages for other C libraries, if they do not name theirs.
  const runs = (folder: string): boolean => {
    const json = readPackageJson(folder);
    return runsOn(architecture, json.name ?? '', json);
  };
  refuseUnlisted(beside.filter(runs), tree);
  const isBeside = (file: string): boolean => beside.some((folder) => isIn(path.join(tree.root, file), folder));
  const project = path.relative(tree.root, home);
  return {
    root: tree.root,
    files: [
      ...own.files.map((file) => ({ ...file, path: path.join(project, file.path) })),
      ...tree.files.filter((file) => isBeside(file.path)),
    ],
    links: tree.links.filter(
      ({ path: link, target }) => isBeside(link) || isBeside(path.join(path.dirname(link), target)),
    ),
    packages: tree.packages.filter(isBeside),
    warnings: [...own.warnings, ...tree.warnings],
  };
}

/** A package that is no dependency of the project would be missing on the target. */
function refuseUnlisted(beside: readonly string[], { root, packages, members }: Tree): void {
  const missing = beside.filter((folder) => ![...packages, ...members].includes(path.relative(root, folder)));
  if (missing.length === 0) return;
  const needed = missing.flatMap((folder) => production(installedJson(folder)));
  const all = missing.map((folder) => String(installedJson(folder).name ?? path.basename(folder)));
  const names = all.filter((name) => !needed.includes(name));
  throw new BuildError(`the program needs ${names.join(', ')} at run time, which package.json does not list`, [
    'a bundle cannot hold it, because it has native code, reads files beside itself or loads modules of computed names',
    `add it to "dependencies": npm install ${names.join(' ')}`,
    'or, if the program runs without, package it with its modules: "payload": "modules" in the deb section of package.json',
  ]);
}

async function ownFiles(
  home: string,
  { inputs }: BuildContext,
  { include, data, sources }: Wanted,
): Promise<BesideFiles> {
  const owner: InstalledPackage = { folder: home, json: readPackageJson(home), isOwn: true };
  const choice = { others: [], entries: [], needed: [], inputs };
  const asked = include.length === 0 ? undefined : await selectOwnFiles(home, owner.json, { ...choice, include });
  const named = await selectOwnFiles(home, owner.json, { ...choice, include: ['package.json', ...data] });
  const files = new Map<string, PackageFile>();
  for (const file of named.files.keys()) {
    const isExact = data.includes(file);
    if (!isExact && (sources.has(file) || NO_DATA.test(file))) continue;
    if (holdsVariables(file)) continue;
    // A source that reads a key or a database makes no promise that others may read it, too.
    files.set(file, { owner, source: path.join(home, file), named: 'not' });
  }
  for (const [file, naming] of asked?.files ?? [])
    files.set(file, { owner, source: path.join(home, file), named: naming });
  const sorted = await sortOut([...files.values()], home, privacyOf(home));
  // A link leads to a file that is copied: what it leads to may have no place of its own in the package.
  const linked = sorted.links.flatMap(({ source }) => linkedFile(source, home));
  return {
    root: home,
    files: [...sorted.files, ...linked].sort(byPath),
    links: [],
    warnings: sorted.warnings,
    packages: [],
  };
}

/** Whether a file such as .env gives its variables to the settings and secrets of the package. */
function holdsVariables(file: string): boolean {
  return /^\.env\b/.test(path.basename(file)) && secretKind(file)?.weight === 'secret';
}

function linkedFile(source: string, home: string): BesideFiles['files'] {
  const real = realpathSync(source);
  const stats = lstatSync(real);
  if (!isIn(real, home) || !stats.isFile()) return [];
  const { size, mode } = stats;
  return [
    { path: path.relative(home, source), source: real, size, executable: (mode & 0o100) !== 0, isPrivate: false },
  ];
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
