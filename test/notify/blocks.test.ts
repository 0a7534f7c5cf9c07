/**
 * Blocks of the event loop that a service survives.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HEALTHY } from './apps.ts';
import { kill, staysAlive } from './signs.ts';
import { endAll, Service } from './systemd.ts';

const notify = suite('notify agent: blocks');
notify.after.each(endAll);

/**
 * Blocks the event loop as late as possible after a sign of life. Prints the time from this sign to the next one, which
 * comes right after the block. The time for which a busy machine keeps the app waiting is left out.
 */
function blocking(blockMs: number): string {
  return `const fs = require('node:fs'); const { writeSync } = fs; const now = () => Number(process.hrtime.bigint() / 1000000n);
    let signs = 0, last = 0, pause = Infinity;
    const block = () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${blockMs});
      setImmediate(() => setImmediate(() => process.stdout.write(signs > 5 ? 'next turn\\n' : 'later\\n')));
    };
    fs.writeSync = (to, text) => {
      if (/WATCHDOG=1/.test(text)) {
        if (signs > 0) pause = Math.min(pause, now() - last);
        last = now();
        signs += 1;
        if (signs === 5) {
          process.stdout.write('gap ' + (pause - 15 + ${blockMs}) + '\\n');
          setTimeout(block, pause - 15);
        }
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
  const before = `const start = setInterval;
    globalThis.setInterval = (work, ms) => console.log('every ' + ms + ' ms') ?? start(work, ms);`;
  const service = new Service({ app: HEALTHY, before, way: 'socket', env: { WATCHDOG_USEC: '4000000' } });
  await service.message(/^WATCHDOG=1/);
  // The moments at which the messages come depend on the commands that send them.
  assert.match(service.stdout, /every 1000 ms\n$/);
  assert.ok(service.messages.includes('WATCHDOG_USEC=5000000'));
  await kill(service);
});

notify.run();
