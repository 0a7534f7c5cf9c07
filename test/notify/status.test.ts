/**
 * The status of a ready service.
 */
import { createServer } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Listener } from '../../payload/notify/servers/servers.ts';
import { ReadyStatus, STATUS_INTERVAL_MS } from '../../payload/notify/watch/status.ts';

const status = suite('status');

status('one request is one request, and two are requests', () => {
  let time = 0;
  const server = createServer();
  const ready = new ReadyStatus(
    'demo',
    { server, protocol: 'http', shown: ':5001' } as unknown as Listener,
    () => time,
  );
  const later = (): string => {
    time += STATUS_INTERVAL_MS;
    server.emit('request', {}, { end: () => undefined });
    return String(ready.due()?.STATUS);
  };
  assert.match(later(), /^demo ready on :5001 since [\d :-]+ UTC, 1 request$/);
  assert.match(later(), /, 2 requests$/);
});

status.run();
