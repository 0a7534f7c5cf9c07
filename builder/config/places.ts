/**
 * Places on the target: those that belong to a package, to Debian's base system, or to programs that trust their files.
 */
import { BASE_FILES } from './reserved/base-files.ts';

/** A file, a directory or a symbolic link on the target. */
interface Landed {
  type: 'file' | 'directory' | 'link';
  path: string;
  /** Permission bits, of which a link has none. */
  mode: number;
  owner: string;
}

interface PlaceProblem {
  problem: string;
  fix: string;
}

/** A directory whose programs act with root's rights on each file in it. */
interface TrustedFolder {
  folder: string;
  mode: number;
  /** Names that the programs read. */
  names: RegExp;
  /** What the programs do with other names. */
  others: string;
}

/** run-parts(8) and cron(8) skip other names. */
const RUN_PARTS = {
  names: /^[A-Za-z0-9_-]+$/,
  others: 'cron ignores a name with other characters than A-Z a-z 0-9 _ -',
};
const CREDENTIAL = { mode: 0o600, names: /^[^/]+$/, others: 'systemd looks for no credential in a subdirectory' };

const TRUSTED_FOLDERS: readonly TrustedFolder[] = [
  // sudoers(5), "Including other files from within sudoers".
  {
    folder: '/etc/sudoers.d',
    mode: 0o440,
    names: /^[^./]*[^./~]$/,
    others: 'sudo ignores a name with a dot or a ~ at its end',
  },
  { folder: '/etc/cron.d', mode: 0o644, ...RUN_PARTS },
  ...['hourly', 'daily', 'weekly', 'monthly', 'yearly'].map((when) => ({
    ...{ folder: `/etc/cron.${when}`, mode: 0o755, ...RUN_PARTS },
  })),
  // systemd.exec(5), LoadCredential=.
  ...['/etc', '/usr/lib'].flatMap((area) => [
    { folder: `${area}/credstore`, ...CREDENTIAL },
    { folder: `${area}/credstore.encrypted`, ...CREDENTIAL },
  ]),
];

/** Directories of the base system, such as /etc/cron.d, which stay Debian's if a package has their name. */
const BASE_FOLDERS: ReadonlySet<string> = new Set([
  ...[...BASE_FILES].flatMap(parents),
  ...TRUSTED_FOLDERS.map(({ folder }) => folder),
]);

/** Whether a path is a directory that has the package's name, or lies in one. A purge may empty these directories. */
export function isOwnPlace(path: string, name: string): boolean {
  const [folder = '', owner] = /^\/(?:etc|usr\/lib|usr\/share|var\/[a-z]+)\/([^/]+)/.exec(path) ?? [];
  return owner === name && !BASE_FOLDERS.has(folder);
}

/** Why an owner or a mode fits into no directory but the package's own, or undefined if it fits. */
export function ownershipProblem({ type, path, mode, owner }: Landed, name: string): PlaceProblem | undefined {
  const isOpen = type !== 'link' && (mode & 0o002) !== 0;
  if ((owner === 'root' && !isOpen) || isOwnPlace(path, name)) return undefined;
  // A file in /var/lib/NAME would lie in the directory of an account.
  const areas = ['/etc', '/usr/lib', type === 'directory' ? '/var/lib' : '/usr/share'].map((area) => `${area}/${name}`);
  const own = areas.filter((area) => isOwnPlace(area, name));
  const otherwise = `or put it into ${own.join(', ').replace(/, (?=[^,]*$)/, ' or ')}`;
  return owner === 'root'
    ? { problem: 'every user could write to it', fix: `choose another mode, such as "0644", ${otherwise}` }
    : { problem: `the user ${owner} could change it`, fix: `leave it to root, ${otherwise}` };
}

/** Why a package may not put this at this path of the system, or undefined if it may. */
export function placeProblem(landed: Landed, name: string): PlaceProblem | undefined {
  return ownershipProblem(landed, name) ?? baseProblem(landed, name) ?? trustProblem(landed);
}

function baseProblem({ type, path }: Landed, name: string): PlaceProblem | undefined {
  // A file below /etc/passwd would take the place of /etc/passwd.
  const taken = [path, ...parents(path)].find((place) => BASE_FILES.has(place));
  // systemd, udev and kmod prefer a file in /etc to one of the same name in /usr/lib, and the PATH of root has sbin first.
  const hidden = path.replace(/^\/etc\//, '/usr/lib/').replace(/^\/usr\/sbin\//, '/usr/bin/');
  const fix = `choose another name, or a directory of the package such as /etc/${name}`;
  if (taken !== undefined) return { problem: `${taken} belongs to Debian's base system`, fix };
  if (type !== 'directory' && BASE_FOLDERS.has(path))
    return { problem: "it is a directory of Debian's base system", fix };
  // update-alternatives(1) and the administrator choose there.
  if (path.startsWith('/etc/alternatives/')) return { problem: 'update-alternatives makes the links there', fix };
  if (BASE_FILES.has(hidden)) return { problem: `it would hide ${hidden} of Debian's base system`, fix };
  const kept = /^\/usr\/lib\/[^/]+\.previous(\.part)?(?=\/|$)|^.*\/00-previous\.conf$/.exec(path)?.[0];
  return kept === undefined ? undefined : { problem: `${kept} is a place for a kept version`, fix };
}

function parents(path: string): string[] {
  const above = path.slice(0, path.lastIndexOf('/'));
  return above === '' ? [] : [above, ...parents(above)];
}

function trustProblem({ type, path, mode }: Landed): PlaceProblem | undefined {
  const place = TRUSTED_FOLDERS.find(({ folder }) => path.startsWith(`${folder}/`));
  if (place === undefined || type === 'directory') return undefined;
  const { folder, names, others } = place;
  const right = `0${place.mode.toString(8)}`;
  if (type === 'link')
    return { problem: `${folder} takes files alone`, fix: `copy the file with "from", "to" and "mode": "${right}"` };
  if (!names.test(path.slice(folder.length + 1))) return { problem: others, fix: `rename it in ${folder}` };
  if (mode === place.mode) return undefined;
  return {
    problem: `its mode is 0${mode.toString(8)}, and files in ${folder} need ${right}`,
    fix: `write "mode": "${right}"`,
  };
}
