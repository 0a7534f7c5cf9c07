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

const app = suite('app');

interface Ended {
  code: number | null;
  signal: string | null;
  stderr: string;
}

const started: ChildProcess[] = [];
app.after.each(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
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

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  return port;
}

async function startReady(): Promise<{ port: number; child: ChildProcess; ended: Promise<Ended> }> {
  const port = await freePort();
  const process = start({ PORT: String(port) });
  for (;;) {
    const ok = await fetch(`http://127.0.0.1:${port}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return { port, ...process };
    await pause(20);
  }
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
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    assert.equal(await ask('/', method), [405, 'Method not allowed\n', 'GET, HEAD']);
  }
  const head = await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' });
  assert.is(head.headers.get('content-length'), '29');
});

app('listens on every address', async () => {
  const { port } = await startReady();
  assert.ok((await fetch(`http://127.0.0.2:${port}/health`)).ok);
});

for (const port of ['0', '65536', '-1', '5001x', '1e3', ' 80', '0x50', '80.5']) {
  app(`PORT=${JSON.stringify(port)} is one line and exit code 78`, async () => {
    const { code, stderr } = await start({ PORT: port }).ended;
    assert.is(code, 78);
    assert.is(stderr, `PORT must be a whole number from 1 to 65535, not ${JSON.stringify(port)}\n`);
  });
}

app('a taken port is one line and a failing exit', async () => {
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
    await pause(100);
    child.kill(signal);
    await pause(100);
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
