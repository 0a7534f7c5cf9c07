/**
 * Directories that belong to service accounts. An account may replace each entry of its directories, by a symbolic link
 * too, and dpkg would follow the link as root. So no entry of the package lies there.
 */
import type { Config } from '../config/config.ts';
import { isOwnPlace } from '../config/places.ts';
import { BuildError } from '../errors.ts';
import type { PlannedEntry } from '../manifest.ts';
import type { Programs } from '../programs/programs.ts';

interface AccountDirectory {
  path: string;
  /** A user, or {@link EVERYBODY}. */
  owner: string;
  /** Its origin for messages: `deb.files[1]`. */
  from: string;
}

/** Stands for all users, who may replace each entry of a directory with write permission for others. */
const EVERYBODY = 'everybody';

/** The directories that systemd gives to the user of a unit (systemd.exec(5)), and where they lie. */
const OF_UNITS: Record<string, string> = {
  StateDirectory: '/var/lib',
  CacheDirectory: '/var/cache',
  LogsDirectory: '/var/log',
};

/** @throws BuildError if a file, a link or a directory of the package lies in a directory of a service account. */
export function refuseAccountEntries(config: Config, { owned }: Programs, entries: readonly PlannedEntry[]): void {
  const directories = [
    ...statesOf(config),
    ...givenBy(config, owned),
    ...entries.flatMap(unitDirectories),
    ...openOf(entries),
  ];
  const links = new Map(entries.flatMap((entry) => (entry.type === 'link' ? [[entry.path, entry.target]] : [])));
  for (const { path, owner, type } of owned) {
    const from = originOf(config, path);
    // The same account may have a directory in a directory of its own.
    if (type !== 'd') continue;
    const others = directories.filter((directory) => directory.owner !== owner);
    refuse({ path, from }, others, config);
  }
  for (const entry of entries) {
    refuse(entry, directories, config);
    if (entry.type === 'link' && !isOwnPlace(entry.path, config.name)) refuseLink(entry, directories, links);
  }
}

function statesOf({ services }: Config): AccountDirectory[] {
  return services.map(({ state, user, unit }) => ({
    ...{ path: `/var/lib/${state}`, owner: user, from: `the state of ${unit}` },
  }));
}

function givenBy(config: Config, owned: Programs['owned']): AccountDirectory[] {
  return owned
    .filter(({ type, owner, mode }) => type === 'd' && (owner !== 'root' || isOpen(Number.parseInt(mode, 8))))
    .map(({ path, owner }) => ({
      ...{ path, owner: owner === 'root' ? EVERYBODY : owner, from: originOf(config, path) },
    }));
}

function openOf(entries: readonly PlannedEntry[]): AccountDirectory[] {
  return entries
    .filter(({ type, mode }) => type === 'directory' && isOpen(mode))
    .map(({ path, from }) => ({ path, owner: EVERYBODY, from }));
}

function isOpen(mode: number): boolean {
  return (mode & 0o002) !== 0;
}

/** The item of `deb.files` that makes a directory. */
export function originOf({ files }: Config, path: string): string {
  const at = files.findIndex((file) => 'directory' in file && file.directory.replace(/\/$/, '') === path);
  return `deb.files[${at}]`;
}

/** The directories that the text of a unit declares, whether the project has written the unit or this tool. */
function unitDirectories(entry: PlannedEntry): AccountDirectory[] {
  const [, unit] = /^\/usr\/lib\/systemd\/system\/([^/]+)\.service$/.exec(entry.path) ?? [];
  if (entry.type !== 'text' || unit === undefined) return [];
  const text = Buffer.from(entry.content)
    .toString()
    .replaceAll(/\\\r?\n/g, ' ');
  const named = /^\s*User\s*=\s*(\S+)/m.exec(text)?.[1];
  const user = /^\s*DynamicUser\s*=\s*(yes|true|on|1)\s*$/m.test(text) ? (named ?? unit) : named;
  if (user === undefined || user === 'root' || user === '0') return [];
  return [...text.matchAll(/^\s*(\w+)\s*=(.*)$/gm)].flatMap(([, key = '', value = '']) => {
    const area = Object.hasOwn(OF_UNITS, key) ? OF_UNITS[key] : undefined;
    if (area === undefined) return [];
    return value
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => ({
        path: `${area}/${directoryName(word, unit)}`,
        owner: user,
        from: `${key}= of ${unit}.service`,
      }));
  });
}

/** A name of a directory without quotes and without the link behind a colon, its specifiers replaced (systemd.unit(5)). */
function directoryName(word: string, unit: string): string {
  const [name = ''] = word.replaceAll(/["']/g, '').split(':');
  const specifiers: Record<string, string> = { '%N': unit, '%p': unit, '%n': `${unit}.service`, '%%': '%' };
  return name.replaceAll(/%./g, (specifier) => specifiers[specifier] ?? specifier).replace(/\/+$/, '');
}

/** A place in the package, and where it comes from. */
type Place = Pick<PlannedEntry, 'path' | 'from'>;

function refuse({ path, from }: Place, directories: readonly AccountDirectory[], { name }: Config): void {
  const above = directories.find((directory) => {
    return path.startsWith(`${directory.path}/`) || (path === directory.path && directory.owner !== EVERYBODY);
  });
  if (above === undefined) return;
  const isForAll = above.owner === EVERYBODY;
  const reasons = [
    `${path} comes from ${from}`,
    `${above.path} comes from ${above.from} and ${isForAll ? 'is open to every user' : `belongs to ${above.owner}`}`,
  ];
  const isProgram = !from.startsWith('deb.files[');
  const whose = isForAll ? 'every user may write to' : `the user ${above.owner} owns`;
  const place = path === above.path ? 'is' : 'would lie in';
  throw new BuildError(`${path} ${place} a directory that ${whose}`, [
    ...reasons,
    `${isForAll ? 'every user' : above.owner} could put a link in its place, and dpkg would write through the link as root`,
    isProgram
      ? `give ${above.owner} another directory, such as /var/lib/${name}`
      : `put it into /usr/share/${name} and let the program copy it at its start, or into /etc/${name} for the administrator`,
  ]);
}

/** A program of root that reads the link would act on a file of the account. */
function refuseLink(
  link: PlannedEntry & { type: 'link' },
  directories: readonly AccountDirectory[],
  links: ReadonlyMap<string, string>,
): void {
  const target = followed(link.path, link.target, links);
  const inside = directories.find(({ path }) => target === path || target.startsWith(`${path}/`));
  if (inside === undefined || !link.from.startsWith('deb.files[')) return;
  throw new BuildError(`${link.path} would lead into a directory that the user ${inside.owner} owns`, [
    `${link.path} comes from ${link.from} and points to ${link.target}`,
    `${inside.path} comes from ${inside.from}: programs of root that read the link would read files of ${inside.owner}`,
    'point it to a file of the package, or remove it',
  ]);
}

/** Where a link leads in the end, over other links of the package too, as far as Linux follows them (path_resolution(7)). */
function followed(path: string, target: string, links: ReadonlyMap<string, string>): string {
  let place = resolved(path, target);
  for (let left = 40; left > 0; left -= 1) {
    const via = [...links.keys()].find((link) => place === link || place.startsWith(`${link}/`));
    if (via === undefined) break;
    place = resolved(via, `${links.get(via)}${place.slice(via.length)}`);
  }
  return place;
}

/** The path that a link means, `.` and `..` taken away. */
function resolved(path: string, target: string): string {
  const parts: string[] = [];
  const whole = target.startsWith('/') ? target : `${path.slice(0, path.lastIndexOf('/'))}/${target}`;
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
