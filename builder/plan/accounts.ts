/**
 * System users of the services (sysusers.d(5)), and the directories and files that belong to them (tmpfiles.d(5)).
 */
import type { Config } from '../config/config.ts';
import { type PlannedEntry, planned, textEntry } from '../manifest.ts';
import type { Programs } from '../programs/programs.ts';
import type { PlanInput } from './input.ts';
import { openLines } from './open-directories.ts';
import { render } from './render.ts';

interface SysusersView {
  name: string;
  sentence: string;
  users: SystemUser[];
}

/** A user and its home, a directory of that name in /var/lib. */
interface SystemUser {
  user: string;
  home: string;
}

interface TmpfilesView {
  name: string;
  directories: { path: string; mode: string; owner: string }[];
  /** Lines for the open directories of the project. */
  open: string[];
}

/** The packaged files of system users. */
interface OwnedFilesView {
  name: string;
  /** `quoted` is the path as a line of tmpfiles.d(5) names it. */
  files: { path: string; quoted: string; mode: string; owner: string; group: string }[];
}

export function accountEntries(input: PlanInput): PlannedEntry[] {
  const { config, facts, programs } = input;
  const sysusers = render(facts.templates, 'sysusers', sysusersView(config));
  const entries = planned('the system users', [textEntry(`/usr/lib/sysusers.d/${config.name}.conf`, sysusers)]);
  if (hasDirectories(input)) {
    const tmpfiles = render(facts.templates, 'tmpfiles', tmpfilesView(input));
    const file = textEntry(`/usr/lib/tmpfiles.d/${config.name}.conf`, tmpfiles);
    entries.push(...planned('the directories of the system users', [file]));
  }
  if (hasOwnedFiles(programs)) {
    // Boot reads /usr/lib/tmpfiles.d. Lines there would undo an override of dpkg-statoverride(1) (Debian Policy 10.9.1).
    const text = render(facts.templates, 'owned-files', ownedFilesView(input));
    const file = textEntry(`/usr/lib/${config.name}/owned-files`, text);
    entries.push(...planned('the owners of files', [file]));
  }
  return entries;
}

export function sysusersView(config: Config): SysusersView {
  const users = systemUsers(config);
  const [{ unit }] = config.services;
  const list = users.length > 1 ? 'The system users that the services run as' : `The system user that ${unit} runs as`;
  return { name: config.name, sentence: `${list}; created by systemd-sysusers(8).`, users };
}

/** Each user once: services may share one, and with it the state. */
function systemUsers({ services }: Config): SystemUser[] {
  const homes = new Map(services.map(({ user, state }) => [user, state]));
  return [...homes].map(([user, home]) => ({ user, home }));
}

export function tmpfilesView(input: PlanInput): TmpfilesView {
  const given = input.programs.owned.filter(({ type }) => type === 'd');
  return { name: input.config.name, directories: [...earlyStates(input), ...given], open: openLines(input) };
}

export function ownedFilesView({ config, programs }: PlanInput): OwnedFilesView {
  const files = programs.owned.filter(({ type }) => type === 'z');
  return { name: config.name, files: files.map(asLine) };
}

function asLine({ path, mode, owner, group = owner }: Programs['owned'][number]): OwnedFilesView['files'][number] {
  return { path, quoted: tmpfilesPath(path), mode, owner, group };
}

/**
 * One path and no other for a `z` line: backslashes before the characters of glob(7) and braces, then `%` doubled for
 * specifiers and a C string in double quotes (tmpfiles.d(5), "Configuration file format").
 */
function tmpfilesPath(path: string): string {
  const literal = path.replaceAll(/[*?[\]{}]/g, '\\$&');
  return `"${literal.replaceAll('%', '%%').replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Whether postinst gives files to system users. */
export function hasOwnedFiles({ owned }: Programs): boolean {
  return owned.some(({ type }) => type === 'z');
}

/** Whether postinst creates directories for system users. */
export function hasDirectories(input: PlanInput): boolean {
  const { directories, open } = tmpfilesView(input);
  return directories.length + open.length > 0;
}

/** The state directories that a fragment of postinst may use. systemd makes them at the first start, which comes later. */
function earlyStates({ config, facts }: PlanInput): TmpfilesView['directories'] {
  if (facts.projectFragments.postinst === undefined) return [];
  const states = new Map(config.services.map(({ state, user }) => [`/var/lib/${state}`, user]));
  return [...states].map(([path, owner]) => ({ path, mode: '0750', owner }));
}
