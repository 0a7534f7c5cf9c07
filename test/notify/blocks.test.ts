/**
 * Blocks of the event loop that a service survives.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { kill, staysAlive } from './signs.ts';
import { endAll, Service } from './systemd.ts';

const notify = suite('notify agent: blocks');
notify.after.each(endAll);

/**
 * Blocks the event loop as late as possible after a sign of life, and prints the time from this sign to the next one. The
 * time for which a busy machine kept the app waiting before and after the block is left out.
 */
function blocking(blockMs: number): string {
  return `const fs = require('node:fs'); const { writeSync } = fs; const now = () => Number(process.hrtime.bigint() / 1000000n);
    let signs = 0, last = 0, pause = 400, began = 0, ended = 0, late = 0;
    const block = (due) => {
      late = (began = now()) - due;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${blockMs});
      ended = now();
      setImmediate(() => setImmediate(() => process.stdout.write(signs === 6 ? 'next turn\\n' : 'later\\n')));
    };
    fs.writeSync = (to, text) => {
      if (/WATCHDOG=1/.test(text)) {
        if (ended > 0 && signs === 5) process.stdout.write('gap ' + (ended - last - late) + '\\n');
        if (signs > 0) pause = Math.min(pause, now() - last);
        last = now();
        signs += 1;
        if (signs === 5) setTimeout(block, pause - 15, last + pause - 15);
      }
      return writeSync(to, text);
    };
    require('node:http').createServer((_, answer) => answer.end()).listen(0, '127.0.0.1');`;
}

notify('a block of less than the interval minus one second comes in time, at its worst moment', async () => {
  const blocks = [
    [3, 1950],
    // The reasoning is the same for each length: the time between two signs is the block and one pause.
    [4, 2950],
    [60, 3000],
  ].map(async ([seconds = 0, block = 0]) => {
    const service = new Service({ app: blocking(block), env: { WATCHDOG_USEC: `${seconds}000000` } });
    await service.prints(/gap \d+\n.*turn/s);
    const gap = Number(/gap (\d+)/.exec(service.stdout)?.[1]);
    assert.ok(gap >= block && gap < block + 1000, `${gap} ms for a block of ${block} ms`);
    await staysAlive(service);
    await kill(service);
  });
  await Promise.all(blocks);
});

notify('where a sign takes a process, there are fewer of them, and systemd waits longer by one pause', async () => {
  const app = `require('node:http').createServer((_, answer) => answer.end()).listen(0, '127.0.0.1');`;
  const service = new Service({ app, way: 'socket', env: { WATCHDOG_USEC: '4000000' } });
  await service.message(/READY=1/);
  const began = Date.now();
  await service.message(/^WATCHDOG=1/);
  assert.ok(Date.now() - began > 800);
  assert.ok(service.messages.includes('WATCHDOG_USEC=5000000'));
  await kill(service);
});

notify.run();
