/**
 * What is on a machine: every file that its base has not, or not like this, with its type, mode, owner and content, every
 * file in memory (/run, /tmp, /dev), and each unit, account and package that systemd, the databases and dpkg know.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import type { Machine } from './machine.ts';

/** Logs, caches and books of dpkg, apt, journald and passwd, and what a running system writes by itself. */
const PASSING = [
  /^\/var\/log\//,
  /^\/var\/cache\/(apt|debconf)\//,
  /^\/var\/lib\/apt\/lists\/auxfiles$/,
  /^\/var\/lib\/dpkg\/(status-old|lock|lock-frontend|triggers\/Lock)$/,
  // What logind gets anew at each boot.
  /^(\/var)?\/tmp\/systemd-private-[0-9a-f]+-systemd-logind\.service-/,
  // passwd's backups of the files it changes; their originals are compared.
  /^\/etc\/(passwd|shadow|group|gshadow)-$/,
  // Of terminals, logins, the journal's connections and units that systemd-run has made.
  /^\/dev\/pts\/|^\/run\/systemd\/transient |^\/run\/systemd\/(ask-password-block|journal|sessions|users|inhibit)[/ ]/,
  // mount(8) and systemd make these: the first time, for the first sandbox, or when a process ends while it gets one.
  /^\/run\/(mount|systemd\/(namespace-\w+(\/dev)?|incoming|propagate|unit-root)) /,
  /^\/tmp\/namespace-dev-\w+(\/dev)? /,
  // What is named after a device, a login, a process or the secrets of systemd's own services.
  /^unit (\S+\.(device|scope)|run-credentials-systemd\\x2d\S+\.mount) /,
];

/** Path, or what it is about, to its description. */
type Snapshot = ReadonlyMap<string, string>;

/** What is on the disk alone, and not as in the machine's base: also for a machine that is not running. */
export async function files(machine: Machine): Promise<Snapshot> {
  const found = new Map<string, string>();
  await walk(machine, '', found);
  return found;
}

/** What is in memory alone, a line for each: the first word, or path, tells what it is about. */
const RUNTIME = `find /run /tmp /dev -printf '%p %M %u:%g\\n' 2>/dev/null || true
  systemctl list-units --all --plain --no-legend | awk '{ print "unit " $1, $2, $3, $4 }'
  systemctl list-unit-files --plain --no-legend | awk '{ print "file " $1, $2, $3 }'
  getent passwd | sed 's/^/user /'; getent group | sed 's/^/group /'
  dpkg --list | sed -n 's/^\\([a-z][a-zA-Z]\\) /package \\1 /p'`;

/**
 * systemd removes the private /tmp of a service that has ended in a thread of its own, and since 254 in a process, which has
 * its parent's name at first.
 */
const SETTLED = `until [ "$(ls /proc/1/task)" = 1 ] &&
  ! grep -qsxE 'systemd|\\(sd-rmrf\\)' $(ls -d /proc/[0-9]*/comm | grep -v ^/proc/1/); do sleep 0.1; done`;

export async function snapshot(machine: Machine): Promise<Snapshot> {
  await machine.sh(SETTLED);
  const found = new Map(await files(machine));
  // Asked in one go: a snapshot is taken many times.
  for (const line of (await machine.sh(`set -e; ${RUNTIME}`)).split('\n')) {
    if (!isOfBase(machine, line)) note(found, line, 'there');
  }
  return found;
}

/** Whether a line is about a unit of the base system. systemd starts and forgets these at any time after the boot. */
function isOfBase({ base }: Machine, line: string): boolean {
  const [, unit] = /^(?:unit |\/run\/systemd\/units\/invocation:)(\S+) /.exec(line) ?? [];
  const file = unit?.replace(/@.*(?=\.\w+$)/, '@') ?? '';
  return file !== '' && existsSync(path.join(base, 'usr/lib/systemd/system', file));
}

/** What is not noted: there and as the base has it, or not there at all. */
const BASE = 'as in the base';

/** What differs, one line each: empty when two snapshots are the same. */
export function difference(before: Snapshot, after: Snapshot): string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changed = keys.filter((key) => before.get(key) !== after.get(key));
  return changed.map((key) => `${key}: ${before.get(key) ?? BASE} -> ${after.get(key) ?? BASE}`);
}

/** Follows what the machine has changed; the rest is as in its base. */
async function walk(machine: Machine, inside: string, found: Map<string, string>): Promise<void> {
  const names = (layer: string): Promise<string[]> => readdir(path.join(layer, inside)).catch(() => []);
  const [changed, before] = await Promise.all([names(machine.changes), names(machine.base)]);
  const now = new Set(await names(machine.root));
  for (const name of before) if (!now.has(name)) note(found, `${inside}/${name}`, 'removed');
  // What is removed has a mark among the changes.
  for (const name of changed.filter((name) => now.has(name))) {
    const file = `${inside}/${name}`;
    // Without a look at the content: apt's caches have 60 MB.
    if (isPassing(file)) continue;
    const [is, was] = await Promise.all([machine.root, machine.base].map((layer) => describe(path.join(layer, file))));
    if (is !== was) note(found, file, is ?? '');
    if (is?.startsWith('4')) await walk(machine, file, found);
  }
}

function note(found: Map<string, string>, file: string, description: string): void {
  if (!isPassing(file)) found.set(file, description);
}

function isPassing(file: string): boolean {
  return PASSING.some((pattern) => pattern.test(file));
}

/** Type, mode, owner and content; undefined if there is nothing. A folder begins with 4, as its mode does. */
async function describe(file: string): Promise<string | undefined> {
  const stat = await lstat(file).catch(() => undefined);
  if (!stat) return undefined;
  const what = `${stat.mode.toString(8)} ${stat.uid}:${stat.gid}`;
  if (stat.isSymbolicLink()) return `${what} -> ${await readlink(file)}`;
  if (!stat.isFile()) return what;
  const content = await readFile(file);
  return `${what} ${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
}
