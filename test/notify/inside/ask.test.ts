/**
 * One question to a server: the bytes that it sends, the answers that it takes, and its end.
 */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { certificate } from '../apps.ts';
import { settled } from '../clock.ts';
import { forgetServers, listening, portOf } from '../followed.ts';
import { World } from '../world.ts';

type Modules = typeof import('../../../payload/notify/health/ask.ts');

const asking = suite('notify agent: ask');
asking.after.each(forgetServers);

/** The timers of a question do not keep this process alive. */
const alive = setInterval(() => {}, 1000);
asking.after(() => clearInterval(alive));

/** The near end of a connection. The test is the server. */
class End extends Duplex {
  sent = '';
  connecting: boolean | undefined;
  _read(): void {}
  _write(chunk: Buffer, _: string, done: () => void): void {
    this.sent += chunk;
    done();
  }
}

/** The error of a question, in words. */
const failed = (answer: Promise<number>): Promise<string> =>
  answer.then(String, ({ message, name }) => message || name);

/** One question of HTTP/1.1 to a server that answers with these chunks, and then closes if it should. */
async function answer(chunks: (string | Buffer)[], closes = true): Promise<string> {
  const { ways } = new World().load<Modules>('health/ask.ts');
  const target = new End();
  const status = failed(ways.http({ target, path: '/', timeoutMs: 60_000 }));
  for (const chunk of chunks) {
    target.push(chunk);
    await settled();
  }
  if (closes) target.push(null);
  await settled();
  if (closes) target.destroy();
  return Promise.race([status, pause(closes ? 20_000 : 50, 'waits', { ref: false })]);
}

const EARLY = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
const CUT = 'the connection was closed without an answer';
const NO_HTTP = 'the answer is not HTTP';

asking('the request, byte by byte', async () => {
  const { ways } = new World().load<Modules>('health/ask.ts');
  const target = new End();
  const status = ways.http({ target, path: '/up?x=1', timeoutMs: 1000 });
  target.push('HTTP/1.1 200 OK\r\n\r\n');
  assert.is(await status, 200);
  assert.is(
    target.sent,
    'GET /up?x=1 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: notify-agent\r\nConnection: close\r\n\r\n',
  );
});

asking('the first final status counts, in whichever pieces it comes; anything else is no HTTP', async () => {
  for (const [chunks, expected] of [
    [['HTTP/1.1 200 OK\r\n\r\n'], '200'],
    [['HTTP/1.0 599 X\r\n\r\n'], '599'],
    [[...'HTTP/1.1 404'], '404'],
    [[EARLY, EARLY, 'HTTP/1.1 500'], '500'],
    [['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302'], '302'],
    [[`${EARLY}HTTP/1.1 20`], CUT],
    [['HTTP/1.1 2'], CUT],
    [['HTTP/1.1 600 X\r\n\r\n'], CUT],
    [[], CUT],
    [['HTTP/2 200'], NO_HTTP],
    [['h'], NO_HTTP],
    [['SSH-2.0'], NO_HTTP],
    [['HTTP/1.1 200 OK\r\n\r\n', 'SSH'], '200'],
  ] as const) {
    assert.is(await answer([...chunks]), expected, JSON.stringify(chunks));
  }
});

asking('a head of 64 KiB without a final status may go on, and a longer one is given up', async () => {
  const begin = 'HTTP/1.1 103 X\r\nA: ';
  assert.is(await answer([begin.padEnd(65_536, 'a')], false), 'waits');
  assert.is(await answer([begin.padEnd(65_536, 'a'), '\r\n\r\nHTTP/1.1 200'], false), '200');
  assert.is(await answer([begin.padEnd(65_537, 'a')], false), NO_HTTP);
  // Bytes count, in whichever encoding they are.
  assert.is(await answer([Buffer.from(begin.padEnd(65_535, 'a')), Buffer.from('é')], false), NO_HTTP);
});

/** A way to servers that never answer, with a clock of its own. */
async function unanswered() {
  const ends: End[] = [];
  const connect = (): End => {
    const end = new End();
    end.connecting = true;
    ends.push(end);
    return end;
  };
  const world = new World({ 'node:net': { ...net, connect } });
  return { world, ends, ...world.load<Modules>('health/ask.ts') };
}

const TARGET = { host: '192.0.2.1', port: 1 };

asking('a queue that is full is given up after 1 s, and an answer that is late after the limit', async () => {
  const { world, ends, ways, connectOnly, ProbeTimeout } = await unanswered();
  for (const way of [ways.http, connectOnly]) {
    let error: unknown;
    void way({ target: TARGET, path: '/', timeoutMs: 5000 }).catch((reason) => (error = reason));
    await world.pass(999);
    assert.is(error, undefined);
    assert.not(world.keepsAlive());
    await world.pass(1);
    await settled();
    assert.is((error as Error).message, 'the queue of the port is full');
    assert.is(world.timers.size, 0);
  }
  let error: unknown;
  void ways.http({ target: TARGET, path: '/', timeoutMs: 5000 }).catch((reason) => (error = reason));
  ends.at(-1)?.emit('connect');
  await world.pass(4999);
  assert.is(error, undefined);
  assert.is(world.timers.size, 1);
  await world.pass(1);
  await settled();
  assert.instance(error, ProbeTimeout);
});

asking('at a stop every question without an answer ends', async () => {
  const { ways, connectOnly, abandonQuestions, world } = await unanswered();
  const questions = [ways.http, connectOnly].map((way) => failed(way({ target: TARGET, path: '/', timeoutMs: 5000 })));
  const answered = new End();
  const status = ways.http({ target: answered, path: '/', timeoutMs: 5000 });
  answered.push('HTTP/1.1 200');
  assert.is(await status, 200);
  answered.destroy();
  await settled();
  abandonQuestions();
  assert.equal(await Promise.all(questions), ['the service stops', 'the service stops']);
  await settled();
  assert.is(world.timers.size, 0);
});

asking('a port that answers is enough without a page; its greeting is read to the end', async () => {
  const { connectOnly, ways } = new World().load<Modules>('health/ask.ts');
  assert.is(ways.tcp, connectOnly);
  // More than the queues of the kernel hold (tcp(7), tcp_rmem and tcp_wmem).
  const server = net.createServer((socket) => socket.end(Buffer.alloc(60_000_000)));
  const closed = once(server, 'connection').then(([socket]) => once(socket, 'close'));
  await listening(server, 0, '127.0.0.1');
  const target = { host: '127.0.0.1', port: portOf(server) };
  assert.is(await connectOnly({ target, path: '', timeoutMs: 60_000 }), 204);
  const [hadError] = await Promise.race([closed, pause(20_000, ['no end'])]);
  assert.is(hadError, false);
});

asking('a client that only connected closes its side', async () => {
  const { connectOnly } = new World().load<Modules>('health/ask.ts');
  const server = net.createServer((socket) => socket.resume());
  const ended = once(server, 'connection').then(([socket]) => once(socket, 'end'));
  await listening(server, 0, '127.0.0.1');
  await connectOnly({ target: { host: '127.0.0.1', port: portOf(server) }, path: '', timeoutMs: 60_000 });
  assert.equal(await Promise.race([ended, pause(20_000, ['no end'])]), []);
});

asking('workers of a cluster are asked by HTTP, and then with TLS unless they refuse or take their time', async () => {
  const { ways, world, ends } = await unanswered();
  const real = new World().load<Modules>('health/ask.ts').ways;
  const [key = '', cert = ''] = await certificate();
  const answers: http.RequestListener = (_, response) => response.writeHead(203).end();
  for (const server of [http.createServer(answers), https.createServer({ key, cert }, answers)]) {
    await listening(server, 0, '127.0.0.1');
    const target = { host: '127.0.0.1', port: portOf(server) };
    assert.is(await real.cluster({ target, path: '/', timeoutMs: 20_000 }), 203);
  }
  const late = failed(ways.cluster({ target: TARGET, path: '/', timeoutMs: 500 }));
  await world.pass(500);
  assert.is(await late, 'Error');
  const refused = failed(ways.cluster({ target: TARGET, path: '/', timeoutMs: 500 }));
  ends.at(-1)?.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
  assert.is(await refused, 'refused');
  assert.is(ends.length, 2);
});

asking.run();
