/**
 * The agent, as it is shipped, in front of small apps: what it tells systemd, byte by byte.
 */

import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../builder/shell.ts';
import { takeEnvironment } from '../payload/notify/environment.ts';
import { assignments } from '../payload/notify/message.ts';
import { AGENT, Service, type Way } from './notify/systemd.ts';

const HEALTHY = `require('node:http').createServer((_, response) => response.end('OK')).listen(0, '127.0.0.1')`;

const notify = suite('notify agent');

for (const way of ['descriptor', 'socket'] as Way[]) {
  // systemd 254 lets a service with the descriptor keep its children from speaking.
  const first = way === 'descriptor' ? 'NOTIFYACCESS=main\n' : '';

  notify(`${way}: READY when healthy, WATCHDOG while healthy, STOPPING on SIGTERM, in this order`, async () => {
    const service = new Service({ way, app: HEALTHY, env: { WATCHDOG_USEC: '400000' } });
    await service.message(/WATCHDOG=1/);
    service.signal('SIGTERM');
    assert.is(await service.ended, 'exit 0', service.stderr);
    assert.match(service.messages[0] ?? '', new RegExp(`^${first}READY=1\nSTATUS=demo ready on :\\d+$`));
    assert.ok(service.messages.slice(1, -1).every((message) => message === 'WATCHDOG=1'));
    assert.is(service.messages.at(-1), 'STOPPING=1\nSTATUS=stopping');
  });

  notify(`${way}: an app that is never healthy ends with the reason`, async () => {
    const app = `require('node:http').createServer((_, response) => response.writeHead(503).end()).listen(0, '127.0.0.1')`;
    const service = new Service({ way, app, env: { NOTIFY_START_LIMIT: '1' } });
    assert.is(await service.ended, 'exit 1');
    assert.equal(service.messages, [
      `${first}STATUS=starting: /health answered 503`,
      'STATUS=not ready after 1 s: /health answered 503',
    ]);
    assert.is(service.stderr, 'not ready after 1 s: /health answered 503\n');
  });
}

notify('an app that never listens ends with the reason', async () => {
  const service = new Service({ app: 'setInterval(() => {}, 1000)', env: { NOTIFY_START_LIMIT: '0.3' } });
  assert.is(await service.ended, 'exit 1');
  assert.is(service.stderr, 'not ready after 0.3 s: nothing listens yet\n');
});

notify('health that comes late: READY comes right after it', async () => {
  const app = `
    let healthy = 0;
    setTimeout(() => { healthy = Date.now(); process.stdout.write('healthy\\n'); }, 700);
    require('node:http').createServer((_, response) => response.writeHead(healthy ? 200 : 500).end()).listen(0, '127.0.0.1');`;
  const service = new Service({ app });
  await service.message(/^STATUS=starting: \/health answered 500$|^NOTIFYACCESS=main\nSTATUS=starting/);
  await service.message(/READY=1/);
  assert.is(service.stdout, 'healthy\n');
  service.signal('SIGTERM');
  await service.ended;
});

notify('confirmed illness: the reason, then WATCHDOG=trigger; a moment of it: nothing', async () => {
  const app = `
    let failures = 0;
    require('node:http').createServer((request, response) => {
      if (request.url !== '/health') failures = Number(request.url.slice(1));
      response.writeHead(failures > 0 ? 500 : 200).end();
      failures -= 1;
    }).listen(0, '127.0.0.1', function () { process.stdout.write(this.address().port + '\\n'); });`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '400000' } });
  await service.message(/READY=1/);
  const ask = (failures: number) => fetch(`http://127.0.0.1:${service.stdout.trim()}/${failures}`);
  await ask(2);
  await pause(1000);
  assert.not(service.messages.some((message) => message.includes('trigger')));
  await ask(1000);
  assert.is(await service.message(/trigger/), 'STATUS=unhealthy: /health answered 500\nWATCHDOG=trigger');
  const count = service.messages.length;
  await pause(500);
  assert.is(service.messages.length, count);
  service.signal('SIGKILL');
  assert.is(await service.ended, 'signal 9');
});

notify('a blocked event loop gives no sign of life', async () => {
  const app = `${HEALTHY}; setTimeout(() => { const end = Date.now() + 1000; while (Date.now() < end); }, 500);`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '200000' } });
  await service.message(/WATCHDOG=1/);
  await pause(600);
  const before = service.messages.length;
  await pause(500);
  assert.is(service.messages.length, before);
  service.signal('SIGKILL');
  await service.ended;
});

notify("an app's own SIGTERM handler decides", async () => {
  const app = `const server = ${HEALTHY}; process.on('SIGTERM', () => { server.close(); process.exitCode = 3; });`;
  const service = new Service({ app });
  await service.message(/READY=1/);
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 3');
  assert.is(service.messages.at(-1), 'STOPPING=1\nSTATUS=stopping');
});

notify('without a handler of its own, the app answers what is in flight', async () => {
  const app = `require('node:http').createServer((request, response) => {
      setTimeout(() => response.end('late'), request.url === '/slow' ? 600 : 0);
    }).listen(0, '127.0.0.1', function () { process.stdout.write(this.address().port + '\\n'); });`;
  const service = new Service({ app });
  await service.message(/READY=1/);
  const slow = fetch(`http://127.0.0.1:${service.stdout.trim()}/slow`);
  await pause(200);
  service.signal('SIGTERM');
  const response = await slow;
  assert.is(await response.text(), 'late');
  assert.is(response.headers.get('connection'), 'close');
  assert.is(await service.ended, 'exit 0');
});

notify('SIGTERM while starting ends it', async () => {
  const service = new Service({ app: 'setInterval(() => {}, 1000)' });
  await pause(300);
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
});

notify('a Unix socket is a server like any other', async () => {
  const app = `require('node:http').createServer((_, response) => response.end()).listen('/tmp/notifydemo-test-' + process.pid)`;
  const service = new Service({ app });
  assert.match(await service.message(/READY=1/), /STATUS=demo ready on \/tmp\/notifydemo-test-\d+$/);
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
});

notify('an app that closes the descriptor, or opens a file in its place, is not written to', async () => {
  const file = `/tmp/notifydemo-test-${process.pid}`;
  const app = `const fs = require('node:fs'); fs.closeSync(3); fs.openSync('${file}', 'w'); ${HEALTHY}`;
  const service = new Service({ app });
  assert.match(await service.message(/READY=1/), /^READY=1\n/);
  service.signal('SIGTERM');
  await service.ended;
  assert.is((await run('cat', [file])).stdout, '');
  await run('rm', [file]);
});

notify('children inherit neither the socket nor the agent settings', async () => {
  const app = `const { stdout } = require('node:child_process').spawnSync('env', { encoding: 'utf8' }); process.stdout.write(stdout); ${HEALTHY}`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '5000000', NOTIFY_HEALTH: '/health' } });
  await service.message(/READY=1/);
  assert.not.match(service.stdout, /^(NOTIFY_|LISTEN_|WATCHDOG_)/m);
  service.signal('SIGTERM');
  await service.ended;
});

notify('without systemd it does nothing at all', async () => {
  const app = `process.stdout.write([process.listenerCount('SIGTERM'), require('node:net').Server.prototype.listen.name, process.env.NOTIFY_NAME].join());`;
  const env = { PATH: process.env.PATH, NOTIFY_NAME: 'kept' };
  const { exitCode, stdout, stderr } = await run('node', ['--require', `./${AGENT}`, '-e', app], { env });
  assert.is(exitCode, 0);
  assert.is(stdout, '0,,kept');
  assert.is(stderr, '');
});

notify('a value cannot begin an assignment of its own', () => {
  assert.equal(assignments({ STATUS: 'ready\nMAINPID=1\r\0', READY: 1 }), ['STATUS=ready MAINPID=1 ', 'READY=1']);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const [line] = assignments({ STATUS: value });
      assert.is(line?.includes('\n'), false);
    }),
  );
});

notify('what is meant for another process is left alone', () => {
  const env = {
    NOTIFY_SOCKET: '/s',
    LISTEN_PID: '2',
    LISTEN_FDS: '1',
    LISTEN_FDNAMES: 'notify',
    WATCHDOG_USEC: '10',
    WATCHDOG_PID: '2',
  };
  const taken = takeEnvironment({ ...env }, 1);
  assert.is(taken?.descriptor, undefined);
  assert.is(taken?.watchdog, undefined);
  assert.is(takeEnvironment({ ...env }, 2)?.descriptor, 3);
  assert.is(takeEnvironment({ ...env, LISTEN_FDS: '2', LISTEN_FDNAMES: 'http:notify' }, 2)?.descriptor, 4);
  assert.is(takeEnvironment({}, 1), undefined);
});

notify.run();
