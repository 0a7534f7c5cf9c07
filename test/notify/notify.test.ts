/**
 * The agent, as it is shipped, with small apps: its messages to systemd, byte by byte.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { HEALTHY, SCRATCH } from './apps.ts';
import { AGENT, API, endAll, Service, type Way } from './systemd.ts';

const notify = suite('notify agent');
notify.after.each(endAll);

const WAYS: Way[] = ['descriptor', 'socket'];

/** With this message, systemd 254 ignores the children of the process. */
const openingOf = (way: Way): string[] => (way === 'descriptor' ? ['NOTIFYACCESS=main'] : []);

for (const way of WAYS) {
  notify(`${way}: READY when healthy, WATCHDOG while healthy, STOPPING on SIGTERM, in this order`, async () => {
    const service = new Service({ way, app: HEALTHY, env: { WATCHDOG_USEC: '1000000' } });
    await service.message(/WATCHDOG=1/);
    service.signal('SIGTERM');
    assert.is(await service.ended, 'exit 0', service.stderr);
    const opening = openingOf(way);
    const [ready = '', ...further] = service.laterMessages.slice(opening.length);
    assert.equal(service.messages.slice(0, opening.length), opening);
    assert.match(ready, /^READY=1\nSTATUS=demo ready on :\d+$/);
    assert.ok(further.slice(0, -1).every((message) => message === 'WATCHDOG=1'));
    assert.is(service.messages.at(-1), 'STOPPING=1\nSTATUS=stopping');
  });
}

notify('an app that is never healthy ends with the reason', async () => {
  const app = `require('node:http').createServer((_, response) => response.writeHead(503).end()).listen(0, '127.0.0.1')`;
  const ends = WAYS.map(async (way) => {
    const service = new Service({ way, app, env: { NOTIFY_START_TIMEOUT: '5' } });
    assert.is(await service.ended, 'exit 1');
    assert.equal(service.laterMessages, [...openingOf(way), 'STATUS=not ready after 5 s: /health answered 503']);
    assert.is(service.stderr, 'not ready after 5 s: /health answered 503\n');
  });
  await Promise.all(ends);
});

notify('an app that never listens ends with the reason', async () => {
  const service = new Service({ app: 'setInterval(() => {}, 1000)', env: { NOTIFY_START_TIMEOUT: '0.3' } });
  assert.is(await service.ended, 'exit 1');
  assert.is(service.stderr, 'not ready after 0.3 s: nothing listens yet\n');
});

notify('health that comes late: READY comes right after it', async () => {
  const app = `
    let healthy = false;
    process.on('SIGUSR2', () => { healthy = true; process.stdout.write('healthy\\n'); });
    require('node:http').createServer((_, response) => response.writeHead(healthy ? 200 : 500).end()).listen(0, '127.0.0.1');`;
  const service = new Service({ app });
  await service.message(/^STATUS=starting: \/health answered 500$/);
  assert.not(service.messages.some((message) => /READY=1/.test(message)));
  service.signal('SIGUSR2');
  await service.message(/READY=1/);
  assert.is(service.stdout, 'healthy\n');
  service.signal('SIGTERM');
  await service.ended;
});

notify('a long start asks for more time, never beyond its limit', async () => {
  const service = new Service({ app: 'setInterval(() => {}, 1000)', env: { NOTIFY_START_TIMEOUT: '12' } });
  const asked = Number(/^EXTEND_TIMEOUT_USEC=(\d+)$/.exec(await service.message(/EXTEND/))?.[1]);
  assert.ok(asked > 5_000_000 && asked <= 7_050_000, String(asked));
  service.signal('SIGKILL');
  await service.ended;
});

notify('an app that closes descriptors it does not know finds this one not open', async () => {
  const app = `const fs = require('node:fs'); const told = ({ code }) => console.log(code);
    try { fs.closeSync(3); } catch (error) { told(error); } fs.close(3, told);
    fs.closeSync(fs.openSync('/dev/null')); fs.close(fs.openSync('/dev/null'), () => { ${HEALTHY}; });`;
  const service = new Service({ app });
  await service.message(/READY=1/);
  assert.is(service.stdout, 'EBADF\nEBADF\n');
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0', service.stderr);
  assert.ok(service.messages.some((message) => /STOPPING=1/.test(message)));
});

notify('what native code opens in the place of the descriptor is not written to', async () => {
  const file = `${SCRATCH}/opened`;
  const app = `const { Pipe, constants } = process.binding('pipe_wrap'); const pipe = new Pipe(constants.SOCKET); pipe.open(3);
    pipe.close(() => { require('node:fs').openSync('${file}', 'w'); ${HEALTHY}; });`;
  const service = new Service({ app });
  assert.match(await service.message(/READY=1/), /^READY=1\n/);
  service.signal('SIGTERM');
  await service.ended;
  assert.match(service.stderr, 'the app has closed the notification socket: systemd hears no more of it');
  assert.is((await run('cat', [file])).stdout, '');
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
  const app = `process.stdout.write([process.version, process.listenerCount('SIGTERM'),
    require('node:net').Server.prototype.listen.name, process.env.NOTIFY_NAME].join());`;
  const env = { PATH: process.env.PATH, NOTIFY_NAME: 'kept' };
  const node = process.env.NODE_UNDER_TEST ?? 'node';
  const { stdout: version } = await run(node, ['--version']);
  const { exitCode, stdout, stderr } = await run(node, ['--require', AGENT, '-e', app], { env });
  assert.equal([exitCode, stdout, stderr], [0, `${version.trim()},0,,kept`, '']);
});

notify('by hand: status, reloading, extending and an opinion of its own', async () => {
  const api = `const { notify } = require('${API}');`;
  const app = `${api} ${HEALTHY}; notify.status('warm\\ning'); notify.extendTimeout(1500);
    process.on('SIGUSR2', () => {
      notify.reloading(); notify.ready(); notify.stopping(); notify.watchdog(() => false);
    });`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '800000' } });
  await service.message(/READY=1/);
  service.signal('SIGUSR2');
  await service.message(/trigger/);
  // A busy machine has time for a status before READY.
  const heard = service.messages.filter((message) => !message.startsWith('STATUS=starting'));
  const said = heard.map((message) => message.replace(/\d{6,}/, 'TIME').replace(/:\d+$/, ':PORT'));
  assert.equal(
    said.filter((message) => message !== 'WATCHDOG=1'),
    [
      'NOTIFYACCESS=main',
      'STATUS=warm ing',
      'EXTEND_TIMEOUT_USEC=TIME',
      'READY=1\nSTATUS=demo ready on :PORT',
      'RELOADING=1\nMONOTONIC_USEC=TIME',
      'READY=1',
      'STOPPING=1',
      'STATUS=unhealthy: the app says that it is not healthy\nWATCHDOG=trigger',
    ],
  );
  service.signal('SIGKILL');
  await service.ended;
});

notify.run();
