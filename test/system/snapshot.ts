/**
 * What is on a machine: every file with its type, mode, owner and content, and what systemd and the
 * account databases know.
 */
import { createHash } from 'node:crypto';
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
  /^\/var\/tmp\/systemd-private-[0-9a-f]+-systemd-logind\.service-/,
  // passwd's backups of the files it changes; their originals are compared.
  /^\/etc\/(passwd|shadow|group|gshadow)-$/,
];

/** Path, or what it is about, to its description. */
export type Snapshot = ReadonlyMap<string, string>;

/** What is on the disk alone, for a machine that is not running. */
export async function files(machine: Machine): Promise<Snapshot> {
  const found = new Map<string, string>();
  await walk(machine.root, '', found);
  return found;
}

export async function snapshot(machine: Machine): Promise<Snapshot> {
  const found = new Map(await files(machine));
  const questions = {
    'units systemd has loaded': "systemctl list-units --all --plain --no-legend '*notifydemo*'",
    'unit files systemd knows': 'systemctl list-unit-files --plain --no-legend',
    'failed units': 'systemctl list-units --failed --plain --no-legend',
    users: 'getent passwd | sort',
    groups: 'getent group | sort',
    'runtime files': "find /run /tmp /var/tmp -name '*notifydemo*' -not -path '/run/credentials/*'",
    packages: 'dpkg --list',
  };
  for (const [about, command] of Object.entries(questions)) found.set(about, await machine.sh(command));
  return found;
}

/** What differs, one line each: empty when two snapshots are the same. */
export function difference(before: Snapshot, after: Snapshot): string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changed = keys.filter((key) => before.get(key) !== after.get(key));
  return changed.map((key) => `${key}: ${before.get(key) ?? 'not there'} -> ${after.get(key) ?? 'not there'}`);
}

async function walk(root: string, inside: string, found: Map<string, string>): Promise<void> {
  for (const name of await readdir(path.join(root, inside))) {
    const file = `${inside}/${name}`;
    if (PASSING.some((pattern) => pattern.test(file))) continue;
    const stat = await lstat(path.join(root, file));
    const what = `${stat.mode.toString(8)} ${stat.uid}:${stat.gid}`;
    if (stat.isDirectory()) {
      found.set(file, what);
      await walk(root, file, found);
    } else {
      found.set(file, `${what} ${await content(path.join(root, file), stat.isSymbolicLink(), stat.isFile())}`);
    }
  }
}

async function content(file: string, isLink: boolean, isFile: boolean): Promise<string> {
  if (isLink) return `-> ${await readlink(file)}`;
  return isFile
    ? createHash('sha256')
        .update(await readFile(file))
        .digest('hex')
        .slice(0, 16)
    : '';
}
