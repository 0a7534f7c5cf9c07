/**
 * The systemd of these tests itself.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endAll, Service } from './systemd.ts';

const systemd = suite("the tests' own systemd");

systemd('a test that ends before its service has restarted leaves no process behind', async () => {
  const service = new Service({
    app: `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')`,
  });
  await service.prints(/up/);
  service.restart('SIGTERM');
  await endAll();
  assert.is(await service.ended, 'signal 9');
});

systemd('a restart starts the same process once more', async () => {
  const service = new Service({ app: `setInterval(() => {}, 1000); console.log('up')` });
  await service.prints(/up/);
  service.restart('SIGKILL');
  await service.restarted();
  await service.prints(/up\nup\n/);
  service.kill();
  assert.is(await service.ended, 'signal 9');
});

systemd('at the end of its lifetime a process ends although systemd.pl hangs', async () => {
  const app = `process.on('SIGUSR2', () => process.kill(process.ppid, 'SIGSTOP')); setInterval(() => {}, 1000);
    console.log(process.ppid);`;
  const service = new Service({ app });
  const perl = Number(await service.said());
  service.signal('SIGUSR2');
  await service.until('a stopped systemd.pl', () => / T /.test(readFileSync(`/proc/${perl}/stat`, 'utf8')));
  service.killGroup();
  assert.is(await Promise.race([service.ended, pause(60_000, 'still there', { ref: false })]), 'lost');
});

systemd.run();
