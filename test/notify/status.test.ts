/**
 * The status of a ready service.
 */
import { createServer, type Server } from 'node:http';
import { PassThrough } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ways } from '../../payload/notify/health/ask.ts';
import type { Listener, Protocol } from '../../payload/notify/servers/servers.ts';
import { ReadyStatus, STATUS_INTERVAL_MS } from '../../payload/notify/watch/status.ts';

const status = suite('status');

/** The status of a server, and the time, which the test sets. */
function ready(protocol: Protocol = 'http') {
  const server = createServer();
  const time = { now: 70_000 };
  const listener = { server, protocol, shown: ':5001' } as unknown as Listener;
  const ask = (count = 1): void => {
    for (let asked = 0; asked < count; asked += 1) server.emit('request', {}, { end: () => undefined });
  };
  return { server: server as Server, time, ask, status: new ReadyStatus('demo', listener, () => time.now) };
}

status('the place, the moment of READY and the requests of clients', () => {
  const began = Math.floor(Date.now() / 1000);
  const { time, ask, status } = ready();
  const ended = Math.floor(Date.now() / 1000);
  assert.is(status.first(), 'demo ready on :5001');
  ask();
  time.now += STATUS_INTERVAL_MS;
  const line = String(status.due()?.STATUS);
  const since = /^demo ready on :5001 since (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC, 1 request$/.exec(line);
  assert.ok(since, line);
  const second = Date.parse(`${since[1]}T${since[2]}Z`) / 1000;
  assert.ok(second >= began && second <= ended, line);
  ask();
  time.now += STATUS_INTERVAL_MS;
  assert.match(String(status.due()?.STATUS), /, 2 requests$/);
});

status('a service without a server of its own has no place, and no requests', () => {
  const time = { now: 0 };
  const status = new ReadyStatus('worker', undefined, () => time.now);
  assert.is(status.first(), 'worker ready');
  time.now = 1e9;
  assert.is(status.due(), undefined);
});

status('a message comes after 10 seconds, and only with a new number', () => {
  assert.is(STATUS_INTERVAL_MS, 10_000);
  const { time, ask, status } = ready();
  ask(3);
  time.now += STATUS_INTERVAL_MS - 1;
  assert.is(status.due(), undefined);
  time.now += 1;
  assert.match(String(status.due()?.STATUS), /, 3 requests$/);
  assert.is(status.due(), undefined);
  time.now += 10 * STATUS_INTERVAL_MS;
  assert.is(status.due(), undefined, 'the same number');
  ask();
  assert.match(String(status.due()?.STATUS), /, 4 requests$/);
  ask();
  time.now += STATUS_INTERVAL_MS - 1;
  assert.is(status.due(), undefined, 'too soon after the last message');
});

status("the agent's own questions do not count, and never less than none", async () => {
  // Questions before READY were other instances of doubt: they are out of the count.
  const question = () => {
    const target = new PassThrough();
    const asked = ways.http({ target, path: '/', timeoutMs: 1000 }).catch(() => {});
    target.destroy();
    return asked;
  };
  await question();
  const { time, ask, status } = ready();
  await question();
  time.now += STATUS_INTERVAL_MS;
  assert.is(status.due(), undefined, 'a question that the server has not seen yet');
  ask(3);
  assert.match(String(status.due()?.STATUS), /, 2 requests$/);
});

status('only the servers of HTTP/1.1 are counted: a listener would switch on an interface of HTTP/2', () => {
  for (const [protocol, count] of [
    ['http', 1],
    ['https', 1],
    ['http2', 0],
    ['https2', 0],
    ['tcp', 0],
    ['cluster', 0],
  ] as [Protocol, number][]) {
    assert.is(ready(protocol).server.listenerCount('request'), count, protocol);
  }
});

status.run();
