/**
 * The life of a package on a booted Debian: installed, asked, restarted, stopped and purged.
 */
import { appendFile } from 'node:fs/promises';
import type { Machine } from '../system/machine.ts';
import { difference, snapshot } from '../system/snapshot.ts';
import { eventually, property } from '../system/story.ts';
import { Failure, type Stage } from './outcome.ts';
import type { Packed } from './pack.ts';
import type { Check, Recipe } from './recipe.ts';

/** Seconds until the service answers a question. */
const PATIENCE = 20;

/** What the kernel says of a write that the unit refuses. */
const REFUSED = /EROFS|EACCES|EPERM|[Rr]ead-only file system/;

/** Files of servers that a recipe has installed, which go on working. */
const SERVERS = /^(unit |\/run\/|\/tmp\/|\/var\/(lib|log|cache)\/(redis|postgresql|mysql|mosquitto)\b)/;

interface Guest {
  machine: Machine;
  recipe: Recipe;
  packed: Packed;
}

/**
 * Lives through all stages. The package is gone afterwards in any case.
 * @throws Failure at the first stage that does not go as on the developer's machine
 */
export async function drive(guest: Guest): Promise<void> {
  const { machine, packed } = guest;
  const { name, file } = packed;
  const before = await snapshot(machine);
  try {
    await machine.put(file, `/root/${name}.deb`);
    const install = `apt-get install -y ./${name}.deb; code=$?; rm ${name}.deb; exit $code`;
    const isSet = guest.recipe.settings.length > 0;
    const installed = await machine.run(isSet ? `${QUIETLY}; ${install}` : install);
    if (installed.exitCode !== 0) throw await failure(guest, 'install', told(installed.stdout + installed.stderr));
    if (isSet) await setUp(guest);
    await isReady(guest);
    for (const check of guest.recipe.checks) await ask(guest, check);
    await restarts(guest);
    await stops(guest);
  } catch (error) {
    await machine.run(`rm -f /usr/sbin/policy-rc.d /etc/credstore/${name}.*; dpkg --purge --force-all ${name}`);
    throw error;
  }
  await purges(guest, before);
}

/** An installation then starts no service (README of Debian's init-system-helpers). */
const QUIETLY = "printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d";

/** What the administrator writes before the first start: the package lists the variables in its settings and secrets. */
async function setUp(guest: Guest): Promise<void> {
  const { machine, recipe } = guest;
  const { name, deb } = guest.packed;
  const settings: string[] = [];
  for (const [variable, value] of recipe.settings) {
    if (variable in (deb.secrets ?? {})) await machine.write(`/etc/credstore/${name}.${variable}`, value);
    if (variable in (deb.settings ?? {})) settings.push(`${variable}="${value}"\n`);
  }
  if (settings.length > 0) await appendFile(machine.path(`/etc/default/${name}`), settings.join(''));
  await machine.run('rm /usr/sbin/policy-rc.d; chmod -f 600 /etc/credstore/*');
  const started = await machine.run(`systemctl start ${name}`);
  if (started.exitCode !== 0) throw await failure(guest, 'install', started.stderr);
}

async function isReady(guest: Guest): Promise<void> {
  const { machine, packed } = guest;
  const state = await property(machine, 'ActiveState', packed.name);
  if (state !== 'active') throw await failure(guest, 'ready', `the service is ${state}`);
}

/** Asks until the answer is right: a page may have to be compiled first. */
async function ask(guest: Guest, { kind, question, answer }: Check): Promise<void> {
  const { machine, recipe } = guest;
  const command = question.startsWith('/') ? `curl -sSf --max-time ${PATIENCE} "$URL${question}"` : question;
  let last = '';
  const isAnswered = async (): Promise<boolean> => {
    const url = `http://localhost:${recipe.port}`;
    const asked = `export URL=${url} NAME=${guest.packed.name}; timeout ${2 * PATIENCE} sh -c ${quoted(command)}`;
    const { stdout, stderr } = await machine.run(asked);
    last = `${stdout}${stderr}`;
    return answer.test(last);
  };
  // What is written once is not written again.
  if (kind === 'write' ? await isAnswered() : await eventually(question, isAnswered).then(yes, no)) return;
  throw await failure(guest, kind, `${question}: ${last.slice(0, 300)}`);
}

/** A word of sh. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const yes = (): boolean => true;
const no = (): boolean => false;

async function restarts(guest: Guest): Promise<void> {
  const { machine, recipe, packed } = guest;
  const restarted = await machine.run(`systemctl restart ${packed.name}`);
  if (restarted.exitCode !== 0) throw await failure(guest, 'restart', restarted.stderr);
  for (const check of recipe.checks) if (check.kind !== 'write') await ask(guest, check);
}

async function stops(guest: Guest): Promise<void> {
  const { machine, packed } = guest;
  // A program may catch the error of a write, and goes on without its data.
  const refused = (await journal(guest)).split('\n').find((line) => REFUSED.test(line));
  if (refused !== undefined) throw new Failure('journal', refused, packed.warnings);
  await machine.run(`systemctl stop ${packed.name}`);
  const result = await property(machine, 'Result', packed.name);
  if (result !== 'success') throw await failure(guest, 'stop', `the stop ends with ${result}`);
}

async function purges({ machine, packed }: Guest, before: Awaited<ReturnType<typeof snapshot>>): Promise<void> {
  const purged = await machine.run(`rm -f /etc/credstore/${packed.name}.*; dpkg --purge ${packed.name}`);
  if (purged.exitCode !== 0) throw new Failure('purge', purged.stderr, packed.warnings);
  const left = difference(before, await snapshot(machine)).filter((line) => !line.includes('/etc/credstore'));
  // A server of another project writes meanwhile, and a client may keep files in /root.
  const own = left.filter((line) => !SERVERS.test(line) && !line.startsWith('/root/'));
  if (own.length > 0) throw new Failure('purge', `left behind: ${own.slice(0, 5).join(', ')}`, packed.warnings);
}

/** A failure with the last lines of the service. Refused writes among them are warnings if they name the way out. */
async function failure(guest: Guest, stage: Stage, message: string): Promise<Failure> {
  const lines = (await journal(guest)).split('\n');
  const advice = lines.filter((line) => /"writable"/.test(line));
  return new Failure(stage, `${message}\n${lines.slice(-12).join('\n')}`, [...guest.packed.warnings, ...advice]);
}

async function journal({ machine, packed }: Guest): Promise<string> {
  return (
    await machine.run(`journalctl --no-pager -b -o cat -u ${packed.name} -u '${packed.name}-*'`)
  ).stdout.trimEnd();
}

/** The end of what apt says, without the journal, which comes with each failure. */
function told(text: string): string {
  const lines = text.split('\n').filter((line) => !/^\w+ \d+ [\d:]+ \S+ \S+\[\d+\]:/.test(line));
  return lines.slice(-8).join('\n');
}
