/**
 * The demonstration alone: a plain web service, without systemd and without the agent.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PORT } from '../notify/apps.ts';
import { Clock } from '../notify/clock.ts';
import { FakeServer } from '../notify/inside/fakes.ts';
import { isolate } from '../notify/isolated.ts';

const app = suite('app');

type Ended = { code: number | null; signal: string | null; stderr: string };

const started: ChildProcess[] = [];
app.after.each(async () => {
  const alive = started.splice(0).filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  await Promise.all(alive.map((child) => [once(child, 'exit'), child.kill('SIGKILL')][0]));
});

function start(env: NodeJS.ProcessEnv): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn('node', ['--import=tsx', 'payload/app.ts'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let stderr = '';
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stderr }));
  return { child, ended };
}

async function startReady(): Promise<{ port: number; child: ChildProcess; ended: Promise<Ended> }> {
  const process = start({ PORT: String(PORT) });
  while (!(await isServed(PORT))) {
    assert.is(process.child.exitCode, null, 'it has ended');
    await pause(20);
  }
  return { port: PORT, ...process };
}

/** Whether a new client gets an answer. */
function isServed(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/health', agent: false });
    request.on('response', (response) => response.resume().on('end', () => resolve(true)));
    request.on('error', () => resolve(false));
  });
}

app('greets, answers /health, and says 404 and 405 where it should', async () => {
  const { port } = await startReady();
  const ask = async (path: string, method = 'GET'): Promise<[number, string, string | null]> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    return [response.status, await response.text(), response.headers.get('allow')];
  };
  assert.equal(await ask('/'), [200, 'Hello from Type=notify demo!\n', null]);
  assert.equal(await ask('/?query'), [200, 'Hello from Type=notify demo!\n', null]);
  assert.equal(await ask('/health'), [200, 'OK\n', null]);
  assert.equal(await ask('/health', 'HEAD'), [200, '', null]);
  assert.equal(await ask('/nothing'), [404, 'Not found\n', null]);
  assert.equal(await ask('/__proto__'), [404, 'Not found\n', null]);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    assert.equal(await ask('/', method), [405, 'Method not allowed\n', 'GET, HEAD']);
  const { headers } = await fetch(`http://127.0.0.1:${port}/`);
  assert.is(headers.get('connection'), 'keep-alive');
  const head = await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' });
  assert.is(head.headers.get('content-length'), '29');
  assert.is(head.headers.get('content-type'), 'text/plain; charset=utf-8');
});

app('listens on every address', async () => {
  const { port } = await startReady();
  assert.ok((await fetch(`http://127.0.0.2:${port}/health`)).ok);
});

/** The server of the demonstration in this process, with a clock of the test's. */
function begin(env: NodeJS.ProcessEnv): {
  clock: Clock;
  server: FakeServer & { allCloses: number; places: unknown[][] };
  printed: string[];
  exits: number[];
  signal: (name: string) => unknown;
} {
  const clock = new Clock();
  const [printed, exits]: [string[], number[]] = [[], []];
  const server = Object.assign(new FakeServer(), {
    allCloses: 0,
    places: [] as unknown[][],
    listen: (...place: unknown[]) => void server.places.push(place),
    closeAllConnections() {
      server.allCloses += 1;
    },
  });
  const surroundings = clock.surroundings({
    process: { env, exit: (code: number) => exits.push(code) },
    globals: { console: { error: (text: string) => printed.push(text) } },
    modules: { 'node:http': { createServer: () => server } },
  });
  isolate('../app.ts', surroundings);
  return { clock, server, printed, exits, signal: (name) => surroundings.process.emit(name) };
}

app('PORT is a whole number from 1 to 65535, and 5001 without a value', () => {
  for (const [text, port] of [
    [undefined, 5001],
    ['', 5001],
    ['1', 1],
    ['8080', 8080],
    ['65535', 65535],
  ] as const) {
    const { server, exits } = begin(text === undefined ? {} : { PORT: text });
    assert.equal([server.places, exits], [[[port, '0.0.0.0']], []]);
  }
  for (const text of ['0', '65536', '-1', '5001x', 'x5001', '1e3', ' 80', '0x50', '80.5']) {
    const { printed, exits } = begin({ PORT: text });
    assert.equal(exits, [78], text);
    assert.equal(printed, [`PORT must be a whole number from 1 to 65535, not ${JSON.stringify(text)}`]);
  }
});

app('a failure to listen names the port and the reason', () => {
  const { server, printed, exits } = begin({ PORT: '80' });
  server.emit('error', Object.assign(new Error('listen EACCES'), { code: 'EACCES' }));
  server.emit('error', Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' }));
  assert.equal(printed, [
    'cannot listen on port 80: listen EACCES',
    'cannot listen on port 80: another program listens there',
  ]);
  assert.equal(exits, [1, 1]);
});

app('a stop closes the server, idle connections after half a second, and all others after five', async () => {
  for (const name of ['SIGTERM', 'SIGINT']) {
    const { clock, server, signal } = begin({});
    await clock.pass(60_000);
    assert.equal([server.listening, server.idleCloses, server.allCloses], [true, 0, 0]);
    signal(name);
    assert.is(server.listening, false);
    // They keep no process alive.
    assert.equal(clock.counts, [0, 2]);
    await clock.pass(499);
    assert.is(server.idleCloses, 0);
    await clock.pass(1);
    assert.equal([server.idleCloses, server.allCloses], [1, 0]);
    await clock.pass(4499);
    assert.is(server.allCloses, 0);
    await clock.pass(1);
    assert.is(server.allCloses, 1);
  }
});

app('an unusable PORT, or one that is taken, is one line and a failing exit', async () => {
  const line = 'PORT must be a whole number from 1 to 65535, not "80.5"\n';
  assert.equal(await start({ PORT: '80.5' }).ended, { code: 78, signal: null, stderr: line });
  const squatter = net.createServer().listen(0, '0.0.0.0');
  await once(squatter, 'listening');
  const { port } = squatter.address() as net.AddressInfo;
  const { code, stderr } = await start({ PORT: String(port) }).ended;
  squatter.close();
  assert.is(code, 1);
  assert.is(stderr, `cannot listen on port ${port}: another program listens there\n`);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  app(`${signal}: a request in flight is answered, then it ends with code 0`, async () => {
    const { port, child, ended } = await startReady();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
    const ask = (): http.ClientRequest => http.request({ agent, host: '127.0.0.1', port, path: '/health' });
    // One connection is idle. On the other, a request has begun.
    const [idle] = await once(ask().end(), 'response');
    idle.resume();
    const slow = net.connect(port, '127.0.0.1');
    await once(slow, 'connect');
    slow.write('GET / HTTP/1.1\r\nHost: x\r\n');
    // The server takes its clients in turn: when a second one behind it has its answer, it has read this beginning.
    for (const _ of [1, 2]) assert.ok(await isServed(port));
    child.kill(signal);
    for (const deadline = Date.now() + 20_000; (await isServed(port)) && Date.now() < deadline; ) await pause(5);
    let answer = '';
    slow.on('data', (chunk) => (answer += chunk));
    slow.write('\r\n');
    await once(slow, 'close');
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answer, /\r\nConnection: close\r\n/);
    assert.match(answer, 'Hello from Type=notify demo!');
    assert.equal(await ended, { code: 0, signal: null, stderr: '' });
    agent.destroy();
  });
}

app.run();
