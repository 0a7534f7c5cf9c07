/**
 * The agent's questions during a start.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endAll, Service } from './systemd.ts';

const notify = suite('notify agent: starting');
notify.after.each(endAll);

notify('a slow answer may take the rest of the start timeout, and a lost question is asked again', async () => {
  const app = (answer: string): string => `
    let asked = 0;
    require('node:http').createServer((_, response) => {
      asked += 1;
      process.stdout.write(asked + '\\n');
      ${answer}
    }).listen(0, '127.0.0.1');`;
  // The first answer comes after the second question.
  const slow = new Service({
    app: app('if (asked === 1) globalThis.first = response; else setTimeout(() => first.end(), 1000);'),
  });
  const lost = new Service({ app: app('if (asked > 1) response.end();') });
  await Promise.all([slow.message(/READY=1/), lost.message(/READY=1/)]);
  // The second question of each comes after two seconds.
  assert.equal([slow.stdout, lost.stdout], ['1\n2\n', '1\n2\n']);
  for (const service of [slow, lost]) service.signal('SIGKILL');
  await Promise.all([slow.ended, lost.ended]);
});

notify('a start that takes its time is asked rarely', async () => {
  const app = `
    let asked = 0;
    require('node:http').createServer((_, response) => {
      asked += 1;
      response.writeHead(503).end();
    }).listen(0, '127.0.0.1');
    process.on('exit', () => require('node:fs').writeSync(1, asked + ' questions\\n'));`;
  const service = new Service({ app, env: { NOTIFY_START_TIMEOUT: '3' } });
  await service.ended;
  const asked = Number.parseInt(service.stdout, 10);
  // 5, 10, 20, 40, 80, 160 ms, and 250 ms from then on.
  assert.ok(asked >= 3 && asked <= 20, service.stdout);
});

notify.run();
