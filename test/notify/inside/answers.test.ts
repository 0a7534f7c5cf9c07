/**
 * Answers to other clients, while the health page of a server is in doubt.
 */
import { EventEmitter } from 'node:events';
import http from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countAnswers } from '../../../payload/notify/health/answers.ts';
import { USER_AGENT } from '../../../payload/notify/health/ask.ts';
import { late } from '../../../payload/notify/health/outcome.ts';
import { lookAgain } from '../../../payload/notify/health/second-look.ts';
import type { Listener, Protocol } from '../../../payload/notify/servers/servers.ts';
import { World } from '../world.ts';

const answers = suite('notify agent: answers');

/** Makes a server answer: with this status, to a client of this name. */
const ANSWER: Record<'request' | 'stream', (server: EventEmitter, status: number, agent: string) => void> = {
  request(server, statusCode, agent) {
    const response = Object.assign(new EventEmitter(), { statusCode });
    server.emit('request', { rawHeaders: ['Host', 'a', 'User-Agent', agent] }, response);
    response.emit('finish');
    response.emit('finish');
  },
  stream(server, status, agent) {
    const stream = Object.assign(new EventEmitter(), { sentHeaders: { ':status': status } });
    server.emit('stream', stream, { 'user-agent': agent });
    stream.emit('finish');
  },
};

answers('each answer to a client counts when it is finished; server errors and own questions do not', () => {
  for (const [protocol, event] of [
    ['http', 'request'],
    ['https', 'request'],
    ['http2', 'stream'],
    ['https2', 'stream'],
  ] as const) {
    const server = new EventEmitter();
    const count = countAnswers({ server, protocol } as unknown as Listener);
    assert.equal(server.eventNames(), [event], protocol);
    for (const status of [200, 404, 499, 500, 503]) ANSWER[event](server, status, 'curl');
    assert.is(count.count(), 3, protocol);
    ANSWER[event](server, 200, USER_AGENT);
    assert.is(count.count(), 3, protocol);
    // It has begun, and may never end.
    if (event === 'request') server.emit('request', { rawHeaders: [] }, new EventEmitter());
    else server.emit('stream', new EventEmitter(), {});
    assert.is(count.count(), 3, protocol);
    count.end();
    assert.equal(server.eventNames(), [], protocol);
  }
});

/** The timers of a question do not keep this process alive. */
const alive = setInterval(() => {}, 1000);
answers.after(() => clearInterval(alive));

const listener = (server: http.Server, protocol: Protocol = 'http') => ({ server, protocol }) as unknown as Listener;

answers('a second look takes an answer as it is, and else the answers to others', async () => {
  for (const [status, healthy] of [
    [200, true],
    [503, false],
  ] as const) {
    const server = http.createServer((_, response) => response.writeHead(status).end());
    const reason = `/up answered ${status}`;
    assert.equal(await lookAgain(listener(server), '/up', 10_000), { healthy, alive: healthy, reason, isFinal: true });
    assert.is(server.listenerCount('request'), 1);
  }
  const hanging = http.createServer(() => {});
  assert.is(await lookAgain(listener(hanging), '/up', 50), undefined);
  assert.is(hanging.listenerCount('request'), 1);
  const busy = http.createServer(() => {});
  const looked = lookAgain(listener(busy), '/up', 100);
  ANSWER.request(busy, 200, 'curl');
  const reason = '/up did not answer within 100 ms, while other clients got answers';
  assert.equal(await looked, { healthy: false, alive: true, reason, isFinal: false });
  assert.is(late('/up', 99.6), '/up did not answer within 100 ms');
});

answers('the workers of a cluster are asked by their primary', async () => {
  type Modules = typeof import('../../../payload/notify/health/second-look.ts');
  const world = new World({ 'node:cluster': { workers: {} } });
  const { lookAgain: look } = world.load<Modules>('health/second-look.ts');
  assert.is(await look(listener(http.createServer(), 'cluster'), '/up', 10_000), undefined);
});

answers.run();
