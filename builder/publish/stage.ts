/**
 * The files of the next state, made in the stage by apt-ftparchive, xz and gpg.
 */
import { link, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BuildError } from '../errors.ts';
import { run } from '../shell.ts';
import { type SigningKey, signRelease, verifySigned } from './gpg.ts';
import { digestOf } from './incoming.ts';
import { addEntry, type Entries, packagesTexts } from './indices.ts';
import { byHash } from './read.ts';
import { INDEXED, type PublishedFile, type Repository, suiteFolder } from './repository.ts';

/** Digests of one kind suffice: each apt since Debian 8 reads SHA-256. */
const DIGESTS = ['MD5', 'SHA1', 'SHA512'].flatMap((name) => ['-o', `APT::FTPArchive::${name}=false`]);

async function ftparchive(args: string[], cwd: string, signal: AbortSignal): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { exitCode, stdout, stderr } = await run('apt-ftparchive', [...DIGESTS, ...args], { cwd, env, signal });
  if (exitCode !== 0) throw new BuildError('apt-ftparchive failed', stderr.trim().split('\n').slice(0, 5));
  return stdout;
}

/** Adds the entries of new files, which lie in the pool of the stage. */
export async function describeNew(
  stage: string,
  { added, entries }: { added: readonly PublishedFile[]; entries: Entries },
  signal: AbortSignal,
): Promise<void> {
  if (added.length === 0) return;
  const made = await ftparchive(['packages', 'pool'], stage, signal);
  const byFile = new Map(made.split(/\n{2,}/).map((entry) => [/^Filename: (.*)$/m.exec(entry)?.[1], entry]));
  for (const file of added) addEntry(byFile.get(file.file) ?? '', file, entries);
}

/** The indices of a state, as paths below dists/SUITE. */
const INDICES = [
  ...INDEXED.flatMap((index) => ['Packages', 'Packages.xz'].map((name) => `main/binary-${index}/${name}`)),
  'repository.json',
];

/** The plain files of a state in the order in which they replace those of the last one. InRelease decides, and is the last. */
export const PLAIN = [...INDICES, 'Release.gpg', 'Release', 'InRelease'];

/**
 * Writes dists/SUITE into the stage, signed by `keys`.
 * @returns the paths of the indices under their digests, below dists/SUITE
 * @throws BuildError if a tool fails or the signatures are not those of the keys.
 */
export async function writeState(
  stage: string,
  { repository, entries, keys }: { repository: Repository; entries: Entries; keys: readonly SigningKey[] },
  signal: AbortSignal,
): Promise<string[]> {
  const folder = path.join(stage, suiteFolder(repository.identity));
  await Promise.all(INDEXED.map((index) => mkdir(path.join(folder, `main/binary-${index}`), { recursive: true })));
  const texts = packagesTexts(repository, entries);
  await Promise.all(
    [...texts].map(([index, text]) => writeIndex(path.join(folder, `main/binary-${index}`), text, signal)),
  );
  await writeFile(path.join(folder, 'repository.json'), `${JSON.stringify(repository)}\n`);
  await writeFile(path.join(folder, 'Release'), await releaseText(folder, repository, signal));
  await signRelease(folder, keys, signal);
  await refuseOtherSignatures(folder, keys, signal);
  return Promise.all(INDICES.map((file) => linkByHash(folder, file)));
}

async function writeIndex(folder: string, text: string, signal: AbortSignal): Promise<void> {
  const file = path.join(folder, 'Packages');
  await writeFile(file, text);
  // A large index takes seconds at higher levels, for a few per cent less.
  const level = text.length > 1_000_000 ? '-1' : '-6';
  const env = { ...process.env, XZ_OPT: '', XZ_DEFAULTS: '' };
  const { exitCode, stderr } = await run('xz', ['--keep', level, '--', file], { env, signal });
  if (exitCode !== 0) throw new BuildError('xz failed', stderr.trim().split('\n'));
}

async function releaseText(folder: string, { identity }: Repository, signal: AbortSignal): Promise<string> {
  const { origin, label, suite, codename } = identity;
  const fields = {
    ...{ Origin: origin, Label: label, Suite: suite, Codename: codename },
    ...{ Architectures: INDEXED.join(' '), Components: 'main', Description: `Packages of ${origin}` },
  };
  const options = Object.entries(fields).map(([name, value]) => `APT::FTPArchive::Release::${name}=${value}`);
  const all = [...options, 'APT::FTPArchive::DoByHash=true', 'APT::FTPArchive::Release::Patterns::=repository.json'];
  return ftparchive([...all.flatMap((option) => ['-o', option]), 'release', '.'], folder, signal);
}

/** gpg.conf may add or change signers and digests: the result counts. */
async function refuseOtherSignatures(folder: string, keys: readonly SigningKey[], signal: AbortSignal): Promise<void> {
  const { text, signers } = await verifySigned(path.join(folder, 'InRelease'), signal);
  const isWhole = text.trim() === (await readFile(path.join(folder, 'Release'), 'utf8')).trim();
  if (isWhole && keys.every(({ fingerprint }) => signers.includes(fingerprint))) return;
  throw new BuildError('the signatures that gpg has made cannot be verified', [
    `wanted: ${keys.map(({ shown }) => shown).join(', ')}; found: ${signers.join(', ') || 'none'}`,
  ]);
}

async function linkByHash(folder: string, file: string): Promise<string> {
  const target = byHash(file, await digestOf(path.join(folder, file)));
  await mkdir(path.join(folder, path.dirname(target)), { recursive: true });
  await link(path.join(folder, file), path.join(folder, target)).catch(async (error: NodeJS.ErrnoException) => {
    // Two indices in one folder may have the same content; some file systems have no hard links.
    if (error.code !== 'EEXIST') await writeFile(path.join(folder, target), await readFile(path.join(folder, file)));
  });
  return target;
}

/** Every file below the stage, as paths in it. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.flatMap((entry) => {
    // Node 18 has `path`, later releases `parentPath`.
    const { parentPath, path: older } = entry as typeof entry & { parentPath?: string };
    return entry.isFile() ? [path.relative(folder, path.join(parentPath ?? older, entry.name))] : [];
  });
}
