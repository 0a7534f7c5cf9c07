/**
 * The way of messages to systemd, with a kernel that fails at any step.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from './kernel.ts';

const transport = suite('notify agent: transport');

const WARNING = 'the app has closed the notification socket: systemd hears no more of it';

transport('a descriptor: systemd first ignores other processes, then each message is one write', () => {
  const kernel = new Kernel();
  const way = kernel.open(3);
  assert.equal([way.isCostly, way.hasEnded()], [false, false]);
  way.send({ READY: 1, STATUS: 'ready' });
  way.sendLast({ STATUS: 'ended' });
  assert.is(way.hasEnded(), true);
  assert.equal(kernel.written, ['3: NOTIFYACCESS=main', '3: READY=1\nSTATUS=ready', '3: STATUS=ended']);
  assert.equal([kernel.commands, kernel.told], [[], []]);
});

transport('a first write that fails comes again with the next message', () => {
  const kernel = new Kernel();
  kernel.refusesWrites = true;
  const way = kernel.open(3);
  way.send({ STATUS: 'starting' });
  kernel.refusesWrites = false;
  way.send({ READY: 1 });
  assert.equal(kernel.written, ['3: NOTIFYACCESS=main\nREADY=1']);
  // Meanwhile systemd-notify has helped, because systemd does not ignore other processes yet.
  assert.equal([kernel.commands, kernel.told], [['STATUS=starting'], ['unref']]);
});

transport('what takes the number of the closed descriptor is not written to, whatever it is', () => {
  for (const taken of ['closed', 'a file', 'a socket'] as const) {
    const kernel = new Kernel();
    const way = kernel.open(3);
    if (taken === 'closed') kernel.sockets.delete(3);
    else kernel.sockets.set(3, taken === 'a socket' ? 8n : undefined);
    way.send({ READY: 1 });
    way.send({ WATCHDOG: 1 });
    way.sendLast({ STATUS: 'ended' });
    assert.equal(kernel.written, ['3: NOTIFYACCESS=main'], taken);
    assert.equal(kernel.commands, ['READY=1', 'sync STATUS=ended'], taken);
    assert.equal(
      kernel.told.filter((text) => text !== 'unref'),
      [WARNING],
    );
    // The app may close what it has opened.
    kernel.fs.closeSync(3);
    assert.equal(kernel.closed, [3]);
  }
});

transport('a descriptor that is no socket from the beginning: systemd-notify works, and no message complains', () => {
  for (const descriptor of [4, 5]) {
    const kernel = new Kernel();
    kernel.sockets.set(5, undefined);
    const { closeSync } = kernel.fs;
    const way = kernel.open(descriptor);
    way.send({ READY: 1 });
    assert.equal([kernel.written, kernel.commands, kernel.told], [[], ['READY=1'], ['unref']]);
    assert.is(kernel.fs.closeSync, closeSync);
  }
});

transport('the app cannot close the socket of the agent, and closes all others', () => {
  const kernel = new Kernel();
  kernel.open(3);
  const done: unknown[] = [];
  kernel.fs.closeSync(3);
  kernel.fs.close(3, () => done.push('done'));
  kernel.fs.closeSync(4);
  kernel.fs.close(5, () => done.push('done'));
  // A number that no process has open, so that closing fails with EBADF.
  assert.equal(kernel.closed, [2 ** 31 - 1, 2 ** 31 - 1, 4, 5]);
  assert.equal([done.length, kernel.fs.close.own], [2, 1]);
});

transport('systemd-notify lies in /bin where that is a directory of its own', () => {
  const kernel = new Kernel();
  kernel.bin = '/bin';
  kernel.open(undefined).send({ READY: 1 });
  assert.equal([kernel.commands, kernel.told], [['READY=1'], ['unref']]);
});

transport('systemd-notify: one process at a time, in order, and failures do not stop the next', async () => {
  const kernel = new Kernel();
  const way = kernel.open(undefined);
  assert.is(way.isCostly, true);
  await way.settled();
  way.send({ READY: 1, STATUS: 'a b' });
  way.send({ WATCHDOG: 1 });
  way.send({ WATCHDOG: 2 });
  let isSettled = false;
  const settled = way.settled().then(() => (isSettled = true));
  assert.equal(kernel.commands, ['READY=1 STATUS=a b']);
  kernel.ends(127);
  assert.equal(kernel.commands.splice(1), ['-e perl READY=1 STATUS=a b']);
  kernel.ends(new Error('ENOENT'));
  assert.equal(kernel.commands.slice(1), ['WATCHDOG=1']);
  kernel.ends();
  await new Promise(setImmediate);
  assert.is(isSettled, false);
  kernel.ends();
  await settled;
  await way.settled();
  way.send({ STOPPING: 1 });
  assert.equal(kernel.commands.slice(2), ['WATCHDOG=2', 'STOPPING=1']);
  assert.equal([kernel.written, kernel.told], [[], ['unref', 'unref', 'unref', 'unref', 'unref']]);
});

transport('perl sends the last message in the place of a systemd-notify that fails, and no message goes twice', () => {
  const kernel = new Kernel();
  kernel.open(undefined).sendLast({ STATUS: 'ended' });
  assert.equal(kernel.commands.splice(0), ['sync STATUS=ended']);
  kernel.isBroken = true;
  kernel.open(undefined).sendLast({ STATUS: 'ended' });
  assert.equal(kernel.commands, ['sync STATUS=ended', 'sync -e perl STATUS=ended']);
});

transport('a process that cannot start a command goes on, and tries again with the next message', async () => {
  const kernel = new Kernel();
  const way = kernel.open(undefined);
  kernel.refusesCommands = true;
  way.send({ READY: 1 });
  way.sendLast({ STATUS: 'ended' });
  await way.settled();
  kernel.refusesCommands = false;
  way.send({ WATCHDOG: 1 });
  assert.equal(kernel.commands, ['WATCHDOG=1']);
});

transport.run();
