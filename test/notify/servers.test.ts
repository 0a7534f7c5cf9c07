/**
 * The agent with every kind of server.
 */
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needing } from '../support/tools.ts';
import { certificate, HEALTHY, OK, PORT, SCRATCH } from './apps.ts';
import { staysAlive } from './signs.ts';
import { endAll, Service } from './systemd.ts';

const notify = suite('notify agent: servers');
notify.after.each(endAll);

const servers: Record<string, { app: string; env?: NodeJS.ProcessEnv }> = {
  https: { app: `require('node:https').createServer(TLS, ${OK}).listen(0)` },
  'HTTP/2 in the clear': { app: `require('node:http2').createServer(${OK}).listen(0)` },
  'HTTP/2': { app: `require('node:http2').createSecureServer(TLS, ${OK}).listen(0)` },
  'plain TCP': { app: `require('node:net').createServer().listen(0, '127.0.0.1')` },
  'an open port, whatever its page says': {
    app: `require('node:http').createServer((_, response) => response.writeHead(500).end()).listen(0)`,
    env: { NOTIFY_READY: 'listening' },
  },
  'an ES module': {
    app: `import('data:text/javascript,' + encodeURIComponent("import { createServer } from 'node:http'; createServer(${OK.replaceAll('"', "'")}).listen(0)"))`,
  },
  'a cluster': {
    app: `const cluster = require('node:cluster');
      cluster.setupPrimary({ exec: '${SCRATCH}/worker.cjs', execArgv: process.execArgv.slice(0, 2) }); cluster.fork(); cluster.fork();`,
  },
  'a port that was only tried, then the real one': {
    app: `const net = require('node:net'); const trial = net.createServer();
      trial.listen(0, () => trial.close(() => require('node:http').createServer(${OK}).listen(0)));`,
  },
  'the server on the configured port, by the name of its variable': {
    app: `const http = require('node:http'); http.createServer((_, response) => response.writeHead(404).end()).listen(0);
      http.createServer(${OK}).listen(process.env.PORT)`,
    env: { NOTIFY_PORT: 'PORT', PORT: String(PORT) },
  },
  'an app that put its own agent in place of the global one': {
    app: `const http = require('node:http'); class Proxy extends http.Agent { constructor(url) { super(); url.href; } }
      http.globalAgent = new Proxy(new URL('http://x')); http.createServer(${OK}).listen(0)`,
  },
};

for (const [what, { app, env = {} }] of Object.entries(servers)) {
  needing('openssl', notify)(`READY, watched and stopped: ${what}`, async () => {
    const [key, cert] = await certificate();
    await writeFile(`${SCRATCH}/worker.cjs`, `require('node:http').createServer(${OK}).listen(${PORT + 1})`);
    const TLS = `const TLS = ${JSON.stringify({ key, cert })};`;
    const service = new Service({ app: TLS + app, env: { ...env, WATCHDOG_USEC: '1000000' } });
    await service.message(/READY=1/);
    await service.message(/^WATCHDOG=1/);
    await staysAlive(service);
    service.signal('SIGTERM');
    assert.is(await service.ended, 'exit 0', service.stderr);
  });
}

notify("the app says itself when it is ready, in PM2's way", async () => {
  const app = `${HEALTHY}; setTimeout(() => process.send('ready', () => process.stdout.write('sent\\n')), 700)`;
  const service = new Service({ app, env: { NOTIFY_READY: 'app' } });
  const starting = 'STATUS=starting: the app has not said yet that it is ready';
  await service.message(/READY=1/);
  assert.equal(service.messages, ['NOTIFYACCESS=main', starting, 'READY=1\nSTATUS=demo ready']);
  assert.is(await service.said(), 'sent');
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
});

notify('a Unix socket is a server like any other', async () => {
  const app = `require('node:http').createServer((_, response) => response.end()).listen('${SCRATCH}/socket')`;
  const service = new Service({ app });
  assert.match(await service.message(/READY=1/), /STATUS=demo ready on \/\S+\/notifydemo-notify-\w+\/socket$/);
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
});

notify(
  'an error of a server that the app does not handle ends it, and systemd hears why: a port that is taken, or later',
  async () => {
    const other = net.createServer();
    await new Promise<void>((resolve) => other.listen(PORT, '127.0.0.1', resolve));
    try {
      const service = new Service({ app: `require('node:http').createServer(${OK}).listen(${PORT}, '127.0.0.1')` });
      assert.is(await service.ended, 'exit 1');
      assert.match(service.stderr, 'EADDRINUSE');
      assert.match(service.messages.at(-1) ?? '', /^STATUS=failed: listen EADDRINUSE: .*\nERRNO=98$/);
    } finally {
      other.close();
    }
    const later = new Service({
      app: `const server = ${HEALTHY}; process.on('SIGHUP', () => server.emit('error', new Error('worn out')));`,
    });
    await later.message(/READY=1/);
    later.signal('SIGHUP');
    assert.is(await later.ended, 'exit 1');
    assert.match(later.messages.at(-1) ?? '', 'STATUS=failed: worn out');
  },
);

notify('an app that tries the next port when one is taken is READY on that', async () => {
  const other = net.createServer();
  await new Promise<void>((resolve) => other.listen(PORT, '127.0.0.1', resolve));
  try {
    const service = new Service({
      app: `const server = require('node:http').createServer(${OK});
        server.once('error', () => server.listen(${PORT + 1}, '127.0.0.1')).listen(${PORT}, '127.0.0.1')`,
    });
    assert.match(await service.message(/READY=1/), `on :${PORT + 1}`);
    service.signal('SIGTERM');
    assert.is(await service.ended, 'exit 0');
  } finally {
    other.close();
  }
});

notify.run();
