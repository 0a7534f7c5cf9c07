/**
 * The directories of a service: its state and its caches, the project as its working directory, and the mounts that make
 * directories of the project writable (systemd.exec(5), StateDirectory=, BindPaths=).
 */
import type { Service } from '../config/config.ts';
import { type Entry, type PlannedEntry, planned } from '../manifest.ts';
import type { PlanInput } from './input.ts';
import { render, unitWord } from './render.ts';

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
  /** The working directory. */
  directory: string;
  writable: Mount[];
  /** The command that makes the directories before the mounts; empty without mounts. */
  make: string;
}

/** The part of a unit that names its directories. */
export function directoriesText(input: PlanInput, service: Service): string {
  return render(input.facts.templates, 'parts/directories', directoriesView(input, service)).trimEnd();
}

export function directoriesView(input: PlanInput, service: Service): DirectoriesView {
  const { user, state, harden } = service;
  return {
    ...{ user, state, isHardened: harden !== 'off', directory: input.programs.directory },
    hasCache: cachesOf(input, service).length > 0,
    writable: mounts(input, service),
    make: makeCommand(input, service),
  };
}

/**
 * The mounts of a service. Each user of the package has directories of its own, because a directory belongs to one
 * account: services of one user share them.
 */
export function mounts({ config, programs }: PlanInput, { state }: Service): Mount[] {
  return config.writable.map(({ path, area, name }) => ({
    target: `${programs.directory}/${path}`,
    source: `${area}/${state}/${name}`,
  }));
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
  const sources = mounts(input, service).map(({ source }) => source);
  if (sources.length === 0) return '';
  const { config, programs } = input;
  const program = [unitWord(programs.node), `/usr/lib/${config.name}/writable.cjs`];
  const { unit } = service;
  if (service.harden === 'sealed') return [...program, unit, ...sources].join(' ');
  const shell = `for it; do [ -d "$it" ] || exec ${program.join(' ')} "$0" "$@"; done`;
  return ['/bin/sh', '-c', `'${shell}'`, unit, ...sources].join(' ');
}

/** The mount points: empty directories. The working directory of a bundle has no other entry. */
export function mountPoints({ config, programs }: PlanInput): PlannedEntry[] {
  const { directory, entries } = programs;
  const places = config.writable.map(({ path }) => `${directory}/${path}`);
  const isThere = (place: string): boolean =>
    entries.some(({ path }) => path === place || path.startsWith(`${place}/`));
  const empty = isThere(directory) || places.length > 0 ? places : [directory];
  return planned(
    places.length > 0 ? 'deb.writable' : 'the working directory',
    empty.map((path): Entry => ({ type: 'directory', path, mode: 0o755, owner: 'root' })),
  );
}
