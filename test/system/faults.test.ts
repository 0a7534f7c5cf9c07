import { readFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import type { Machine } from './machine.ts';
import { chapter, eventually, install, journal, meanwhile, property, readyStatus, replaceApp } from './story.ts';

/** For stories of an ill app. A busy machine may pause a healthy one for as long. */
const CLOSELY = 'WatchdogSec=3';

/** The app that falls ill on demand. */
async function startFaulty(machine: Machine, directives: string[] = []): Promise<void> {
  await install(machine);
  await replaceApp(machine, 'faulty.cjs', directives);
  await machine.put('test/system/apps/client.cjs', '/srv/client.cjs');
  await machine.sh('systemctl restart notifydemo');
}

function ask(machine: Machine, way: string): Promise<string> {
  return machine.sh(`curl -sS --max-time 5 http://127.0.0.1:5001/${way}`);
}

async function restarts(machine: Machine): Promise<number> {
  return Number(await property(machine, 'NRestarts'));
}

async function restartedAndReady(machine: Machine, times: number): Promise<void> {
  await eventually(`restart ${times}`, async () => (await restarts(machine)) === times);
  await eventually('READY again', async () => (await property(machine, 'ActiveState')) === 'active');
}

const said = (machine: Machine): Promise<string> => journal(machine, '-o cat -u notifydemo');

const pause = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

chapter('falling ill', {
  'illness is confirmed, named and ended by a restart; a moment of it is not': async (machine) => {
    await startFaulty(machine, [CLOSELY]);
    await ask(machine, 'sick/1');
    await ask(machine, 'block/0.5');
    await pause(4);
    assert.is(await restarts(machine), 0);

    await ask(machine, 'sick/60');
    await restartedAndReady(machine, 1);
    assert.match(await said(machine), 'Watchdog request (last status: unhealthy: /health answered 500)!');

    await ask(machine, 'hang');
    await restartedAndReady(machine, 2);
    assert.match(await said(machine), /last status: unhealthy: \/health did not answer within \d+ ms/);

    await ask(machine, 'close');
    await restartedAndReady(machine, 3);
    assert.match(await said(machine), 'last status: unhealthy: nothing listens any more');

    await ask(machine, 'block/15');
    await restartedAndReady(machine, 4);
    // On systemd 252 the agent asks for a quarter more.
    assert.match(await said(machine), /Watchdog timeout \(limit 3(\.75\d*)?s\)/);
  },

  'what blocks the event loop is named before the watchdog strikes': async (machine) => {
    // A busy machine needs seconds to pause the thread: the watchdog leaves it that time here.
    await startFaulty(machine, ['Environment=NOTIFY_EXPLAIN=1', 'WatchdogSec=8']);
    await ask(machine, 'block/30');
    await restartedAndReady(machine, 1);
    assert.match(await said(machine), /^the event loop is blocked: block at \/srv\/faulty\.cjs:\d+$/m);
  },

  'memory runs out: the reason is in the journal, and it is restarted': async (machine) => {
    await startFaulty(machine, ['Environment=NODE_OPTIONS=--max-old-space-size=60']);
    await ask(machine, 'eat');
    await restartedAndReady(machine, 1);
    assert.match(await said(machine), 'heap out of memory');
  },

  'children neither speak for the service nor outlive it': async (machine) => {
    await startFaulty(machine, [CLOSELY]);
    await ask(machine, 'fork');
    const group = '/sys/fs/cgroup/system.slice/notifydemo.service/cgroup.procs';
    // On Debian 12 the agent has a child of its own for each message.
    const list = `for pid in $(cat ${group}); do grep -qsx systemd-notify /proc/$pid/comm || echo $pid; done`;
    let processes: string[] = [];
    await eventually('two children', async () => {
      processes = (await machine.sh(list)).split('\n');
      return processes.length === 3;
    });
    await pause(4);
    assert.is(await readyStatus(machine), 'notifydemo ready on :5001');
    assert.is(await restarts(machine), 0);
    await machine.sh('systemctl stop notifydemo');
    assert.is(await property(machine, 'Result'), 'success');
    // systemd may have to reap them still.
    const isLeft = `cat /proc/[0-9]*/stat 2>/dev/null | grep -E '^(${processes.join('|')}) ' | grep -v ') Z '`;
    assert.is((await machine.run(isLeft)).stdout, '');
  },

  '200 requests in flight are answered when it is stopped, also when it is told twice': async (machine) => {
    await startFaulty(machine);
    const client = meanwhile(machine.sh('node /srv/client.cjs /held 200'));
    await eventually('200 requests in flight', async () => (await ask(machine, 'count')) === '200');
    const stopping = meanwhile(machine.sh('systemctl stop notifydemo'));
    await eventually('the stop', async () => (await property(machine, 'StatusText')).startsWith('stopping'));
    await machine.sh('systemctl kill --kill-who=main notifydemo');
    await pause(0.3);
    await machine.sh('touch /srv/go');
    await stopping;
    assert.is(await client, '200 answered, 0 lost');
    assert.is(await property(machine, 'Result'), 'success');
  },

  'systemctl reload returns when the reload is done, and no request is lost': async (machine) => {
    // As a package with "reload": true has it: its own lines.
    const lines = (await readFile('debian-templates/service.hbs', 'utf8')).match(
      /^(Type=notify-reload|ExecReload=\/bin\/sh .*)$/gm,
    );
    const directives = ['Environment=RELOADS=1', ...(lines ?? [])];
    assert.is(directives.length, 3);
    await startFaulty(machine, directives);
    const client = meanwhile(machine.sh('echo $$ >/run/client && exec node /srv/client.cjs /'));
    await pause(1);
    for (let times = 0; times < 3; times += 1) {
      const began = Date.now();
      await machine.sh('systemctl reload notifydemo');
      assert.ok(Date.now() - began >= 500, 'healthy again only after half a second');
      assert.is(await property(machine, 'ActiveState'), 'active');
    }
    await machine.sh('kill -USR1 $(cat /run/client)');
    assert.match(await client, /^\d{3,} answered, 0 lost$/);
    assert.is((await said(machine)).match(/^reloaded$/gm)?.length, 3);
  },

  'an app that closes descriptors it does not know, at once or later': async (machine) => {
    await startFaulty(machine, [CLOSELY, 'Environment=CLOSE_AT_ONCE=1']);
    assert.is(await readyStatus(machine), 'notifydemo ready on :5001');
    await ask(machine, 'close_sockets');
    await pause(4);
    assert.is(await restarts(machine), 0);
  },

  'requests are counted in the status, rarely; a status of several lines and 10 kB stays one line of valid text':
    async (machine) => {
      await startFaulty(machine);
      for (let times = 0; times < 5; times += 1) await ask(machine, '');
      await eventually('the count', async () =>
        / since [\d :-]+ UTC, 5 requests$/.test(await property(machine, 'StatusText')),
      );

      const pid = await property(machine, 'MainPID');
      await ask(machine, 'status/10000');
      await eventually('the status', async () =>
        (await property(machine, 'StatusText')).startsWith('first line MAINPID=1 €'),
      );
      assert.match(await property(machine, 'StatusText'), /^first line MAINPID=1 €+$/);
      assert.is(await property(machine, 'MainPID'), pid);
    },
});
