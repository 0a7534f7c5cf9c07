/**
 * Ports that systemd holds, in this process: who listens there, who waits, and when they close.
 */
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { handleOf } from '../../../payload/notify/base/node-handles.ts';
import { settled } from '../clock.ts';
import { ASKED, activate, closeAll, type Held, hear, holdPort, openPorts, saying } from './held.ts';

const held = suite('notify agent: held ports');
held.after.each(closeAll);

const folder = mkdtempSync(path.join(tmpdir(), 'notifydemo-held-'));
held.after(() => rmSync(folder, { recursive: true, force: true }));

held('listen() is read as Node reads it: a port gets its descriptor, any other place does not', async () => {
  for (const args of [[ASKED], [String(ASKED)], [{ port: ASKED }], [{ port: '5001', host: '::' }], [ASKED, '::', 9]]) {
    const target = holdPort();
    const { activation, listen } = await activate([target.fd]);
    await listen(saying('one'), ...args);
    assert.is(await hear(target), 'one', JSON.stringify(args));
    assert.equal(activation.unused(), []);
    activation.close();
  }
  const { activation } = await activate([holdPort().fd]);
  for (const args of [
    [],
    [undefined],
    [null],
    [5002],
    [0],
    ['5001 '],
    ['x5001'],
    ['/run/5001'],
    [{ path: '5001' }],
    [{ port: 5002 }],
    [{ port: ASKED, fd: 3 }],
    [{ port: ASKED, fd: 0 }],
    [{ port: ASKED, handle: {} }],
    [{ port: ASKED, _handle: {} }],
    [() => {}],
    [true],
  ]) {
    assert.is(activation.listen(saying('none'), args), false, JSON.stringify(args));
  }
  assert.equal(activation.unused(), [ASKED]);
});

held('a callback is called once, a signal closes the server, and a second server opens a port of its own', async () => {
  const target = holdPort();
  const { activation, listen } = await activate([target.fd]);
  let calls = 0;
  const closing = new AbortController();
  const first = saying('first');
  const port = await listen(first, { port: ASKED, signal: closing.signal }, () => (calls += 1));
  assert.is(port.server, first);
  assert.is(activation.listen(saying('second'), [ASKED]), false);
  assert.is(await hear(target), 'first');
  assert.is(calls, 1);
  closing.abort();
  await once(first, 'close');
  assert.equal(activation.unused(), [ASKED]);
  activation.close();
});

held('a descriptor that is no socket is an error of the server, and the port stays unused', async () => {
  const { activation } = await activate([openSync('/dev/null', 'r')]);
  const server = saying('none');
  assert.ok(activation.listen(server, [ASKED]));
  const [error] = await once(server, 'error');
  assert.match(String(error), 'EINVAL');
  assert.equal([activation.unused(), activation.portOf(server)], [[ASKED], undefined]);
});

held('a port that the app closes lets the process end; its clients wait for the next server', async () => {
  const [target, further] = [holdPort(), holdPort()];
  const before = openPorts();
  const { activation, listen } = await activate([target.fd, further.fd], { directory: folder });
  const first = saying('first');
  const port = await listen(first);
  assert.is(openPorts(), before + 1, 'the first descriptor alone keeps the process alive');
  const closed = new Promise<void>((resolve) => first.close(() => resolve()));
  await closed;
  assert.is(openPorts(), before);
  assert.equal([port.server, port.healthSocket, activation.portOf(first)], [undefined, undefined, undefined]);
  assert.equal(activation.unused(), [ASKED]);
  const waiting = [hear(target), hear(further)];
  // The connections arrive before somebody listens.
  for (let turns = 0; turns < 10; turns += 1) await settled();
  const next = saying('next');
  await listen(next);
  assert.is(openPorts(), before + 1);
  assert.equal(await Promise.all([...waiting, hear(target)]), ['next', 'next', 'next']);
  await new Promise((resolve) => next.close(resolve));
  // Those who waited once do not wait again.
  let clients = 0;
  await listen(saying('last').on('connection', () => (clients += 1)));
  assert.is(await hear(target), 'last');
  assert.is(clients, 1);
  activation.close();
});

held(
  'who has waited comes when the next server has told that it listens, as a cluster takes clients over',
  async () => {
    const target = holdPort();
    const { activation, listen } = await activate([target.fd]);
    const first = saying('first');
    await listen(first);
    await new Promise((resolve) => first.close(resolve));
    const waiting = hear(target);
    for (let turns = 0; turns < 10; turns += 1) await settled();
    const next = new Server();
    next.once('listening', () => next.on('connection', (client) => client.end('next')));
    await listen(next);
    assert.is(await waiting, 'next');
    activation.stop();
    next.close();
  },
);

/** Whether clients reach these places. */
const reach = (places: readonly Held[]): Promise<boolean[]> =>
  Promise.all(places.map(async (place) => (await hear(place)) === 'here'));

held(
  'all descriptors of a port reach the server: at a stop, until it closes; close() closes them at once',
  async () => {
    for (const end of ['close', 'stop'] as const) {
      const places = [holdPort(), holdPort('127.0.0.2'), holdPort('::1')];
      const { activation, listen } = await activate(places.map(({ fd }) => fd));
      const server = saying('here');
      await listen(server);
      assert.equal(await reach(places), [true, true, true]);
      activation[end]();
      assert.equal(await reach(places), Array(3).fill(end === 'stop'), end);
      if (end === 'stop') {
        await new Promise((resolve) => server.close(resolve));
        assert.equal(await reach(places), [false, false, false]);
      }
    }
  },
);

held('beside a running version no descriptor is served before the release, and each of them from then on', async () => {
  const places = [holdPort(), holdPort('127.0.0.2'), holdPort('::1')];
  const descriptors = places.map(({ fd }) => fd);
  // As a process leaves it that was killed.
  writeFileSync(path.join(folder, `held-${ASKED}`), '');
  const { activation, listen } = await activate(descriptors, { directory: folder, isHeld: true });
  await listen(saying('here'));
  assert.equal(await reach(places), [false, false, false]);
  activation.release();
  assert.equal(await reach(places), [true, true, true]);
  activation.close();
});

held('a cluster closes the handle itself, with a callback or without one', async () => {
  const { activation, listen } = await activate([holdPort().fd]);
  const handle = handleOf((await listen(saying('here'))).server as Server);
  handle?.close();
  assert.equal(activation.unused(), [ASKED]);
  await new Promise<void>((resolve) => handle?.close(resolve));
  activation.close();
});

held('at a stop a port without a server closes, and a server that comes later still closes its port', async () => {
  const place = holdPort();
  const { activation, listen } = await activate([place.fd]);
  const server = saying('here');
  await listen(server);
  await new Promise((resolve) => server.close(resolve));
  activation.stop();
  assert.is(await hear(place), 'ECONNREFUSED');
  // Without any listen() before, there is no handle to close.
  const unused = await activate([holdPort().fd]);
  unused.activation.stop();
  unused.activation.close();
});

held('a descriptor that cannot be opened is told, and the others serve', async () => {
  const places = [holdPort(), holdPort()];
  const descriptors = [places[0]?.fd ?? -1, openSync('/dev/null', 'r'), places[1]?.fd ?? -1];
  const { activation, listen, complaints } = await activate(descriptors);
  await listen(saying('here'));
  assert.equal(await reach(places), [true, true]);
  assert.is(complaints.length, 1);
  assert.match(complaints[0] ?? '', /^port 5001: .*EINVAL/);
  activation.close();
});

held.run();
