/**
 * Ports that systemd holds (`"socket": true`), for whoever connects: while the service restarts they wait, and are
 * answered.
 */
import { readFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { bundle } from '../../builder/programs/bundle.ts';
import { connectThenKill, killFourTimes, nextInstance } from './kills.ts';
import { nothingLost, type Outcomes, told, underLoad } from './load.ts';
import type { Machine } from './machine.ts';
import { chapter, property } from './story.ts';
import { put, type Variant } from './variants.ts';

/** Variants whose port systemd holds. */
function held(machine: Machine, variant: Variant, service: object = {}): Promise<string> {
  const deb = { service: { health: '/health', socket: true, ...service }, ...variant.deb };
  return put(machine, { ...variant, deb });
}

async function report(machine: Machine, what: string, event: () => Promise<unknown>, port?: number): Promise<Outcomes> {
  const outcomes = await underLoad(machine, event, { port });
  console.log(told(machine, what, outcomes));
  return outcomes;
}

/** The demonstration, its port held by systemd. */
async function demonstration(machine: Machine, version: string, service: object = {}): Promise<string> {
  const app = Buffer.from((await bundle(process.cwd(), 'payload/app.ts')).code).toString();
  return held(machine, { version, app }, service);
}

/** Five starts in ten seconds are the limit of systemd for every unit (StartLimitBurst=). */
async function restart(machine: Machine, times: number): Promise<void> {
  for (let round = 0; round < times; round += 1) {
    await machine.sh('systemctl reset-failed notifydemo; systemctl restart notifydemo');
  }
}

/** A deadly event: a request after which the process accepts no connection, and the command that kills it then. */
interface Death {
  request: '/stop' | '/block';
  /** Without it the watchdog kills the process. */
  kill?: (pid: string) => string;
}

const DEATHS: Record<string, Death> = {
  'kill -9': {
    request: '/stop',
    kill: (pid) => `until grep -q '^State:.T' /proc/${pid}/status; do sleep 0.05; done; kill -KILL ${pid}`,
  },
  'a watchdog that strikes a stopped process': { request: '/stop' },
  'a watchdog that strikes a blocked event loop': { request: '/block' },
};

/** Lets the service die, and waits for the next instance. Returns the process number of the dead one. */
async function die(machine: Machine, { request, kill = () => 'true' }: Death): Promise<string> {
  const pid = await property(machine, 'MainPID');
  // The client gets no answer, so no command waits for it.
  await machine.sh(`curl -s http://127.0.0.1:5001${request} >/dev/null 2>&1 </dev/null & ${kill(pid)}`);
  await nextInstance(machine, pid);
  return pid;
}

/**
 * A service that any client can stop or block, with a watchdog. It writes down each connection that it accepts. It dies
 * only while it answers a request, so no connection is accepted and not yet written down.
 */
function mortal(machine: Machine): Promise<string> {
  const app = `const { appendFileSync } = require('node:fs');
  const deaths = { '/block': () => { for (;;); }, '/stop': () => process.kill(process.pid, 'SIGSTOP') };
  require('node:http').createServer((request, answer) => {
    deaths[request.url]?.();
    answer.end('OK');
  }).on('connection', ({ remotePort }) => {
    appendFileSync(process.env.STATE_DIRECTORY + '/accepted', process.pid + ' ' + remotePort + '\\n');
  }).listen(process.env.PORT);`;
  return held(machine, { version: '1.0.0', app }, { watchdog: 4 });
}

/** The client's ports of the connections that a process of the mortal service had accepted. */
async function acceptedBy(machine: Machine, pid: string): Promise<Set<number>> {
  const lines = (await machine.sh('cat /var/lib/notifydemo/accepted')).split('\n').map((line) => line.split(' '));
  return new Set(lines.filter(([process]) => process === pid).map(([, port]) => Number(port)));
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
    nothingLost(restarted, 500);

    const socket = await property(machine, 'InvocationID', 'notifydemo.socket');
    const upgraded = await report(machine, 'an upgrade by apt', () => machine.sh(`apt-get install -y ${young}`));
    nothingLost(upgraded, 100);
    assert.is(await machine.sh('curl -sS http://127.0.0.1:5001/'), '2.0.0');
    assert.is(await property(machine, 'InvocationID', 'notifydemo.socket'), socket);

    const anew = await report(machine, 'daemon-reexec and daemon-reload', () =>
      machine.sh('systemctl daemon-reexec && systemctl daemon-reload'),
    );
    nothingLost(anew, 80);
  },

  'an app that handles SIGTERM itself loses nothing either': async (machine) => {
    await machine.sh(`dpkg -i ${await demonstration(machine, '1.0.0')}`);
    const restarted = await report(machine, '5 restarts of the demonstration', () => restart(machine, 5));
    nothingLost(restarted, 200);
  },

  'a process that is killed takes with it what it had accepted; behind a proxy that asks again not even that is lost':
    async (machine) => {
      await machine.sh(`dpkg -i ${await mortal(machine)}`);
      await installProxy(machine);
      for (const [what, death] of Object.entries(DEATHS)) {
        let pid = '';
        let direct: Outcomes | undefined;
        const strike = async (): Promise<unknown> => (pid = await die(machine, death));
        const proxied = await report(
          machine,
          `${what}, behind a proxy`,
          async () => (direct = await report(machine, what, strike)),
          8080,
        );
        nothingLost(proxied, 200, what);
        const accepted = await acceptedBy(machine, pid);
        assert.ok(accepted.size > 0, `${what}: the service has written down its connections`);
        // Connections came in while no process accepted any.
        assert.ok((direct?.new.longest ?? 0) >= 100, `${what}: new connections waited`);
        for (const [kind, { refused, timeout, cutFrom }] of Object.entries(direct ?? {})) {
          assert.is(refused + timeout, 0, `${what}: ${kind}`);
          const cut = cutFrom.filter((port) => !accepted.has(port));
          assert.equal(cut, [], `${what}: ${kind}, not accepted`);
        }
      }
    },

  'who has connected, but not asked yet, outlives the service; stopped and started in quick succession it has a socket':
    async (machine) => {
      await machine.sh(`dpkg -i ${await held(machine, { version: '1.0.0' })}`);
      let answer: string | undefined;
      while (answer === undefined) answer = await connectThenKill(machine);
      assert.match(answer, /^HTTP\/1.1 200 OK.*1\.0\.0$/s);

      // After a kill the waiting clients are answered within a second, whatever the project says of the longest pause.
      await machine.sh(`dpkg -i ${await demonstration(machine, '2.0.0', { restartDelay: 2 })}`);
      const { cpu, pauses, waits } = await killFourTimes(machine);
      console.log(
        `[${machine.suite}] a start takes ${cpu} ms of a processor, the pauses ${pauses.join(', ')} ms; from a kill to an answer: ${waits.join(', ')} ms`,
      );
      // On a machine with other work the start takes longer than its processor time, and systemd is late.
      assert.equal([pauses.length, waits.length], [4, 4]);
      for (const pause of pauses) assert.ok(pause + cpu < 1000, `${cpu}: ${pauses}`);

      for (let round = 1; round <= 7; round += 1)
        await machine.sh('systemctl stop notifydemo; systemctl start notifydemo');
      assert.match(await machine.sh('curl -sS http://127.0.0.1:5001/'), 'Hello');
    },

  'without a socket requests are lost: this is what the tests above would see': async (machine) => {
    await machine.sh(`dpkg -i ${await put(machine, { version: '1.0.0' })}`);
    const young = await put(machine, { version: '2.0.0' });
    const restarted = await report(machine, 'without a socket: 3 restarts', () => restart(machine, 3));
    assert.ok(restarted.new.refused > 0);
    await report(machine, 'without a socket: an upgrade', () => machine.sh(`apt-get install -y ${young}`));
    const killed = await report(machine, 'without a socket: kill -9', async () => {
      const pid = await property(machine, 'MainPID');
      await machine.sh(`kill -KILL ${pid}`);
      await nextInstance(machine, pid);
    });
    assert.ok(killed.new.refused > 0);
  },
});
