/**
 * Versions that do not become READY, and what comes of them.
 */
import * as assert from 'uvu/assert';
import type { Machine } from './machine.ts';
import { eventually, property } from './story.ts';
import { NEVER_READY } from './variants.ts';

export const server = (answer: string, port = 'process.env.PORT'): string =>
  `require('node:http').createServer((request, answer) => { ${answer} }).listen(${port});`;

/** Apps of versions that do not become READY. */
export const BAD: Record<string, string> = {
  'answers 503 for ever': server("answer.statusCode = 503; answer.end('no');"),
  'exits at once': "console.error('this version gives up'); process.exit(1);",
  'hangs before it listens': NEVER_READY,
  'listens on another port': server("answer.end('2.0.0');", '7777'),
  'misses a module': "require('left-out');",
};

/** Apps of versions that a stop does not end by itself. */
export const UNENDING: Record<string, string> = {
  'blocks its event loop': "setTimeout(() => { console.error('this version is busy'); for (;;); }, 0);",
  'answers no request': server(''),
};

/** The port of the service is known, so that another one does not count. */
export const DEB = { mail: false, service: { health: '/', port: 'PORT' } };

/** Seconds for a version that must fail. Good ones have the usual time, which they need on a busy machine. */
export const SHORT_TIMEOUT = 3;

/** The configuration of a version that must fail. */
export function hasty<T extends { service: object }>(deb: T, startTimeout = SHORT_TIMEOUT): T {
  return { ...deb, service: { ...deb.service, startTimeout } };
}

export function answer(machine: Machine): Promise<string> {
  return machine.sh('curl -sS --max-time 5 http://127.0.0.1:5001/');
}

/** Waits until version 1 answers and is READY, after a kill or a boot. dpkg takes a service that only starts for another one. */
export async function answers(machine: Machine, what: string): Promise<void> {
  await eventually(what, async () => {
    const question = 'curl -sS --max-time 5 http://127.0.0.1:5001/ && echo && systemctl is-active notifydemo';
    return (await machine.run(question)).stdout.replace(/\s+/g, ' ').trim() === '1.0.0 active';
  });
}

export async function kill(machine: Machine): Promise<void> {
  const pid = await property(machine, 'MainPID');
  await machine.sh(`kill -KILL ${pid}`);
  await eventually('another process', async () => !['0', pid].includes(await property(machine, 'MainPID')));
  await answers(machine, 'after kill -9');
}

/** Installs a version that must fail, and returns its messages. */
export async function fails(machine: Machine, file: string): Promise<string> {
  const { exitCode, stderr } = await machine.run(`dpkg -i ${file}`);
  assert.is.not(exitCode, 0, stderr);
  assert.match(await machine.sh('dpkg --audit'), 'notifydemo');
  return stderr;
}

export const HELD = { mail: true, service: { ...DEB.service, socket: true, harden: 'sealed' } };

/** The units of the package that systemd has in memory, and those that have failed. */
export function units(machine: Machine): Promise<string> {
  return machine.sh(
    `systemctl list-units --all --plain --no-legend 'notifydemo*' | awk '$1 !~ /mail/ { print $1 }'; systemctl --failed --no-legend; ls /run/systemd/system`,
  );
}

export const ONE = 'notifydemo.service\nnotifydemo.socket';
