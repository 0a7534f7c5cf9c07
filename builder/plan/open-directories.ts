/**
 * Open directories of the project (programs/open-directories.ts): the directories of root where the account may add
 * entries, the mount points in them, and the directives that mount them.
 */
import type { Service } from '../config/config.ts';
import type { OpenDirectory } from '../programs/open-directories.ts';
import type { PlanInput } from './input.ts';
import { unitText } from './render.ts';

interface OpenView {
  /** The directory of root below /var/lib. */
  source: string;
  target: string;
  /** The packaged entries with their places, as BindReadOnlyPaths= takes them. */
  mounts: string[];
  /** The places where mounts lead, as paths of Assert…= directives. */
  points: string[];
}

function openOf({ programs }: Pick<PlanInput, 'programs'>): readonly OpenDirectory[] {
  return programs.places?.open ?? [];
}

/** What the unit of a service says of its open directories. */
export function openViews(input: Pick<PlanInput, 'programs'>, { state }: Pick<Service, 'state'>): OpenView[] {
  return openOf(input).map((open) => {
    const source = sourceOf(open, state);
    const own = open.entries.filter(({ type, isWritable }) => type !== 'link' && !isWritable);
    return {
      ...{ source, target: open.target },
      mounts: own.map(({ name }) => unitPair(`${open.packaged}/${name}`, `${open.target}/${name}`)),
      points: open.entries.filter(({ type }) => type !== 'link').map(({ name }) => unitText(`${source}/${name}`)),
    };
  });
}

/** Environment variables by which the agent checks the mounts (payload/notify/packaged-files.ts). */
export function openEnvironment(input: Pick<PlanInput, 'programs'>): string[] {
  const open = openOf(input);
  if (open.length === 0) return [];
  const writable = open.flatMap(({ target, entries }) =>
    entries.filter(({ isWritable }) => isWritable).map(({ name }) => `${target}/${name}`),
  );
  const pairs = open.map(({ target, packaged }) => `${target}:${packaged}`);
  return [`NOTIFY_OPEN=${pairs.join(' ')}`, ...(writable.length > 0 ? [`NOTIFY_MOUNTED=${writable.join(' ')}`] : [])];
}

/** The directories in /var/lib, each with the place of its packaged entries, separated by colons. */
export function openDirectories(input: PlanInput): string[] {
  return statesOf(input).flatMap(({ state }) =>
    openOf(input).map((open) => `${sourceOf(open, state)}:${open.packaged}`),
  );
}

/**
 * Lines of tmpfiles.d(5). With the sticky bit, the account changes its own entries alone (chmod(1)): a mount point of root
 * stays one.
 */
export function openLines(input: PlanInput): string[] {
  return statesOf(input).flatMap(({ state, user }) =>
    openOf(input).flatMap((open) => [
      `d ${sourceOf(open, state)} 1770 root ${user}`,
      ...open.entries.map(({ name, type, target = '' }) => {
        const place = quoted(`${sourceOf(open, state)}/${name}`);
        if (type === 'link') return `L+ ${place} - - - - ${target.replaceAll('%', '%%')}`;
        return type === 'directory' ? `d ${place} 0755 root root` : `f ${place} 0644 root root`;
      }),
    ]),
  );
}

/** Paths that a strict sandbox may execute in a directory that is not executable otherwise. */
export function executableMounts(input: Pick<PlanInput, 'programs'>): string[] {
  return openOf(input).flatMap(({ target, entries }) =>
    entries.filter(({ type, isWritable }) => type !== 'link' && !isWritable).map(({ name }) => `${target}/${name}`),
  );
}

/** Each account has directories of its own. */
function statesOf({ config }: PlanInput): { state: string; user: string }[] {
  const states = new Map(config.services.map(({ state, user }) => [state, user]));
  return [...states].map(([state, user]) => ({ state, user }));
}

/** No user has a dot in its name, so that no state has this name. */
function sourceOf({ name }: OpenDirectory, state: string): string {
  return `/var/lib/${state}_${name}.d`;
}

/** In double quotes, blanks and colons have no meaning (systemd.syntax(7), "Quoting"). */
function unitPair(source: string, target: string): string {
  return `${quoted(source)}:${quoted(target)}`;
}

function quoted(place: string): string {
  return /^[A-Za-z0-9_/.@,+=~-]+$/.test(place)
    ? place
    : `"${place.replaceAll('%', '%%').replaceAll(/["\\]/g, '\\$&')}"`;
}
