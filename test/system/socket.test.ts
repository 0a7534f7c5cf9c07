/**
 * Ports that systemd holds (`"socket": true`), for whoever connects: while the service restarts they wait, and are
 * answered.
 */
import * as assert from 'uvu/assert';
import { bundle } from '../../builder/programs/bundle.ts';
import { lost, type Outcomes, told, underLoad } from './load.ts';
import type { Machine } from './machine.ts';
import { chapter, eventually, property } from './story.ts';
import { put, type Variant } from './variants.ts';

const NONE = { new: 0, kept: 0, keptSlow: 0 };

/** Variants whose port systemd holds. */
function held(machine: Machine, variant: Variant, service: object = {}): Promise<string> {
  const deb = { service: { health: '/health', socket: true, ...service }, ...variant.deb };
  return put(machine, { ...variant, deb });
}

async function report(machine: Machine, what: string, event: () => Promise<unknown>): Promise<Outcomes> {
  const outcomes = await underLoad(machine, event);
  console.log(told(machine, what, outcomes));
  return outcomes;
}

/** Five starts in ten seconds are the limit of systemd for every unit (StartLimitBurst=). */
async function restart(machine: Machine, times: number): Promise<void> {
  for (let round = 0; round < times; round += 1) {
    await machine.sh('systemctl reset-failed notifydemo; systemctl restart notifydemo');
  }
}

/** Does something deadly, and waits for the next instance. */
async function survive(machine: Machine, command: (pid: string) => string): Promise<void> {
  const pid = await property(machine, 'MainPID');
  await machine.sh(command(pid));
  await eventually('another instance is READY', 30, async () => {
    return (await property(machine, 'MainPID')) !== pid && (await property(machine, 'ActiveState')) === 'active';
  });
}

/**
 * What a process that is killed has accepted dies with it: each client may lose the one request that was there. What
 * had only connected must not be lost.
 */
function assertOnlyAcceptedOnesDied(outcomes: Outcomes, deaths: number): void {
  for (const { refused, timeout, cut } of Object.values(outcomes)) {
    assert.is(refused + timeout, 0, JSON.stringify(outcomes));
    assert.ok(cut <= 8 * deaths, JSON.stringify(outcomes));
  }
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

  'a process that is killed takes with it what it had accepted, and nothing else': async (machine) => {
    const app = `require('node:http').createServer((request, answer) => {
      while (request.url === '/block');
      answer.end('OK');
    }).listen(process.env.PORT);`;
    await machine.sh(`dpkg -i ${await held(machine, { version: '1.0.0', app }, { watchdog: 2 })}`);
    const deaths: Record<string, (pid: string) => string> = {
      'kill -9': (pid) => `kill -9 ${pid}`,
      'a watchdog that strikes a stopped process': (pid) => `kill -STOP ${pid}`,
      'a watchdog that strikes a blocked event loop': () =>
        'curl -s --max-time 1 http://127.0.0.1:5001/block >/dev/null || true',
    };
    for (const [what, command] of Object.entries(deaths)) {
      const outcomes = await report(machine, what, () => survive(machine, command));
      assertOnlyAcceptedOnesDied(outcomes, 1);
    }
  },

  'without a socket requests are lost: this is what the tests above would see': async (machine) => {
    await machine.sh(`dpkg -i ${await put(machine, { version: '1.0.0' })}`);
    const young = await put(machine, { version: '2.0.0' });
    const restarted = await report(machine, 'without a socket: 3 restarts', () => restart(machine, 3));
    assert.ok(restarted.new.refused > 0);
    await report(machine, 'without a socket: an upgrade', () => machine.sh(`apt-get install -y ${young}`));
    const killed = await report(machine, 'without a socket: kill -9', () =>
      survive(machine, (pid) => `kill -9 ${pid}`),
    );
    assert.ok(killed.new.refused > 0);
  },
});
