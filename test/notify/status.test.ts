/**
 * The status of a ready service.
 */
import { createServer } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Listener } from '../../payload/notify/servers/servers.ts';
import { ReadyStatus, STATUS_INTERVAL_MS } from '../../payload/notify/watch/status.ts';

const status = suite('status');

/** A request as a browser sends it, and one of the agent's. */
const FOREIGN = { rawHeaders: ['Host', 'localhost', 'Accept', '*/*'] };
const OWN = { rawHeaders: ['Host', 'localhost', 'User-Agent', 'notify-agent', 'Connection', 'close'] };

status('one request is one request, and two are requests; an app that moves takes its status along', () => {
  let time = 0;
  const listener = (shown: string) => ({ server: createServer(), protocol: 'http', shown }) as unknown as Listener;
  const [first, second] = [listener(':5001'), listener(':5002')];
  let chosen: Listener | undefined = first;
  const ready = new ReadyStatus('demo', { chosen: () => chosen, known: () => [first] }, () => time);
  const later = (request: object, { server } = first): string | undefined => {
    time += STATUS_INTERVAL_MS;
    server.emit('request', request, { end: () => undefined });
    return ready.due()?.STATUS as string | undefined;
  };
  assert.is(ready.first(), 'demo ready on :5001');
  assert.match(later(FOREIGN) ?? '', /^demo ready on :5001 since [\d :-]+ UTC, 1 request$/);
  assert.match(later(FOREIGN) ?? '', /, 2 requests$/);
  assert.is(later(OWN), undefined);
  ready.follow(second);
  ready.follow(second);
  chosen = second;
  assert.match(later(FOREIGN, second) ?? '', /on :5002 since [\d :-]+ UTC, 1 request$/);
  chosen = undefined;
  assert.is(later(FOREIGN), undefined);
});

status.run();
