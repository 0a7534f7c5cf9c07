/**
 * The files, symbolic links and directories that `deb.files` adds to a package.
 */
import { existsSync, lstatSync, type Stats } from 'node:fs';
import { readlink } from 'node:fs/promises';
import path from 'node:path';
import type { Config, ExtraFile } from '../config/config.ts';
import { BuildError } from '../errors.ts';
import { type Entry, type PlannedEntry, planned } from '../manifest.ts';
import type { InputLog } from '../project/inputs.ts';
import { privacyOf } from '../project/private-files.ts';
import { LARGEST_FILE, realPlace, refuseIrregular, tooLarge } from '../project/read-file.ts';
import { type Finding, findSecret, secretsError } from '../project/secrets/scan.ts';
import { sharedFolder } from '../project/workspace.ts';
import { fixedPart, type Item, matches, type NamedFiles } from './file-matches.ts';
import type { Owned } from './owned.ts';
import { privateModes, privateWarnings } from './private-entries.ts';

export interface ExtraFiles {
  entries: PlannedEntry[];
  owned: Owned[];
  warnings: string[];
}

/** The same of one item of `config.files`. */
interface Found {
  entries: Entry[];
  owned: Owned[];
  /** Secrets among its files, and leftovers of editors and of builds, which are left out. */
  secrets: Finding[];
}

/**
 * Reads the files that `config.files` names, relative to `project`.
 * @throws BuildError for a file that is missing, outside the project, or holds a secret.
 */
export async function readExtraFiles(project: string, config: Config, inputs: InputLog): Promise<ExtraFiles> {
  const { files, services } = config;
  const all: ExtraFiles = { entries: [], owned: [], warnings: [] };
  const secrets: Finding[] = [];
  for (const [at, file] of files.entries()) {
    const found: Found = { entries: [], owned: [], secrets: [] };
    if ('link' in file)
      found.entries.push({ type: 'link', path: file.to, target: file.link, mode: 0o777, owner: 'root' });
    else if ('directory' in file) addDirectory(file, found, services[0].user);
    else await addFiles(file, { project, at, inputs, config }, found);
    secrets.push(...found.secrets);
    all.entries.push(...planned(`deb.files[${at}]`, found.entries));
    all.owned.push(...found.owned);
  }
  const [first, ...refused] = secrets.filter(({ weight }) => weight !== 'leftover');
  if (first !== undefined) {
    const advice = `deb.files takes a file if "from" is exactly its name: "from": "${first.file}"`;
    throw secretsError([first, ...refused], advice);
  }
  all.warnings.push(
    ...secrets.map(
      ({ file, what }) => `${file} was left out, because it is ${what}: "from" takes it if it has exactly this name`,
    ),
    ...privateWarnings(all.owned, config),
  );
  return all;
}

function addDirectory(
  { directory, mode, owner: named }: Extract<ExtraFile, { directory: string }>,
  found: Found,
  user: string,
): void {
  const target = directory.replace(/\/$/, '');
  const owner = named ?? (target.startsWith('/var/') ? user : 'root');
  // dpkg unpacks as root, and tools may have cleaned up below /var: tmpfiles.d makes these directories.
  if (owner !== 'root' || target.startsWith('/var/')) {
    found.owned.push({ type: 'd', path: target, mode: mode ?? (owner === 'root' ? '0755' : '0750'), owner });
  } else {
    found.entries.push({ type: 'directory', path: target, mode: Number.parseInt(mode ?? '0755', 8), owner });
  }
}

async function addFiles(file: NamedFiles, item: Item, found: Found): Promise<void> {
  const { project, inputs } = item;
  const limit = sharedFolder(project);
  const isPrivate = privacyOf(project);
  for (const { name, target } of await matches(file, item)) {
    const source = path.join(project, name);
    realPlace(path.dirname(source), limit);
    // One after the other: with many files, waiting for each takes ten times as long.
    const info = lstatSync(source);
    if (info.isSymbolicLink()) {
      inputs.file(source);
      const pointed = await linkTarget(source, file.from, item);
      found.entries.push({ type: 'link', path: target, target: pointed, mode: 0o777, owner: 'root' });
      continue;
    }
    refuseIrregular(info, source);
    if (info.size > LARGEST_FILE) throw tooLarge(source, '100 GB');
    const isNamed = path.posix.normalize(file.from) === name;
    const secret = isNamed ? undefined : (earlierPackage(name, item.config) ?? (await findSecret(source, name)));
    if (secret !== undefined && secret.weight !== 'hint') found.secrets.push(secret);
    else addFile(file, { source, target, info, isPrivate: isPrivate(info.mode, name), config: item.config }, found);
  }
}

/** With --out inside of a packaged folder each package would hold all earlier ones. A build may run at the same time. */
function earlierPackage(file: string, { name }: Config): Finding | undefined {
  const own = name.replaceAll(/[+.]/g, '\\$&');
  const isPackage = new RegExp(
    `^(${own}|\\.?${own}_[^_]+_[a-z\\d-]+)\\.deb(\\..+)?$|^${own}_[^_]+_[a-z\\d-]+\\.cdx\\.json$`,
  );
  if (!isPackage.test(path.basename(file))) return undefined;
  return { file, what: 'an earlier package', weight: 'leftover' };
}

interface FoundFile {
  source: string;
  target: string;
  info: Stats;
  isPrivate: boolean;
  config: Config;
}

/** Adds one file: dpkg unpacks it as root's, and tmpfiles.d gives it to another owner. */
function addFile(
  { mode, owner = 'root', conffile }: NamedFiles,
  { source, target, info, isPrivate, config }: FoundFile,
  found: Found,
): void {
  const { size, mode: permissions } = info;
  const executable = (permissions & 0o100) !== 0;
  const hidden = isPrivate && mode === undefined ? privateModes(target, executable, config) : undefined;
  const octal = mode ?? hidden?.owned.mode ?? (executable ? '0755' : '0644');
  found.entries.push({
    type: 'file',
    path: target,
    mode: hidden?.mode ?? Number.parseInt(octal, 8),
    owner: 'root',
    source,
    size,
    conffile: conffile ?? target.startsWith('/etc/'),
  });
  if (owner === 'root') {
    if (hidden) found.owned.push(hidden.owned);
    return;
  }
  found.owned.push({ type: 'z', path: target, mode: octal, owner });
}

/** The target of a symbolic link, if the package carries it, too. */
async function linkTarget(link: string, from: string, { project, at }: Item): Promise<string> {
  const target = await readlink(link);
  const pointed = path.resolve(path.dirname(link), target);
  const folder = path.resolve(project, fixedPart(`${from}/`));
  if (!path.isAbsolute(target) && pointed.startsWith(`${folder}/`) && existsSync(pointed)) return target;
  throw new BuildError(`${path.relative(project, link)} is a symbolic link to ${target}, which is not carried along`, [
    `deb.files.${at} in package.json names it: name what it points to, or make the link in the package, with "link" and "to"`,
  ]);
}
