/**
 * The header of a last answer, whichever way the app sets its own.
 */
import http from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type * as LastAnswer from '../../payload/notify/stopping/last-answer.ts';
import { isolate } from './isolated.ts';

const headers = suite('notify agent: headers of a last answer');

/** The app's answers, to which the change is confined. */
class ServerResponse extends http.ServerResponse {}
const { writeHead } = ServerResponse.prototype;
const { makeAnswersLast } = isolate<typeof LastAnswer>('stopping/last-answer.ts', {
  modules: { 'node:http': { ServerResponse } },
});

/** The head of an answer. */
function head(write: (response: http.ServerResponse) => void): string {
  const request = Object.assign(new http.IncomingMessage({} as never), { httpVersionMajor: 1, httpVersionMinor: 1 });
  const response = new ServerResponse(request);
  response.sendDate = false;
  write(response);
  return (response as unknown as { _header: string })._header;
}

/** The values of Connection in a head. */
const connection = (text: string): string[] =>
  [...text.matchAll(/^connection: (.*)\r$/gim)].map(([, value]) => value ?? '');

headers('before a stop, answers are as they are', () => {
  const text = head((response) => response.writeHead(200, { Connection: 'keep-alive' }));
  assert.equal(connection(text), ['keep-alive']);
});

headers('each way to set headers: Connection is close, and the others stay', () => {
  makeAnswersLast();
  const changed = ServerResponse.prototype.writeHead;
  makeAnswersLast();
  assert.is(ServerResponse.prototype.writeHead, changed);
  assert.is.not(changed, writeHead);
  const KEEP = 'Keep-Alive';
  for (const [write, more] of [
    [(response) => response.writeHead(200), ''],
    [(response) => response.writeHead(200, 'Fine', { connection: KEEP, 'X-A': '1' }), 'x-a: 1'],
    [(response) => response.writeHead(200, { CONNECTION: 'x, keep-alive', 'X-A': 'keep-alive' }), 'x-a: keep-alive'],
    [(response) => response.writeHead(200, ['X-A', 'keep-alive', 'Connection', KEEP]), 'x-a: keep-alive'],
    [(response) => response.writeHead(200, ['X-A', 'connection', 'X-B', KEEP]), 'x-a: connection\r\nx-b: keep-alive'],
    [
      (response) =>
        response.writeHead(200, [
          ['X-A', 'keep-alive'],
          ['Connection', KEEP],
        ] as never),
      'x-a: keep-alive',
    ],
    [(response) => response.setHeader('connection', KEEP).setHeader('X-A', '1').writeHead(200), 'x-a: 1'],
    [(response) => response.setHeader('Connection', 'close').writeHead(204), '204'],
    [(response) => response.end('body'), 'content-length: 4'],
    [(response) => response.writeHead(200, { connection: 'close' }), ''],
    [(response) => response.writeHead(200, undefined as never), ''],
    [(response) => response.writeHead(200, null as never), ''],
  ] as [(response: http.ServerResponse) => void, string][]) {
    const text = head(write);
    assert.equal(connection(text), ['close'], write.toString());
    assert.ok(text.toLowerCase().includes(more), text);
  }
});

headers('a header that is no keep-alive stays as it is', () => {
  assert.equal(connection(head((response) => response.writeHead(101, { Connection: 'Upgrade' }))), ['Upgrade']);
  assert.equal(connection(head((response) => response.setHeader('Connection', 'Upgrade').writeHead(101))), ['Upgrade']);
});

headers('a second head is an error of the app, and the answer is as it was', () => {
  head((response) => {
    response.writeHead(200, { Connection: 'close' });
    assert.throws(
      () => response.writeHead(200),
      (error: NodeJS.ErrnoException) => error.code === 'ERR_HTTP_HEADERS_SENT',
    );
  });
});

headers.run();
