/**
 * `build-deb publish`: a signed static repository for apt, from its last state to the next.
 *
 *   directory → last state → new packages → keys → plan → files beside → signature → one rename → cleaning up
 */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writePackage } from '../archive/deb.ts';
import { BuildError } from '../errors.ts';
import type { Manifest } from '../manifest.ts';
import { statsOf } from '../project/read-file.ts';
import { type Changed, inOrder, planChange } from './change.ts';
import { exportKeys, type SigningKey } from './gpg.ts';
import { type StagedPackage, stagePackages } from './incoming.ts';
import { keyringPackage } from './keyring.ts';
import { pageOf } from './page.ts';
import { inPlace, type Place, refuseOtherFiles } from './place.ts';
import { type ReadRepository, readRepository } from './read.ts';
import { keyringName, type PublishedFile, poolFile, type Repository, suiteFolder } from './repository.ts';
import { formsOf, type PublishRequest } from './request.ts';
import { newRepository, refuseRenaming, withdrawnPackage } from './settle.ts';
import { type Keys, keysOf } from './signers.ts';
import { embeddedSources } from './sources.ts';
import { describeNew, writeState } from './stage.ts';
import { earlierStates, isTorn, removeUnnamed, switchTo } from './switch.ts';
import { requireTools } from './tools.ts';

export interface Publishing {
  request: PublishRequest;
  /** The package of the current project, if there is one. */
  project: { name: string; version: string } | undefined;
  /** The directory of this tool. */
  tool: string;
  signal: AbortSignal;
  /** Tells a fact that does not stop the work. */
  tell: (text: string) => void;
}

/** What became of a repository. */
export interface Outcome extends Omit<Changed, 'repository'> {
  repository: Repository;
  /** Nothing had to be changed. */
  isUnchanged: boolean;
  /** The key that this call has created. */
  createdKey: string | undefined;
  /** When the keys end, in seconds since 1970; 0 for a key without an end. */
  ends: readonly number[];
}

/**
 * Adds package files to the repository of the request, or changes its roll-out, keys or versions. A failure changes no file.
 * @throws BuildError for input that machines could not use, and for each refusal of the file system or of gpg.
 */
export async function publish(publishing: Publishing): Promise<Outcome> {
  const { request, signal, tell } = publishing;
  requireTools();
  const waiting = (): void => tell('another publish is at work there: waiting for its end');
  return inPlace(request.directory, { signal, waiting }, async (place) => {
    const old = await readRepository(place.root, signal);
    if (old === undefined) await refuseOtherFiles(place.root);
    else refuseRenaming(old.repository, request);
    const incoming = await stagePackages(request.files, place, signal);
    const begun = begin(old, incoming, request);
    const time = timeAfter(begun.time);
    const changed = planChange(begun, changeOf(publishing, begun, { incoming, time }));
    const keys = await keysOf(begun, request, { time, signal });
    const next = { ...changed.repository, keys: keys.next, url: request.url ?? begun.url };
    return finish(publishing, { place, old, changed: { ...changed, repository: next }, keys, time });
  });
}

function begin(
  old: ReadRepository | undefined,
  incoming: readonly StagedPackage[],
  request: PublishRequest,
): Repository {
  if (old !== undefined) return old.repository;
  const [first] = incoming;
  if (first !== undefined) return newRepository(request, first);
  throw new BuildError(`there is no repository in ${request.directory}, and no package to begin one with`, [
    'name a FILE.deb, or run build-deb publish in the folder of your package.json',
  ]);
}

/** The time of the next state. apt takes an older Release for an attack, and web servers compare times in seconds. */
function timeAfter(last: number): number {
  const now = Math.floor(Date.now() / 1000);
  if (last <= now + 5) return Math.max(now, last + 1);
  throw new BuildError(`the repository was signed at ${new Date(last * 1000).toISOString()}, which is in the future`, [
    'apt ignores a state that is older than the one it knows: set the clock of this machine',
  ]);
}

function changeOf(
  { request, project }: Publishing,
  repository: Repository,
  { incoming, time }: { incoming: readonly StagedPackage[]; time: number },
) {
  const { phase, keep, withdraw } = request;
  const plain = incoming.map(({ maintainer: _, ...one }) => one);
  const versions = withdraw === undefined ? [] : formsOf(withdraw.version);
  const gone = withdraw && withdrawnPackage(repository, { name: withdraw.name, versions }, project?.name);
  return { incoming: plain, phase, keep, time, withdraw: gone, named: incoming.length > 0 ? undefined : project };
}

interface Finishing {
  place: Place;
  old: ReadRepository | undefined;
  changed: Changed;
  keys: Keys;
  time: number;
}

async function finish({ tool, signal }: Publishing, finishing: Finishing): Promise<Outcome> {
  const { place, old, changed, keys, time } = finishing;
  const armored = await exportKeys(
    keys.next.map(({ fingerprint }) => fingerprint),
    signal,
  );
  const { repository } = changed;
  const keyring = keyringPackage({ repository, armored, time, templates: await readTemplates(tool) });
  const isCurrent = keyring.digest === repository.keyring;
  const outcome = {
    ...changed,
    createdKey: keys.created,
    ends: keys.signing.map(({ expires }) => expires),
    isUnchanged: false,
  };
  const isSame = old !== undefined && JSON.stringify(repository) === JSON.stringify(old.repository);
  if (isSame && isCurrent && !(await isTorn(place.root, old))) return { ...outcome, isUnchanged: true };
  const isKeyring = ({ name }: PublishedFile): boolean => name === keyring.manifest.package;
  const made = isCurrent ? [] : [await keyringFileOf(keyring.manifest, place, signal)];
  const replaced = isCurrent ? [] : repository.files.filter(isKeyring);
  const files = [...repository.files.filter((file) => !replaced.includes(file)), ...made].sort(inOrder);
  const dropped = [...changed.dropped, ...replaced].map(({ file }) => file);
  const earlier = old === undefined ? [] : earlierStates(old, dropped, time);
  const next: Repository = { ...repository, files, keyring: keyring.digest, time, earlier };
  await writeNext(place, { next, added: [...changed.added, ...made], old, armored }, { keys: keys.signing, signal });
  return { ...outcome, repository: next };
}

/** The keyring package in the pool of the stage. */
async function keyringFileOf(manifest: Manifest, place: Place, signal: AbortSignal): Promise<PublishedFile> {
  const { full } = await writePackage(manifest, path.join(place.stage, 'keyring'), { signal });
  const [staged] = await stagePackages([full], place, signal);
  if (staged === undefined) throw new Error('the keyring package is missing');
  const { shown: _, maintainer: __, ...facts } = staged;
  return { ...facts, file: poolFile(staged), time: manifest.time, phase: 100 };
}

interface Next {
  next: Repository;
  added: readonly PublishedFile[];
  old: ReadRepository | undefined;
  armored: string;
}

async function writeNext(
  place: Place,
  { next, added, old, armored }: Next,
  { keys, signal }: { keys: readonly SigningKey[]; signal: AbortSignal },
): Promise<void> {
  const { stage } = place;
  const entries = old?.entries ?? new Map();
  await describeNew(stage, { added, entries }, signal);
  // apt-ftparchive writes the present time into Release, and a web server calls a file unchanged in the same second.
  const last = statsOf(path.join(place.root, suiteFolder(next.identity), 'InRelease'))?.mtimeMs ?? 0;
  const start = Math.max(next.time, Math.floor(last / 1000) + 1) * 1000;
  await pause(Math.min(2000, Math.max(0, start - Date.now())), undefined, { signal });
  const hashed = await writeState(stage, { repository: next, entries, keys }, signal);
  const top = await writeTop(stage, { next, added, armored });
  signal.throwIfAborted();
  await switchTo(place, { repository: next, added: added.map(({ file }) => file), hashed, top });
  await removeUnnamed(place.root, next, hashed);
}

/** The files for a machine that does not know the repository yet. */
async function writeTop(stage: string, { next, added, armored }: Omit<Next, 'old'>): Promise<string[]> {
  const { name } = next.identity;
  const texts: [string, string][] = [
    ['index.html', pageOf(next)],
    [`${name}.sources`, embeddedSources(next, armored)],
  ];
  await Promise.all(texts.map(([file, text]) => writeFile(path.join(stage, file), text)));
  const keyring = added.find((file) => file.name === keyringName(next.identity));
  if (keyring === undefined) return texts.map(([file]) => file);
  await copyFile(path.join(stage, keyring.file), path.join(stage, `${keyring.name}.deb`));
  return [...texts.map(([file]) => file), `${keyring.name}.deb`];
}

async function readTemplates(tool: string): Promise<Record<string, string>> {
  const names = ['control', 'postinst', 'postrm', 'deferred'].map((name) => `archive-keyring/${name}`);
  const read = async (name: string) => [
    name,
    await readFile(path.join(tool, 'debian-templates', `${name}.hbs`), 'utf8'),
  ];
  return Object.fromEntries(await Promise.all(names.map(read)));
}
