/**
 * The agent and the watchdog.
 */
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HEALTHY, SCRATCH, TELL_PORT } from './apps.ts';
import { staysAlive } from './signs.ts';
import { API, endAll, Service } from './systemd.ts';

const notify = suite('notify agent: watchdog');
notify.after.each(endAll);

notify('confirmed illness: the reason, then WATCHDOG=trigger; a moment of it: nothing', async () => {
  const app = `
    let failures = 0;
    require('node:http').createServer((request, response) => {
      if (request.url !== '/health') failures = Number(request.url.slice(1));
      response.writeHead(failures > 0 ? 500 : 200).end();
      if (failures === 0) process.stdout.write('well again\\n');
      failures -= 1;
    }).listen(0, '127.0.0.1', function () { process.stdout.write(this.address().port + '\\n'); });
    process.on('SIGUSR2', () => {
      let turns = 0;
      setInterval(() => (turns += 1) === 5 && process.stdout.write('five turns\\n'), 200);
    });`;
  // Long enough for a busy machine to answer the last question, too: that has a tenth of it.
  const service = new Service({ app, env: { WATCHDOG_USEC: '2000000' } });
  await service.message(/READY=1/);
  const ask = (failures: number) => fetch(`http://127.0.0.1:${Number.parseInt(service.stdout, 10)}/${failures}`);
  await ask(2);
  // It was well at the start, too.
  await service.prints(/(well again.*){2}/s);
  await staysAlive(service);
  await ask(1000);
  assert.is(await service.message(/trigger/), 'STATUS=unhealthy: /health answered 500\nWATCHDOG=trigger');
  const count = service.messages.length;
  service.signal('SIGUSR2');
  // There were five signs of life in this time of the process.
  await service.prints(/five turns/);
  assert.is(service.messages.length, count);
  service.signal('SIGKILL');
  assert.is(await service.ended, 'signal 9');
});

notify('ill whenever the watchdog asks, but healthy after a reload meanwhile: a sign of life', async () => {
  const app = `
    let healthy = true;
    process.on('SIGHUP', () => {}).on('SIGUSR2', () => (healthy = false));
    require('node:http').createServer((_, response) => response.writeHead(healthy ? 200 : 500).end())
      .listen(0, '127.0.0.1');`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '1000000' } });
  await service.message(/READY=1/);
  service.signal('SIGHUP');
  const readies = (): string[] => service.messages.filter((message) => /READY=1/.test(message));
  await service.until('READY after the reload', () => readies().length > 1);
  service.signal('SIGUSR2');
  await service.message(/trigger/);
  const said = service.messages.map((message) => /READY|RELOADING|WATCHDOG=\w+/.exec(message)?.[0]);
  // The signs of life before the reload and after it count once each.
  const changes = said.filter((word, at) => word && word !== said[at - 1]).join(' ');
  assert.match(changes, /^READY (WATCHDOG=1 )?RELOADING (WATCHDOG=1 )?READY WATCHDOG=1 WATCHDOG=trigger$/);
  service.signal('SIGKILL');
  await service.ended;
});

notify(
  'an app puts the timers of a browser in the place of the global ones: signs of life, and an orderly end',
  async () => {
    const browser =
      'Object.assign(globalThis, { setTimeout: () => 1, setInterval: () => 2, setImmediate: undefined });';
    const service = new Service({ app: `${browser}${HEALTHY}`, env: { WATCHDOG_USEC: '2000000' } });
    await service.message(/WATCHDOG=1/);
    await staysAlive(service);
    service.signal('SIGTERM');
    await service.message(/STOPPING=1/);
    assert.is(await service.ended, 'exit 0');
  },
);

notify('a blocked event loop gives no sign of life', async () => {
  const app = `${HEALTHY}; process.on('SIGUSR2', () => { require('${API}').notify.status('blocked'); for (;;); });`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '200000' } });
  await service.message(/WATCHDOG=1/);
  service.signal('SIGUSR2');
  // Earlier signs of life come before this message. Output takes another way.
  await service.message(/^STATUS=blocked$/);
  const before = service.messages.length;
  await pause(500);
  assert.is(service.messages.length, before);
  service.signal('SIGKILL');
  await service.ended;
});

notify('a rate limit, a login page and a redirect are signs of life', async () => {
  const app = `
    let status = 200;
    require('node:http').createServer((_, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
    const later = [429, 401, 403, 302];
    process.on('SIGUSR2', () => { status = later.shift(); require('node:fs').writeSync(1, status + '\\n'); });`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '1000000' } });
  await service.message(/READY=1/);
  for (const status of [429, 401, 403, 302]) {
    service.signal('SIGUSR2');
    await service.prints(new RegExp(String(status)));
    await staysAlive(service);
  }
  service.signal('SIGKILL');
  await service.ended;
});

/** Clients that a server takes. */
const PLACES = 5;

/** Whether these clients have all places. A server takes them in turn, and the agent itself may have had a place. */
function isFull(clients: readonly net.Socket[]): boolean {
  const taken = clients.filter(({ closed }) => !closed).length;
  return taken === PLACES && clients.at(-1)?.closed === true;
}

for (const [limit, way] of [
  ['server.maxConnections', 'descriptor'],
  ['descriptors', 'descriptor'],
  // Each message takes a command, and a command takes descriptors.
  ['descriptors', 'socket'],
] as const) {
  notify(`a server at its limit of ${limit} is asked, and is alive: messages by ${way}`, async () => {
    const app = `
      const fs = require('node:fs');
      const server = require('node:http').createServer((request, response) => response.end('ok'));
      server.listen(0, '127.0.0.1', ${TELL_PORT});
      const take = () => { try { for (;;) fs.openSync('/dev/null'); } catch { process.stdout.write('full\\n'); } };
      // Node raises its own soft limit.
      const lower = () => require('node:child_process').execFileSync('prlimit', ['--nofile=100:100', '--pid', process.pid]);
      if (${limit === 'descriptors'}) setTimeout(() => { lower(); take(); }, 200);
      else server.maxConnections = ${PLACES};`;
    const service = new Service({ app, way, env: { WATCHDOG_USEC: '1000000' } });
    await service.message(/READY=1/);
    const port = Number(await service.said());
    const clients: net.Socket[] = [];
    const connect = (): boolean => clients.push(net.connect(port, '127.0.0.1').on('error', () => {})) < 0;
    if (limit === 'descriptors') {
      for (let count = 0; count < 20; count += 1) connect();
      await service.prints(/full/);
    } else {
      await service.until('a full server', () => isFull(clients) || connect());
    }
    await staysAlive(service);
    for (const client of clients) client.destroy();
    service.signal('SIGKILL');
    await service.ended;
  });
}

notify('a clock that jumps by an hour, in both directions, disturbs neither the watchdog nor the status', async () => {
  const app = `
    const real = Date.now;
    const { performance } = require('node:perf_hooks');
    setInterval(() => { Date.now = () => real() + 3600e3; performance.now = () => 0; }, 100);
    setTimeout(() => setInterval(() => { Date.now = () => real() - 3600e3; performance.now = () => 1e9; }, 100), 50);
    require('node:http').createServer((_, answer) => setTimeout(() => answer.end('ok'), 300)).listen(0, '127.0.0.1');`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '2000000' } });
  await service.message(/READY=1/);
  await staysAlive(service);
  service.signal('SIGKILL');
  await service.ended;
});

notify('watchdog.explain names the function and line that blocks', async () => {
  const file = `${SCRATCH}/spin.cjs`;
  await writeFile(file, `${HEALTHY};\nfunction spin() {\n  for (;;);\n}\nprocess.on('SIGUSR2', spin);\n`);
  const service = new Service({ app: `require('${file}')`, env: { WATCHDOG_USEC: '1000000', NOTIFY_EXPLAIN: '1' } });
  await service.message(/READY=1/);
  service.signal('SIGUSR2');
  const reason = `the event loop is blocked: spin at ${file}:3`;
  // On a busy machine the app may have paused before, in other code.
  assert.is(await service.message(/blocked: (spin|outside)/), `STATUS=${reason}`);
  service.signal('SIGKILL');
  await service.ended;
  assert.ok(service.stderr.endsWith(`${reason}\n`), service.stderr);
});

notify.run();
