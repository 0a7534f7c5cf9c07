/**
 * The directories of a service: its state and its caches, the project as its working directory, and the mounts that make
 * directories of the project writable (systemd.exec(5), StateDirectory=, BindPaths=).
 */
import path from 'node:path';
import type { Service } from '../config/config.ts';
import type { Writable } from '../config/writable.ts';
import { type Entry, type PlannedEntry, planned } from '../manifest.ts';
import { packagedPlace } from '../programs/open-directories.ts';
import type { PlanInput } from './input.ts';
import { openEnvironment, openViews } from './open-directories.ts';
import { render, unitWord } from './render.ts';

/** Marks directories that each start makes anew (payload/writable.ts). */
const RENEWED = 'renew:';

interface Mount {
  /** The directory of the project, on the target. */
  target: string;
  /** The directory below the state or the cache. */
  source: string;
}

interface DirectoriesView {
  user: string;
  state: string;
  isHardened: boolean;
  hasCache: boolean;
  /** The packaged project, and the working directory in it. */
  project: string;
  directory: string;
  writable: Mount[];
  /** Directories with packaged files that are writable, too, and the variables that name them. */
  open: ReturnType<typeof openViews>;
  openEnvironment: string[];
  /** The command that makes the directories before the mounts, or empty without mounts. */
  make: string;
}

/** The part of a unit that names its directories. */
export function directoriesText(input: PlanInput, service: Service): string {
  return render(input.facts.templates, 'parts/directories', directoriesView(input, service)).trimEnd();
}

export function directoriesView(input: PlanInput, service: Service): DirectoriesView {
  const { user, state, harden } = service;
  return {
    ...{ user, state, isHardened: harden !== 'off', project: input.programs.directory },
    directory: path.posix.join(input.programs.directory, service.directory ?? ''),
    hasCache: cachesOf(input, service).length > 0,
    writable: mounts(input, service),
    open: openViews(input, service),
    openEnvironment: openEnvironment(input),
    make: makeCommand(input, service),
  };
}

/**
 * The mounts of a service. Each user of the package has directories of its own, because a directory belongs to one
 * account: services of one user share them.
 */
export function mounts(input: PlanInput, { state, unit }: Service): Mount[] {
  return wholeOf(input).map(({ path, area, name, isRenewed = false }) => ({
    target: `${input.programs.directory}/${path}`,
    // A start of one service must not renew the directory of another one.
    source: `${area}/${state}/${name}${isRenewed ? `.${unit}` : ''}`,
  }));
}

/** The directories that belong to the program as a whole. */
function wholeOf({ config, programs }: Pick<PlanInput, 'config'> & Partial<PlanInput>): readonly Writable[] {
  return programs?.places?.whole ?? config.writable.filter(({ path }) => path !== '.');
}

/** The directory of a service in /var/cache, or none. */
export function cachesOf({ config }: Pick<PlanInput, 'config'>, { state }: Service): string[] {
  return config.writable.some(({ area }) => area === '/var/cache') ? [`/var/cache/${state}`] : [];
}

/**
 * A mount needs its directory. systemd gives each command of a unit mounts of its own, so the first command makes the
 * directories, and the service gets them. A sealed service has no shell that could spare the start of Node.
 */
function makeCommand(input: PlanInput, service: Service): string {
  const { places } = input.programs;
  // The program notes which files it has copied: it does not bring back one that the service has removed.
  const notes = (places?.files ?? []).map((file) => unitWord(`/var/lib/${service.state}/.files/${file}`));
  const renewed = new Set(wholeOf(input).flatMap(({ path: own, isRenewed }) => (isRenewed ? own : [])));
  const isRenewed = ({ target }: Mount) => renewed.has(target.slice(input.programs.directory.length + 1));
  const all = mounts(input, service);
  const sources = [...all.map((mount) => `${isRenewed(mount) ? RENEWED : ''}${mount.source}`), ...notes];
  if (sources.length === 0) return '';
  const { config, programs } = input;
  const program = [unitWord(programs.node), `/usr/lib/${config.name}/writable.cjs`];
  const { unit } = service;
  if (service.harden === 'sealed' || renewed.size > 0) return [...program, unit, ...sources].join(' ');
  const shell = `for it; do [ -e "$it" ] || exec ${program.join(' ')} "$0" "$@"; done`;
  return ['/bin/sh', '-c', `'${shell}'`, unit, ...sources].join(' ');
}

/** The mount points and the folders that services run in: empty directories, unless the package has files there. */
export function mountPoints(input: PlanInput): PlannedEntry[] {
  const { config, programs } = input;
  const { directory, entries, places } = programs;
  const open = places?.open ?? [];
  const isThere = (place: string): boolean =>
    entries.some(({ path: other }) => other === place || other.startsWith(`${place}/`));
  const whole = wholeOf(input).map(({ path: place }) => `${directory}/${place}`);
  const mounted = [...whole, ...open.map(({ target }) => target)].map((place) => packagedPlace(place, open));
  const folders = ['.', ...config.services.flatMap((service) => service.directory ?? [])];
  const working = folders.map((folder) => packagedPlace(path.posix.join(directory, folder).replace(/\/$/, ''), open));
  const needed = working.filter(
    (place) => !isThere(place) && !mounted.some((mount) => mount === place || mount.startsWith(`${place}/`)),
  );
  const empty = (from: string, places: readonly string[]): PlannedEntry[] =>
    planned(
      from,
      [...new Set(places)]
        .filter((place) => !entries.some(({ type, path: other }) => type === 'directory' && other === place))
        .map((place): Entry => ({ type: 'directory', path: place, mode: 0o755, owner: 'root' })),
    );
  return [...empty('deb.writable', mounted), ...empty('the working directory', needed)];
}
