/**
 * What a unit allows its service: the levels of `harden`, what a project sets otherwise, and the root that `strict`
 * and `sealed` run in.
 */
import type { Config, Override, Service } from '../config/config.ts';
import { type Entry, textEntry } from '../manifest.ts';
import type { Programs } from '../programs/programs.ts';
import type { View } from './render.ts';

/** Processes and threads, and the part of the machine's memory, by level. */
const LIMITS = {
  off: { tasks: 0, memory: '' },
  standard: { tasks: 1024, memory: '80%' },
  strict: { tasks: 256, memory: '50%' },
  sealed: { tasks: 64, memory: '50%' },
} as const;

/** What Node runs beside its main thread: V8's workers, libuv's, and one that waits for the inspector. */
const NODE_THREADS = 11;

/** Folders that any program needs, as they are on a merged /usr; only amd64 has /lib64. */
const PROGRAMS = '/bin:/bin:norbind /sbin:/sbin:norbind';
const SYSTEM = '/usr:/usr:norbind /lib:/lib:norbind -/lib64:/lib64:norbind /etc';
/** Where /etc/resolv.conf may point to. */
const RESOLVERS = '-/run/systemd/resolve -/run/resolvconf -/run/NetworkManager';

/** Mount points of a root: systemd would make those that are missing, and nobody would remove them (systemd 252, 257). */
const MOUNT_POINTS =
  'bin dev dev/shm etc lib lib64 proc root run run/systemd run/systemd/incoming sbin sys tmp usr var var/lib var/tmp'.split(
    ' ',
  );

function isStrict({ harden }: Service): boolean {
  return harden === 'strict' || harden === 'sealed';
}

/** What the template of the sandbox may name. */
export function sandboxView(service: Service, { name }: Config, programs: Programs): View {
  const { harden, user } = service;
  const own = programs.owned.filter(({ type, owner }) => type === 'd' && owner === user).map(({ path }) => path);
  // It is no mistake if one has been deleted.
  const writable = own.map((path) => `-${path}`).join(' ');
  const isSealed = harden === 'sealed';
  const readable = [
    ...(isSealed ? [SYSTEM] : [SYSTEM, PROGRAMS, RESOLVERS]),
    ...foldersInVar(name, programs).map((path) => `-${path}`),
  ];
  return {
    harden,
    isHardened: harden !== 'off',
    isStrict: isStrict(service),
    isSealed,
    ...LIMITS[harden],
    threads: NODE_THREADS,
    readWrite: isStrict(service) ? '' : writable,
    root: rootOf(name),
    readable: readable.join(' '),
    writable,
    notExecutable: own.map((path) => ` -+${path}`).join(''),
  };
}

function rootOf(name: string): string {
  return `/usr/lib/${name}/root`;
}

/** The package's own folders in /var, but for those in /var/lib, which systemd provides. */
function foldersInVar(name: string, { entries, owned }: Programs): string[] {
  const folders = [...entries, ...owned].map(({ path }) => /^\/var\/(?:cache|log|spool)\/[^/]+/.exec(path)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].filter((folder) => folder.endsWith(`/${name}`));
}

/** The services that have a root of their own. */
export function inOwnRoot({ services }: Config): Service[] {
  return services.filter((service) => isStrict(service) && service.unitFile === undefined);
}

/** The root of the services that have one of their own: nothing but places for what systemd mounts there. */
export function rootEntries(config: Config, programs: Programs): Entry[] {
  const { name } = config;
  const inside = inOwnRoot(config);
  if (inside.length === 0) return [];
  const states = inside.map(({ state }) => `/var/lib/${state}`);
  const runtime = inside.filter(({ sockets }) => sockets.length > 0).map(({ unit }) => `/run/${unit}`);
  const own = programs.owned.map(({ path }) => path).filter((path) => path.startsWith('/var/'));
  const folders = [...states, ...foldersInVar(name, programs), ...own].flatMap(withParents);
  const places = [...new Set([...MOUNT_POINTS.map((place) => `/${place}`), ...runtime, ...folders])];
  return [
    ...places.map((place): Entry => {
      return { type: 'directory', path: `${rootOf(name)}${place}`, mode: 0o755, owner: 'root' };
    }),
    textEntry(`${rootOf(name)}/run/systemd/notify`, ''),
  ];
}

/** `/var/spool/shop` → `/var/spool`, `/var/spool/shop`. */
function withParents(path: string): string[] {
  const parts = path.split('/').slice(1);
  return parts.slice(1).map((_, at) => `/${parts.slice(0, at + 2).join('/')}`);
}

/**
 * The sandbox as the project wants it: each directive of `overrides` stands instead of the level's, in its place, with
 * the reason above it.
 */
export function overridden(sandbox: string, { harden, hardenOverrides }: Service): string {
  const apply = (text: string, { directive, value, because }: Override): string => {
    const lines = text.split('\n');
    const isOwn = (line: string): boolean => line.startsWith(`${directive}=`);
    const own = lines.filter(isOwn);
    const first = lines.findIndex(isOwn);
    const level = own.map((line) => line.slice(directive.length + 1)).join(' ') || 'nothing';
    const written = [
      `# ${own.length > 0 ? `Not ${level}, as for "${harden}"` : 'Of this service'}: ${because}`,
      ...valuesOf(value).map((part) => `${directive}=${part}`),
    ];
    if (first < 0) return [...lines, ...written].join('\n');
    return lines.flatMap((line, at) => (at === first ? written : isOwn(line) ? [] : [line])).join('\n');
  };
  return hardenOverrides.reduce(apply, sandbox);
}

/** A list that allows and then denies is two lines: `@system-service ~@resources`. */
function valuesOf(value: string): string[] {
  return value.split(/ (?=~)/);
}
