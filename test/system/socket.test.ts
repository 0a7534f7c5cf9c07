/**
 * Ports that systemd holds (`"socket": true`), for whoever connects: while the service restarts they wait, and are
 * answered.
 */
import { readFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { bundle } from '../../builder/programs/bundle.ts';
import { accepted, lost, type Outcomes, told, underLoad } from './load.ts';
import type { Machine } from './machine.ts';
import { chapter, eventually, property } from './story.ts';
import { put, type Variant } from './variants.ts';

const NONE = { new: 0, far: 0, kept: 0, keptSlow: 0 };

/** Variants whose port systemd holds. */
function held(machine: Machine, variant: Variant, service: object = {}): Promise<string> {
  const deb = { service: { health: '/health', socket: true, ...service }, ...variant.deb };
  return put(machine, { ...variant, deb });
}

async function report(machine: Machine, what: string, event: () => Promise<unknown>, port?: number): Promise<Outcomes> {
  const outcomes = await underLoad(machine, event, port);
  console.log(told(machine, what, outcomes));
  return outcomes;
}

/** Five starts in ten seconds are the limit of systemd for every unit (StartLimitBurst=). */
async function restart(machine: Machine, times: number): Promise<void> {
  for (let round = 0; round < times; round += 1) {
    await machine.sh('systemctl reset-failed notifydemo; systemctl restart notifydemo');
  }
}

/** A deadly event: from when on the process accepts nothing more, and what ends it, if not the watchdog. */
interface Death {
  freeze: (pid: string) => string;
  kill?: (pid: string) => string;
}

const DEATHS: Record<string, Death> = {
  'kill -9': { freeze: (pid) => `kill -STOP ${pid}`, kill: (pid) => `kill -KILL ${pid}` },
  'a watchdog that strikes a stopped process': { freeze: (pid) => `kill -STOP ${pid}` },
  'a watchdog that strikes a blocked event loop': {
    freeze: () => 'curl -s --max-time 0.5 http://127.0.0.1:5001/block >/dev/null || true',
  },
};

/** Lets the service die, and waits for the next instance; returns the client's ports of what had been accepted. */
async function die(machine: Machine, { freeze, kill = () => 'true' }: Death): Promise<Set<number>> {
  const pid = await property(machine, 'MainPID');
  await machine.sh(freeze(pid));
  const taken = await accepted(machine);
  await machine.sh(kill(pid));
  await eventually('another instance is READY', 30, async () => {
    return (await property(machine, 'MainPID')) !== pid && (await property(machine, 'ActiveState')) === 'active';
  });
  return new Set(taken);
}

/** A service whose event loop can be blocked by anybody, with a watchdog. */
function mortal(machine: Machine): Promise<string> {
  const app = `require('node:http').createServer((request, answer) => {
    while (request.url === '/block');
    answer.end('OK');
  }).listen(process.env.PORT);`;
  return held(machine, { version: '1.0.0', app }, { watchdog: 2 });
}

/** The proxy of the guide, on port 8080. */
async function installProxy(machine: Machine): Promise<void> {
  const [, site] = /```nginx\n(.*?)```/s.exec(await readFile('docs/guide.md', 'utf8')) ?? [];
  await machine.sh('apt-get install -y --no-install-recommends nginx');
  await machine.write('/etc/nginx/conf.d/notifydemo.conf', String(site).replaceAll('127.0.0.1:3000', '127.0.0.1:5001'));
  await machine.sh('nginx -t && systemctl restart nginx && curl -sS http://127.0.0.1:8080/');
}

chapter('held ports, under load', {
  'restarts, upgrades and a systemd that begins anew lose nothing': async (machine) => {
    const old = await held(machine, { version: '1.0.0' });
    const young = await held(machine, { version: '2.0.0' });
    await machine.sh(`apt-get install -y ${old}`);
    const restarted = await report(machine, '20 restarts', () => restart(machine, 20));
    assert.equal(lost(restarted), NONE);

    const socket = await property(machine, 'InvocationID', 'notifydemo.socket');
    const upgraded = await report(machine, 'an upgrade by apt', () => machine.sh(`apt-get install -y ${young}`));
    assert.equal(lost(upgraded), NONE);
    assert.is(await machine.sh('curl -sS http://127.0.0.1:5001/'), '2.0.0');
    assert.is(await property(machine, 'InvocationID', 'notifydemo.socket'), socket);

    const anew = await report(machine, 'daemon-reexec and daemon-reload', () =>
      machine.sh('systemctl daemon-reexec && systemctl daemon-reload'),
    );
    assert.equal(lost(anew), NONE);
  },

  'an app that handles SIGTERM itself loses nothing either': async (machine) => {
    const app = Buffer.from((await bundle(process.cwd(), 'payload/app.ts')).code).toString();
    await machine.sh(`dpkg -i ${await held(machine, { version: '1.0.0', app })}`);
    const restarted = await report(machine, '5 restarts of the demonstration', () => restart(machine, 5));
    assert.equal(lost(restarted), NONE);
  },

  'a process that is killed takes with it what it had accepted; behind a proxy that asks again not even that is lost':
    async (machine) => {
      await machine.sh(`dpkg -i ${await mortal(machine)}`);
      await installProxy(machine);
      for (const [what, death] of Object.entries(DEATHS)) {
        let taken = new Set<number>();
        let direct: Outcomes | undefined;
        const strike = async (): Promise<unknown> => (taken = await die(machine, death));
        const proxied = await report(
          machine,
          `${what}, behind a proxy`,
          async () => (direct = await report(machine, what, strike)),
          8080,
        );
        assert.equal(lost(proxied), NONE, what);
        for (const [kind, { refused, timeout, cutFrom }] of Object.entries(direct ?? {})) {
          assert.is(refused + timeout, 0, `${what}: ${kind}`);
          assert.equal(
            cutFrom.filter((port) => !taken.has(port)),
            [],
            `${what}: ${kind}, not accepted`,
          );
        }
      }
    },

  'who has connected, but not asked yet, outlives the service': async (machine) => {
    await machine.sh(`dpkg -i ${await held(machine, { version: '1.0.0' })}`);
    const pid = await property(machine, 'MainPID');
    const asked = `exec 3<>/dev/tcp/127.0.0.1/5001; sleep 0.2; kill -KILL ${pid}; sleep 4; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3`;
    assert.match(await machine.sh(`timeout 30 bash -c "${asked}"`), /^HTTP\/1.1 200 OK.*1\.0\.0$/s);
    assert.is.not(await property(machine, 'MainPID'), pid);
  },

  'without a socket requests are lost: this is what the tests above would see': async (machine) => {
    await machine.sh(`dpkg -i ${await put(machine, { version: '1.0.0' })}`);
    const young = await put(machine, { version: '2.0.0' });
    const restarted = await report(machine, 'without a socket: 3 restarts', () => restart(machine, 3));
    assert.ok(restarted.new.refused > 0);
    await report(machine, 'without a socket: an upgrade', () => machine.sh(`apt-get install -y ${young}`));
    const killed = await report(machine, 'without a socket: kill -9', () => die(machine, DEATHS['kill -9'] as Death));
    assert.ok(killed.new.refused > 0);
  },
});
