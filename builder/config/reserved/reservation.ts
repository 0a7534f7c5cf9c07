/**
 * Whether a name belongs to Debian, and why.
 */
import { DAEMONS, NEEDED, OTHERS } from './debian-packages.ts';
import { BASE_GROUPS, BASE_USERS, PACKAGES, PLACES, RIGHTS, SYSTEM_USERS } from './names.ts';

/** Lists of names, each with a reason that completes the sentence "NAME …". The first list with a name counts. */
const LISTS: readonly [names: string, reason: (name: string) => string][] = [
  [BASE_USERS, () => "is one of Debian's own users"],
  [BASE_GROUPS, () => "is one of Debian's own groups, with rights of its own"],
  [RIGHTS, () => 'is a group that gives its members rights'],
  [SYSTEM_USERS, () => 'is the user of another program'],
  [PACKAGES, () => "is a package of Debian's standard system"],
  [NEEDED, () => 'is a package of Debian that many others need'],
  [DAEMONS, () => 'is a package of Debian with an account of its own'],
  ...Object.entries(PLACES).map(([place, names]): [string, (name: string) => string] => [
    names,
    (name) => `is the name of ${place.replace('NAME', name)}, which belongs to Debian`,
  ]),
];

/** Accounts that no service may have: Debian's own, and groups that stand for rights. */
const ACCOUNTS = new Set([BASE_USERS, BASE_GROUPS, RIGHTS].flatMap((names) => names.split(' ')));

const REASONS = new Map(
  [...LISTS].reverse().flatMap(([names, reason]) => names.split(' ').map((name) => [name, reason] as const)),
);

/**
 * Why neither a package nor a unit may have this name, such as "is a group that gives its members rights"; undefined if
 * it may.
 */
export function reservation(name: string): string | undefined {
  return REASONS.get(name)?.(name);
}

/** The same of an account for a service. A user of another program is allowed if package.json names it. */
export function accountReservation(user: string): string | undefined {
  return ACCOUNTS.has(user) ? reservation(user) : undefined;
}

const COMMON_PROGRAMS = new Set(OTHERS.split(' '));

/** Whether Debian has a well-known program of this name, which a package may replace on purpose. */
export function isCommonProgram(name: string): boolean {
  return COMMON_PROGRAMS.has(name);
}

/** A name like this one that is free. */
export function freeName(name: string): string {
  return `my-${name.replace(/^_/, '')}`;
}
