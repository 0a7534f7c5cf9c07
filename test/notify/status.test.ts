/**
 * The status of a ready service.
 */
import { createServer } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Listener } from '../../payload/notify/servers.ts';
import { ReadyStatus, STATUS_INTERVAL_MS } from '../../payload/notify/status.ts';

const status = suite('status');

status('one request is one request, and two are requests', () => {
  const { now } = Date;
  const server = createServer();
  const ready = new ReadyStatus('demo', { server, protocol: 'http', shown: ':5001' } as unknown as Listener);
  const later = (): string => {
    const time = Date.now() + STATUS_INTERVAL_MS;
    Date.now = () => time;
    server.emit('request', {}, { end: () => undefined });
    return String(ready.due()?.STATUS);
  };
  try {
    assert.match(later(), /^demo ready on :5001 since [\d :-]+ UTC, 1 request$/);
    assert.match(later(), /, 2 requests$/);
  } finally {
    Date.now = now;
  }
});

status.run();
