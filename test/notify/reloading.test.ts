/**
 * SIGHUP at each phase of a service.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HEALTHY } from './apps.ts';
import { endAll, Service } from './systemd.ts';

const reloading = suite('notify agent: phases of a reload');
reloading.after.each(endAll);

reloading('the whole agent: no RELOADING before READY and none during a stop', async () => {
  const app = `process.on('SIGHUP', () => console.log('reload')).on('SIGTERM', () => console.log('stop'))
      .on('SIGUSR2', () => { ${HEALTHY}; }).on('SIGQUIT', () => process.exit(0)); setInterval(() => {}, 1000);
    console.log('up');`;
  for (const NOTIFY_RELOAD of ['0', '1']) {
    const service = new Service({ app, env: { NOTIFY_RELOAD } });
    const reloads = (count: number) => service.prints(new RegExp(`(reload[^]*){${count}}`));
    await service.prints(/up/);
    service.signal('SIGHUP');
    await reloads(1);
    service.signal('SIGUSR2');
    await service.message(/READY=1/);
    service.signal('SIGHUP');
    await reloads(2);
    const readies = () => service.messages.filter((message) => message.startsWith('READY=1'));
    await service.until('READY after the reload', () => readies().length > 1);
    service.signal('SIGTERM');
    await service.prints(/stop/);
    service.signal('SIGHUP');
    await reloads(3);
    service.signal('SIGQUIT');
    assert.is(await service.ended, 'exit 0');
    const words = service.laterMessages.flatMap((message) => /^(READY|RELOADING|STOPPING)=/.exec(message)?.[1] ?? []);
    assert.equal(words, ['READY', 'RELOADING', 'READY', 'STOPPING']);
  }
});

reloading.run();
