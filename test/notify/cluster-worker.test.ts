/**
 * The agent in a worker of a cluster, whose primary is this test.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OK, PORT, SCRATCH } from './apps.ts';
import { AGENT } from './systemd.ts';

const worker = suite('notify agent: worker');
let child: ChildProcess | undefined;
worker.after.each(async () => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
});

interface Heard {
  cmd?: string;
  id?: number;
  address?: string;
  port?: number;
  outcome?: { reason: string; alive: boolean };
}

/** Starts a worker. A server of its own does not ask the primary for its port. */
async function start(app: string, env: NodeJS.ProcessEnv = {}) {
  const file = `${SCRATCH}/one-worker.cjs`;
  await writeFile(file, app);
  const started = fork(file, {
    execPath: process.env.NODE_UNDER_TEST ?? process.execPath,
    execArgv: ['--require', AGENT],
    env: { PATH: process.env.PATH, NODE_UNIQUE_ID: '1', ...env },
  });
  child = started;
  const heard: Heard[] = [];
  started.on('internalMessage' as 'message', (message: Heard) => heard.push(message));
  const until = async (event: string, find: (message: Heard) => boolean): Promise<Heard> => {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(10)) {
      const message = heard.find(find);
      if (message) return message;
    }
    throw new Error(`not ${event}, but ${JSON.stringify(heard)}`);
  };
  const listens = (port: number) =>
    until(`on :${port}`, (message) => message.cmd === 'NODE_NOTIFY_LISTENS' && message.port === port);
  const ask = async (id: number, port: number): Promise<Heard['outcome']> => {
    started.send({ cmd: 'NODE_NOTIFY_HEALTH', id, path: '/up', timeoutMs: 10_000, port });
    return (await until(`reply ${id}`, (message) => message.id === id && message.cmd === 'NODE_NOTIFY_HEALTH')).outcome;
  };
  return { child: started, heard, until, listens, ask };
}

const exclusive = (port: number): string => `.listen({ port: ${port}, host: '127.0.0.1', exclusive: true })`;

worker('it tells the primary of each server, and answers its questions about them', async () => {
  const { listens, ask } = await start(
    `require('node:http').createServer((_, response) => response.writeHead(418).end())${exclusive(PORT)};
     require('node:net').createServer()${exclusive(PORT + 1)};`,
  );
  assert.is((await listens(PORT)).address, '127.0.0.1');
  await listens(PORT + 1);
  const outcome = { healthy: false, alive: true, reason: '/up answered 418', isFinal: true };
  assert.equal(await ask(1, PORT), outcome);
  // Plain TCP has no pages.
  assert.is(await ask(2, PORT + 1), undefined);
});

worker('without a handler it answers the requests in flight before it ends', async () => {
  const { child, listens, heard } = await start(
    `require('node:http').createServer(({ url }, response) => {
       if (url === '/slow') process.once('SIGUSR2', () => response.end('late')).send('asked');
       else response.end('OK');
     })${exclusive(PORT)};`,
  );
  await listens(PORT);
  const asked = once(child, 'message');
  const slow = fetch(`http://127.0.0.1:${PORT}/slow`);
  slow.catch(() => {});
  await asked;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  // The server closes in the course of the drain.
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(20)) {
    const refused = await fetch(`http://127.0.0.1:${PORT}/`).then(
      (answer) => answer.text().then(() => false),
      () => true,
    );
    if (refused) break;
  }
  child.kill('SIGUSR2');
  assert.is(await (await slow).text(), 'late');
  assert.equal(await exited, [0, null]);
  assert.ok(heard.length > 0);
});

worker('a handler of its own that closes the server is not held up by a client that sends half a request', async () => {
  const { child, listens } = await start(
    `const server = require('node:http').createServer(${OK})${exclusive(PORT)};
     server.on('connection', (socket) => setInterval(() => socket.bytesRead > 0 && process.send('read'), 5).unref());
     process.on('SIGTERM', () => server.close(() => process.exit(3)));`,
    { NOTIFY_STOP_TIMEOUT: '1' },
  );
  await listens(PORT);
  const read = once(child, 'message');
  const client = net.connect(PORT, '127.0.0.1').on('error', () => {});
  client.write('GET / HTTP/1.1\r\nHost:');
  await read;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  // Node itself waits for such a client for a minute and more.
  assert.equal(await Promise.race([exited, pause(40_000, ['held up'])]), [3, null]);
  client.destroy();
});

const HANDOVER = 'NODE_NOTIFY_HANDOVER';
/** After the end of the channel no server keeps it alive, as after cluster.disconnect() of a primary. */
const ASKS = `process.on('SIGTERM', () => process.exit(3));
  require('node:cluster').worker.exitedAfterDisconnect = true;
  const server = require('node:http').createServer(${OK})${exclusive(PORT)};
  process.on('disconnect', () => server.close());`;

worker('a primary that does not follow the handover holds up no stop', async () => {
  const { child, listens, heard } = await start(ASKS);
  await listens(PORT);
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  assert.equal(await exited, [3, null]);
  assert.not(heard.some(({ cmd }) => cmd === HANDOVER));
});

worker('a handler of its own hears of SIGTERM when the primary has replied, or has ended the channel', async () => {
  for (const goOn of [(id: number) => child?.send({ cmd: HANDOVER, id }), () => child?.disconnect()]) {
    const { child: started, listens, until } = await start(ASKS);
    started.send({ cmd: HANDOVER, id: 0 });
    await listens(PORT);
    const exited = once(started, 'exit');
    started.kill('SIGTERM');
    const { id } = await until('a question', ({ cmd }) => cmd === HANDOVER);
    assert.is(started.exitCode, null);
    goOn(Number(id));
    assert.equal(await exited, [3, null]);
  }
});

worker.run();
