/**
 * The services that are compared. All run on one machine, from the unit that the package installs, so that
 * nothing but the way to READY differs.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from '../../builder/programs/bundle.ts';
import { run } from '../../builder/shell.ts';
import type { Machine } from '../system/machine.ts';
import { deliver, PACKAGE } from '../system/story.ts';
import { put } from '../system/variants.ts';

/** The demonstration as the package installs it. */
export const AGENT = { unit: 'notifydemo', port: 5001 };
/** A bare Node service that says READY=1 itself. */
export const BARE = { unit: 'bench-bare', port: 5002 };
/** The demonstration without the agent, started by a shell script that polls. */
export const WRAPPER = { unit: 'bench-wrapper', port: 5003 };
/** The demonstration without the agent and without any word to systemd. */
export const PLAIN = { unit: 'bench-plain', port: 5004 };

/** The demonstration with a socket of systemd's, sealed. */
export const SEALED = { unit: 'bench-sealed', port: 5005 };

/** Where our own files go, inside. */
export const FOLDER = '/srv/bench';

const COMMANDS = [
  { ...BARE, command: `/usr/bin/node ${FOLDER}/bare.cjs`, directives: [] },
  { ...WRAPPER, command: `/bin/sh ${FOLDER}/wrapper.sh`, directives: [] },
  { ...PLAIN, command: '/usr/bin/node /usr/lib/notifydemo/app.cjs', directives: ['Type=exec'] },
];

/** Runs a command that must succeed within some seconds, inside. */
export function inside(machine: Machine, seconds: number, command: string): Promise<string> {
  return machine.sh(`timeout ${seconds} ${command}`);
}

/** Installs the package and the services beside it. Each has run once and answered; none is running afterwards. */
export async function installServices(machine: Machine): Promise<void> {
  if (!existsSync(PACKAGE)) throw new Error(`${PACKAGE} is missing: npm run build-deb, or PACKAGE=… names another`);
  await deliver(machine);
  await inside(machine, 90, 'apt-get install -y ./notifydemo.deb 2>&1');
  await mkdir(machine.path(FOLDER), { recursive: true });
  for (const file of ['bare.cjs', 'wrapper.sh', 'round.cjs']) {
    await machine.put(path.join('test/bench/inside', file), `${FOLDER}/${file}`);
  }
  for (const { unit, port, command, directives } of COMMANDS) {
    // The mail belongs to notifydemo alone; its unit would fail beside another. None of these feeds a watchdog.
    const installed = '/usr/lib/systemd/system/notifydemo.service';
    await inside(machine, 5, `sed '/^Wants=.*-mail/d' ${installed} >/etc/systemd/system/${unit}.service`);
    const lines = ['ExecStart=', `ExecStart=${command}`, `Environment=PORT=${port}`, 'WatchdogSec=0', ...directives];
    await machine.write(`/etc/systemd/system/${unit}.service.d/bench.conf`, `[Service]\n${lines.join('\n')}\n`);
  }
  await inside(machine, 20, 'systemctl daemon-reload');
  await inside(machine, 40, `systemctl stop ${AGENT.unit}`);
  for (const service of [AGENT, BARE, WRAPPER, PLAIN]) {
    await start(machine, service);
    await inside(machine, 40, `systemctl stop ${service.unit}`);
  }
}

/** Installs the demonstration once more, as {@link SEALED}; it is not running afterwards. */
export async function installSealed(machine: Machine): Promise<void> {
  const { code } = await bundle(process.cwd(), 'payload/app.ts');
  const deb = {
    name: SEALED.unit,
    mail: false,
    settings: { PORT: { value: String(SEALED.port), description: 'The port to listen on.' } },
    service: { health: '/health', socket: true, harden: 'sealed', watchdog: 0 },
  };
  const file = await put(machine, { version: '1.0.0', deb, app: Buffer.from(code).toString() });
  await inside(machine, 60, `dpkg -i ${file} 2>&1`);
  await start(machine, SEALED);
  await inside(machine, 40, `systemctl stop ${SEALED.unit}`);
}

/** Starts a service; returns when it answers. */
export async function start(machine: Machine, { unit, port }: typeof AGENT): Promise<void> {
  await inside(machine, 60, `systemctl start ${unit}`);
  const answers = `curl -sSf --retry 20 --retry-delay 1 --retry-connrefused -o /dev/null http://127.0.0.1:${port}/health`;
  await inside(machine, 30, answers);
}

/** Copies the host's wrk in, with its libraries: another Debian has other versions. Returns how to call it inside. */
export async function provideWrk(machine: Machine): Promise<string> {
  const found = await run('sh', ['-c', 'p=$(command -v wrk) && echo $p && timeout 10 ldd $p']);
  const [program, ...libraries] = found.stdout.match(/(?<=^|\s)\/\S+/gm) ?? [];
  const loader = libraries.find((library) => path.basename(library).startsWith('ld-'));
  if (!program || !loader) throw new Error('wrk is missing: apt install wrk');
  const folder = `${FOLDER}/wrk`;
  await mkdir(machine.path(folder), { recursive: true });
  for (const file of [program, ...libraries]) await copyFile(file, machine.path(`${folder}/${path.basename(file)}`));
  return `${folder}/${path.basename(loader)} --library-path ${folder} ${folder}/wrk`;
}
