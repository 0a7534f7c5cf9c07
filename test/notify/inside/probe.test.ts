/**
 * The agent's probe, and the possible answers of a server.
 */
import { once } from 'node:events';
import net from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ProbeResult } from '../../../payload/notify/health/outcome.ts';
import { probe } from '../../../payload/notify/health/probe.ts';

const probing = suite('probe');

/** Probes a server that calls `answer` for each connection. */
async function ask(answer: (socket: net.Socket) => void, timeoutMs = 10_000): Promise<ProbeResult> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => answer(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const targets = [{ host: '127.0.0.1', port }];
  const result = await probe({ server, protocol: 'http', targets, port, shown: `:${port}` }, '/health', timeoutMs);
  server.close();
  return result;
}

probing('every status counts for what it is', async () => {
  const redirect = ', a redirect: name the page that it leads to in "health" of deb.service';
  const login = ': the page asks for a login; open it to 127.0.0.1, or name another page in "health" of deb.service';
  for (const [status, healthy, alive, cause] of [
    [200, true, true, ''],
    [204, true, true, ''],
    [299, true, true, ''],
    [300, false, true, redirect],
    [301, false, true, redirect],
    [308, false, true, redirect],
    [401, false, true, login],
    [400, false, true, ''],
    [402, false, true, ''],
    [403, false, true, login],
    [404, false, true, ''],
    [429, true, true, ''],
    [430, false, true, ''],
    [499, false, true, ''],
    [500, false, false, ''],
    [503, false, false, ''],
  ]) {
    const result = await ask((socket) => socket.end(`HTTP/1.1 ${status} X\r\n\r\n`));
    assert.equal(result, { healthy, alive, reason: `/health answered ${status}${cause}` });
  }
});

probing('an answer that comes byte by byte', async () => {
  const result = await ask((socket) => {
    const bytes = [...'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'];
    const timer = setInterval(() => (bytes.length > 0 ? socket.write(bytes.shift() ?? '') : clearInterval(timer)), 1);
  });
  assert.ok(result.healthy);
});

probing('notices before the answer are none', async () => {
  const early = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
  const result = await ask((socket) => socket.end(`${early}${early}HTTP/1.1 500 X\r\n\r\n`));
  assert.is(result.reason, '/health answered 500');
});

probing('no answer, a late one, half of one and something else are not health', async () => {
  const reasonOf = async (answer: (socket: net.Socket) => void) => (await ask(answer)).reason;
  assert.is((await ask(() => {}, 200)).reason, '/health did not answer within 200 ms');
  assert.is(
    await reasonOf((socket) => setInterval(() => socket.write('HTTP/1.1 '.slice(0, 1)), 20).unref()),
    '/health could not be asked: the answer is not HTTP',
  );
  assert.is(
    await reasonOf((socket) => socket.end('HTTP/1.1 2')),
    '/health could not be asked: the connection was closed without an answer',
  );
  assert.is(
    await reasonOf((socket) => socket.end('SSH-2.0\r\n')),
    '/health could not be asked: the answer is not HTTP',
  );
  assert.match(await reasonOf((socket) => socket.resetAndDestroy()), /^\/health could not be asked: /);
});

probing('an endless answer is not read for ever', async () => {
  const result = await ask((socket) => {
    socket.write(`HTTP/1.1 103 X\r\n`);
    const timer = setInterval(() => socket.write(`A: ${'b'.repeat(10_000)}\r\n`), 1);
    socket.on('close', () => clearInterval(timer));
  });
  assert.is(result.reason, '/health could not be asked: the answer is not HTTP');
});

probing('a port where nobody listens refuses', async () => {
  const server = net.createServer();
  const targets = [
    { host: '127.0.0.1', port: 1 },
    { host: '::1', port: 1 },
  ];
  const result = await probe({ server, protocol: 'http', targets, port: 1, shown: ':1' }, '/health', 20_000);
  assert.equal(result, { healthy: false, alive: false, reason: 'connection refused' });
});

probing.run();
