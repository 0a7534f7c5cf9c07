/**
 * The systemd of these tests itself.
 */
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

systemd.run();
