/**
 * The last answer on a connection, after SIGTERM with socket activation: it says that the connection ends.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ASKED, start } from './activated.ts';
import { PATIENT } from './apps.ts';
import { beginStop, Connection, drainBegun, end, idleConnection, LAST } from './connection.ts';
import { endAll } from './systemd.ts';

const notify = suite('notify agent: last answer');
notify.after.each(endAll);

const IN_ORDER = `process.on('SIGTERM', () => {
  console.log('closing');
  server.close(() => process.exit(0));
});`;

const keepAlive: Record<string, string> = {
  'set before': `response.setHeader('Connection', 'keep-alive'); response.end('OK')`,
  'said with the status': `response.writeHead(200, { connection: 'Keep-Alive', 'X-Mine': 'yes' }).end('OK')`,
  'said in turn': `response.writeHead(200, 'OK', ['X-Mine', 'yes', 'Connection', 'keep-alive']).end('OK')`,
};
for (const [way, answer] of Object.entries(keepAlive)) {
  notify(`an app that says itself that connections are kept does not keep them then: ${way}`, async () => {
    const service = start(`require('node:http').createServer((_, response) => { ${answer}; }).listen(${ASKED})`);
    await service.message(/READY=1/);
    const idle = await idleConnection();
    await beginStop(service);
    idle.ask();
    assert.match(await idle.closed, LAST);
    if (way !== 'set before') assert.match(idle.heard, 'X-Mine: yes');
    assert.equal(await end(service), ['exit 0', 'soon']);
  });
}

notify('an answer that had begun before SIGTERM could not say so: there is a moment for one more', async () => {
  for (const handler of ['', IN_ORDER]) {
    const app = `const server = require('node:http').createServer(({ url }, response) => {
      if (url !== '/slow') return response.end('OK');
      response.write('begun');
      process.once('SIGUSR2', () => response.end('ended'));
    }).listen(${ASKED}); ${handler}`;
    const service = start(app, undefined, { before: PATIENT });
    await service.message(/READY=1/);
    const connection = new Connection();
    connection.ask('/slow');
    await connection.hears(/begun/);
    await beginStop(service);
    await (handler === '' ? drainBegun() : service.prints(/closing/));
    service.signal('SIGUSR2');
    await connection.hears(/ended/);
    // Longer than an idle connection may wait for a request that was on its way at SIGTERM.
    await pause(700);
    connection.ask();
    assert.match(await connection.closed, LAST, handler);
    assert.equal(await end(service), ['exit 0', 'soon'], handler);
  }
});

notify('an answer that had not begun says so, also where somebody wraps it, as middleware does', async () => {
  const service = start(`require('node:http').createServer(({ url }, response) => {
    const { writeHead } = response;
    response.writeHead = (...args) => Reflect.apply(writeHead, response, args);
    if (url !== '/slow') return response.end('OK');
    process.once('SIGUSR2', () => response.end('OK'));
    console.log('asked');
  }).listen(${ASKED})`);
  await service.message(/READY=1/);
  const connection = new Connection();
  connection.ask('/slow');
  await service.prints(/asked/);
  await beginStop(service);
  service.signal('SIGUSR2');
  assert.match(await connection.closed, LAST);
  assert.equal(await end(service), ['exit 0', 'soon']);
});

notify.run();
