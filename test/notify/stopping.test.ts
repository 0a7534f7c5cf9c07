/**
 * The agent at the stop of an app, at its failure and at its reload.
 */
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HEALTHY, OK, PATIENT, TELL_PORT } from './apps.ts';
import { endAll, Service } from './systemd.ts';

const notify = suite('notify agent: stopping');
notify.after.each(endAll);

/** An app that answers /slow at SIGUSR2. At SIGWINCH, which the kernel delivers after a SIGTERM, it says that it goes on. */
const SLOW = `process.on('SIGWINCH', () => process.stdout.write('goes on\\n'));
  require('node:http').createServer((request, response) => {
    if (request.url !== '/slow') return response.end('OK');
    process.stdout.write('asked\\n');
    process.once('SIGUSR2', () => response.end('late'));
  }).listen(0, '127.0.0.1', ${TELL_PORT})`;

notify("an app's own SIGTERM handler decides", async () => {
  const app = `const server = ${HEALTHY}; process.on('SIGTERM', () => { server.close(); process.exitCode = 3; });`;
  const service = new Service({ app });
  await service.message(/READY=1/);
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 3');
  assert.is(service.messages.at(-1), 'STOPPING=1\nSTATUS=stopping');
});

notify('without a handler of its own, the app answers what is in flight', async () => {
  const service = new Service({ app: SLOW });
  await service.message(/READY=1/);
  const slow = fetch(`http://127.0.0.1:${await service.said()}/slow`);
  // A rejection counts where the test awaits the answer.
  slow.catch(() => {});
  await service.prints(/asked/);
  service.signal('SIGTERM');
  await service.message(/STOPPING=1/);
  service.signal('SIGUSR2');
  const response = await slow;
  assert.is(await response.text(), 'late');
  assert.is(response.headers.get('connection'), 'close');
  assert.is(await service.ended, 'exit 0');
});

notify('SIGTERM while starting ends it', async () => {
  const service = new Service({ app: 'setInterval(() => {}, 1000)' });
  await service.message(/STATUS=starting/);
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
});

const reraising: Record<string, string> = {
  'that signals itself again': `process.on('SIGTERM', function stop() {
    process.removeListener('SIGTERM', stop); process.kill(process.pid, 'SIGTERM'); })`,
  'with a library that counts listeners, as signal-exit does': `process.on('SIGTERM', () => {
    if (process.listeners('SIGTERM').length === 1) { process.removeAllListeners('SIGTERM'); process.kill(process.pid, 'SIGTERM'); } })`,
};
for (const [what, handler] of Object.entries(reraising)) {
  notify(`an app ${what} dies of SIGTERM as it would without us`, async () => {
    const service = new Service({ app: `${handler}; ${HEALTHY}` });
    await service.message(/READY=1/);
    service.signal('SIGTERM');
    assert.is(await service.ended, 'signal 15');
  });
}

notify('SIGTERM twice: what is in flight is answered all the same', async () => {
  const service = new Service({ app: SLOW });
  await service.message(/READY=1/);
  const slow = fetch(`http://127.0.0.1:${await service.said()}/slow`);
  // A rejection counts where the test awaits the answer.
  slow.catch(() => {});
  await service.prints(/asked/);
  service.signal('SIGTERM');
  await service.message(/STOPPING=1/);
  service.signal('SIGTERM');
  service.signal('SIGWINCH');
  await service.prints(/goes on/);
  service.signal('SIGUSR2');
  assert.is(await (await slow).text(), 'late');
  assert.is(await service.ended, 'exit 0');
});

notify('SIGTERM once more while the agent handles the first: the drain goes on', async () => {
  const app = `${HEALTHY}; const fs = require('node:fs'); const { writeSync } = fs;
    fs.writeSync = (...args) => {
      writeSync(...args);
      if (/STOPPING/.test(args[1])) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    };`;
  const service = new Service({ app });
  await service.message(/READY=1/);
  service.signal('SIGTERM');
  await service.message(/STOPPING=1/);
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
});

notify('connections that ask for nothing do not hold up a stop', async () => {
  const app = `require('node:http').createServer(${OK}).listen(0, '127.0.0.1', ${TELL_PORT})
    .on('connection', ({ remotePort }) => process.stdout.write('from ' + remotePort + '\\n'))`;
  const service = new Service({ app });
  await service.message(/READY=1/);
  const socket = net.connect(Number(await service.said()), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  await service.prints(new RegExp(`^from ${socket.localPort}$`, 'm'));
  const began = Date.now();
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
  assert.ok(Date.now() - began < 15_000);
});

notify('keep-alive clients lose no request to a stop', async () => {
  const server = `require('node:http').createServer(${OK}).listen(0, '127.0.0.1', ${TELL_PORT})`;
  const service = new Service({ app: server, before: PATIENT });
  await service.message(/READY=1/);
  const port = Number(await service.said());
  let stopped = false;
  let answers = 0;
  // A client that read "Connection: close" is done. A connection that is cut in the middle of a request is a loss.
  const client = async (): Promise<string> => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (;;) {
      const outcome = await new Promise<string>((resolve) => {
        const request = http.get({ agent, host: '127.0.0.1', port });
        request.on('response', (response) => {
          answers += 1;
          response.resume().on('end', () => resolve(response.headers.connection === 'close' ? 'told' : 'go on'));
        });
        request.on('error', (error) => resolve(`${request.reusedSocket ? 'lost' : 'refused'}: ${error.message}`));
      });
      if (outcome !== 'go on') return outcome;
      await pause(Math.random() * 5);
      if (stopped && outcome !== 'go on') return outcome;
    }
  };
  const clients = Array.from({ length: 32 }, client);
  await service.until('several answers for each client', () => answers > 32 * 10);
  service.signal('SIGTERM');
  stopped = true;
  const outcomes = await Promise.all(clients);
  assert.equal(
    outcomes.filter((outcome) => outcome !== 'told'),
    [],
  );
  assert.is(await service.ended, 'exit 0');
});

notify('a reload: RELOADING with its time, the handler, health again, READY', async () => {
  const app = `let healthy = true;
    process.on('SIGHUP', () => { healthy = false; process.stdout.write('reloading\\n'); });
    process.on('SIGUSR2', () => { healthy = true; });
    require('node:http').createServer((_, response) => {
      response.writeHead(healthy ? 200 : 503).end();
      if (!healthy) process.stdout.write('ill\\n');
    }).listen(0, '127.0.0.1')`;
  const service = new Service({ app });
  await service.message(/READY=1/);
  const before = process.hrtime.bigint() / 1000n;
  service.signal('SIGHUP');
  const reloading = await service.message(/^RELOADING=1/);
  const time = BigInt(/^RELOADING=1\nMONOTONIC_USEC=(\d+)\nSTATUS=reloading$/.exec(reloading)?.[1] ?? 0);
  assert.ok(time > before && time < process.hrtime.bigint() / 1000n);
  await service.prints(/(ill\n){4}/);
  assert.is(service.laterMessages.length, 3);
  service.signal('SIGUSR2');
  await service.until('a fourth message', () => service.laterMessages.length > 3);
  assert.match(service.laterMessages[3] ?? '', /^READY=1\nSTATUS=demo ready on :\d+$/);
  assert.match(service.stdout, /^reloading\n(ill\n)+$/);
  service.signal('SIGTERM');
  await service.ended;
});

notify('a stop during a reload: systemd hears STOPPING last, although the service becomes healthy again', async () => {
  const app = `let healthy = true;
    process.on('SIGHUP', () => { healthy = false; });
    process.on('SIGTERM', () => { healthy = true; setTimeout(() => process.exit(0), 500); });
    require('node:http').createServer((_, response) => response.writeHead(healthy ? 200 : 503).end()).listen(0, '127.0.0.1')`;
  const service = new Service({ app });
  await service.message(/READY=1/);
  service.signal('SIGHUP');
  await service.message(/^RELOADING=1/);
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
  assert.is(service.messages.at(-1), 'STOPPING=1\nSTATUS=stopping');
});

notify(
  'a unit that expects reloads: SIGHUP is one from the beginning, whatever the app does with listeners',
  async () => {
    const apps = ['', `process.removeAllListeners('SIGHUP');`, `process.once('SIGHUP', () => console.log('own'));`];
    for (const app of apps) {
      const told = `process.stdout.write(process.listenerCount('SIGHUP') + '\\n');`;
      const service = new Service({ app: `${told} ${app} ${HEALTHY}`, env: { NOTIFY_RELOAD: '1' } });
      assert.is(await service.said(), '1');
      await service.message(/READY=1/);
      for (const count of [1, 2]) {
        service.signal('SIGHUP');
        const isReady = (message: string): boolean => message.startsWith('READY=1');
        await service.until('READY again', () => service.messages.filter(isReady).length > count);
      }
      assert.match(service.messages.join('\n'), /READY=1.*RELOADING=1.*READY=1.*RELOADING=1.*READY=1/s);
      if (app.includes('own')) assert.match(service.stdout, /^own$/m);
      service.signal('SIGTERM');
      assert.is(await service.ended, 'exit 0');
    }
  },
);

notify('an app that does not listen for SIGHUP dies of it, as ever', async () => {
  const service = new Service({
    app: `const f = () => {}; process.on('SIGHUP', f); process.removeListener('SIGHUP', f); ${HEALTHY}`,
  });
  await service.message(/READY=1/);
  service.signal('SIGHUP');
  assert.is(await service.ended, 'signal 1');
});

/** An app that does this at SIGUSR2. */
const failing = (what: string): string => `process.on('SIGUSR2', () => { ${what} }); ${HEALTHY}`;

notify('an uncaught error: its reason and number, and what Node does of itself', async () => {
  const service = new Service({ app: failing("require('node:fs').readFileSync('/not/there\\nMAINPID=1')") });
  await service.message(/READY=1/);
  service.signal('SIGUSR2');
  assert.is(await service.ended, 'exit 1');
  assert.is(service.messages.at(-1), `STATUS=failed: ENOENT: no such file or directory, open '/not/there\nERRNO=2`);
  assert.match(service.stderr, 'Error: ENOENT');
});

notify('a rejection that nobody handles is such an error; one that the app handles is not', async () => {
  const service = new Service({ app: failing("Promise.reject(new Error('no database'))") });
  await service.message(/READY=1/);
  service.signal('SIGUSR2');
  assert.is(await service.ended, 'exit 1');
  assert.is(service.messages.at(-1), 'STATUS=failed: no database');
  const handler = "process.on('uncaughtException', () => process.stdout.write('handled\\n'));";
  const calm = new Service({ app: `${handler} ${failing('throw 1')}` });
  await calm.message(/READY=1/);
  calm.signal('SIGUSR2');
  await calm.prints(/handled/);
  assert.is(calm.laterMessages.length, 2);
  calm.signal('SIGTERM');
  await calm.ended;
});

notify.run();
