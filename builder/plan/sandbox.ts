/**
 * The sandbox of a unit: the levels of `harden`, the directives that a project sets otherwise, and the root directory
 * that `strict` and `sealed` run in.
 */
import type { Config, Override, Service } from '../config/config.ts';
import { type Entry, type PlannedEntry, planned, textEntry } from '../manifest.ts';
import type { Programs } from '../programs/programs.ts';
import type { PlanInput } from './input.ts';
import { executableMounts, openViews } from './open-directories.ts';
import { render, unitWord } from './render.ts';
import { runtimeDirectory } from './socket.ts';
import { cachesOf, mounts } from './writable.ts';

/** Processes and threads, and the share of the machine's memory, by level. */
const LIMITS = {
  off: { tasks: 0, memory: '' },
  standard: { tasks: 1024, memory: '80%' },
  strict: { tasks: 256, memory: '50%' },
  sealed: { tasks: 64, memory: '50%' },
} as const;

/** Threads that Node runs beside its main thread: V8's workers, libuv's, and one that waits for the inspector. */
const NODE_THREADS = 11;

/** Folders that any program needs, as they are on a merged /usr. Only amd64 has /lib64. */
const PROGRAMS = '/bin:/bin:norbind /sbin:/sbin:norbind';
const SYSTEM = '/usr:/usr:norbind /lib:/lib:norbind -/lib64:/lib64:norbind /etc';
/** Targets that /etc/resolv.conf may point to. */
const RESOLVERS = '-/run/systemd/resolve -/run/resolvconf -/run/NetworkManager';

/** Mount points of a root: systemd 252 and 257 create missing ones, and never remove them. */
const MOUNT_POINTS =
  'bin dev dev/shm etc lib lib64 proc root run run/systemd run/systemd/incoming sbin sys tmp usr var var/lib var/tmp'.split(
    ' ',
  );

interface SandboxView {
  unit: string;
  harden: Service['harden'];
  isHardened: boolean;
  isStrict: boolean;
  isSealed: boolean;
  /** Processes and threads at most, and those of Node itself. */
  tasks: number;
  threads: number;
  /** A share of the machine's memory, as MemoryMax= takes it. */
  memory: string;
  state: string;
  root: string;
  /** Paths as the directives of systemd.exec(5) take them, separated by blanks. */
  readWrite: string;
  readable: string;
  writable: string;
  notExecutable: string;
  executable: string;
}

/** The part of a unit that says what its service may do. */
export function sandboxText(input: PlanInput, service: Service): string {
  const text = render(input.facts.templates, 'parts/sandbox', sandboxView(input, service)).trimEnd();
  return service.hardenOverrides.reduce((done, override) => overridden(done, service.harden, override), text);
}

export function sandboxView(input: PlanInput, service: Service): SandboxView {
  const { config, programs } = input;
  const { unit, harden, user, state } = service;
  const runtime = runtimeDirectory(service);
  // CacheDirectory= mounts the caches.
  const caches = cachesOf(input, service);
  // StateDirectory= covers what is below it. The account may replace an entry there while systemd mounts it.
  const isOwn = ({ type, owner, path }: Programs['owned'][number]): boolean =>
    type === 'd' && owner === user && !caches.includes(path) && !path.startsWith(`/var/lib/${state}/`);
  const own = programs.owned.filter(isOwn).map(({ path }) => path);
  // The administrator may have deleted such a directory: a dash in front makes it optional.
  const writable = own.map((path) => `-${path}`).join(' ');
  const isSealed = harden === 'sealed';
  const readable = [
    ...(isSealed ? [SYSTEM] : [SYSTEM, PROGRAMS, RESOLVERS]),
    ...foldersInVar(config.name, programs)
      .filter((path) => !caches.includes(path))
      .map((path) => `-${path}`),
  ];
  const notExecutable = [
    ...caches.map((path) => `+${path}`),
    ...mounts(input, service).map(({ target }) => `+${target}`),
    ...openViews(input, service).map(({ target }) => `+${target}`),
    ...own.map((path) => `-+${path}`),
    ...(runtime === '' ? [] : [`+/run/${runtime}`]),
  ];
  return {
    ...{ unit, harden, state, isSealed, writable, threads: NODE_THREADS },
    ...LIMITS[harden],
    isHardened: harden !== 'off',
    isStrict: isStrict(service),
    readWrite: isStrict(service) ? '' : writable,
    root: rootOf(config.name),
    readable: readable.join(' '),
    notExecutable: notExecutable.map((path) => ` ${path}`).join(''),
    executable: executableMounts(input)
      .map((path) => unitWord(`+${path}`))
      .join(' '),
  };
}

function isStrict({ harden }: Service): boolean {
  return harden === 'strict' || harden === 'sealed';
}

function rootOf(name: string): string {
  return `/usr/lib/${name}/root`;
}

/** The package's own folders in /var, without those in /var/lib, which systemd provides. */
function foldersInVar(name: string, { entries, owned }: Programs): string[] {
  const folders = [...entries, ...owned].flatMap(({ path }) => /^\/var\/(?:cache|log|spool)\/[^/]+/.exec(path) ?? []);
  return [...new Set(folders)].filter((folder) => folder.endsWith(`/${name}`));
}

/** The services that have a root directory of their own. */
export function servicesInOwnRoot({ services }: Config): Service[] {
  return services.filter((service) => isStrict(service) && service.unitFile === undefined);
}

/** The root directory of strict services: empty directories for the mounts of systemd. */
export function rootEntries({ config, programs }: PlanInput): PlannedEntry[] {
  const { name } = config;
  const inside = servicesInOwnRoot(config);
  if (inside.length === 0) return [];
  const states = inside.flatMap((service) => [`/var/lib/${service.state}`, ...cachesOf({ config }, service)]);
  const runtime = inside
    .flatMap((service) => [
      runtimeDirectory(service),
      ...(service.upgrade === 'overlap' ? [`${service.unit}-next`] : []),
    ])
    .filter(Boolean)
    .flatMap((directory) => withParents(`/run/${directory}`));
  const own = programs.owned.map(({ path }) => path).filter((path) => path.startsWith('/var/'));
  const folders = [...states, ...foldersInVar(name, programs), ...own].flatMap(withParents);
  const places = new Set([...MOUNT_POINTS.map((place) => `/${place}`), ...runtime, ...folders]);
  const directories = [...places].map((place): Entry => {
    return { type: 'directory', path: `${rootOf(name)}${place}`, mode: 0o755, owner: 'root' };
  });
  const socket = textEntry(`${rootOf(name)}/run/systemd/notify`, '');
  return planned('the root directory of "harden"', [...directories, socket]);
}

/** `/var/spool/shop` → `/var/spool`, `/var/spool/shop`. */
function withParents(path: string): string[] {
  const parts = path.split('/').slice(1);
  return parts.slice(1).map((_, at) => `/${parts.slice(0, at + 2).join('/')}`);
}

/** The sandbox with a directive of the project in place of the level's, and the reason above it. */
function overridden(sandbox: string, harden: Service['harden'], { directive, value, because }: Override): string {
  const lines = sandbox.split('\n');
  const isOwn = (line: string): boolean => line.startsWith(`${directive}=`);
  const own = lines.filter(isOwn);
  const level = own.map((line) => line.slice(directive.length + 1)).join(' ') || 'nothing';
  const written = [
    `# ${own.length > 0 ? `Not ${level}, as for "${harden}"` : 'Of this service'}: ${because}`,
    ...valuesOf(value).map((part) => `${directive}=${part}`),
  ];
  const first = lines.findIndex(isOwn);
  if (first < 0) return [...lines, ...written].join('\n');
  return lines.flatMap((line, at) => (at === first ? written : isOwn(line) ? [] : [line])).join('\n');
}

/** A list that allows and then denies is two lines: `@system-service ~@resources`. */
function valuesOf(value: string): string[] {
  return value.split(/ (?=~)/);
}
