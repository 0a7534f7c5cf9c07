/**
 * The mode `loaded`, for programs that listen on no port: the service is ready when its main module has been evaluated.
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endAll, Service } from './systemd.ts';

const loaded = suite('notify agent: main module');
loaded.after.each(endAll);
let folder = '';
loaded.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-loaded-'));
});
loaded.after.each(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, content: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

const LOADED = { NOTIFY_READY: 'loaded' };

loaded('a worker is READY when its program has been loaded, and pings the watchdog', async () => {
  const file = await program('worker.cjs', 'setInterval(() => {}, 1000);');
  const service = new Service({ file, env: { ...LOADED, WATCHDOG_USEC: '200000' } });
  await service.message(/READY=1\nSTATUS=demo ready$/);
  await service.message(/WATCHDOG=1/);
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
});

loaded('a worker that awaits at its top level is READY after that', async () => {
  const wait = `setInterval(() => {}, 1000);
    const awaited = new Promise((resolve) => process.once('SIGUSR2', resolve));
    console.log('waits');
    await awaited;
    console.log('awaited');`;
  const service = new Service({ file: await program('worker.mjs', wait), env: LOADED });
  // The progress comes half a second after the agent began to wait.
  const [first] = (await service.message(/^(READY=1|STATUS=starting: its program is still being loaded)/)).split('\n');
  assert.match(first ?? '', 'STATUS=starting');
  await service.prints(/waits/);
  service.signal('SIGUSR2');
  await service.message(/READY=1/);
  assert.is(service.stdout, 'waits\nawaited\n');
  service.signal('SIGTERM');
  await service.ended;
});

for (const [kind, content] of [
  ['worker.cjs', "throw new Error('no database');"],
  ['worker.mjs', "await Promise.reject(new Error('no database'));"],
] as const) {
  loaded(`a worker that fails while it is loaded is never READY: ${kind}`, async () => {
    const service = new Service({ file: await program(kind, content), env: LOADED });
    assert.is(await service.ended, 'exit 1');
    assert.match(service.stderr, 'no database');
    assert.not(service.messages.some((message) => message.includes('READY=1')));
  });
}

loaded('what Node loads before the program does not take its place', async () => {
  const before = await program('tracing.mjs', 'await new Promise((resolve) => setTimeout(resolve, 100));');
  const file = await program(
    'main.cjs',
    "console.log(require.main === module ? 'main' : 'imported'); setInterval(() => {}, 1000);",
  );
  const service = new Service({ file, env: { ...LOADED, NODE_OPTIONS: `--import=${before}` } });
  assert.is(await service.said(), 'main');
  await service.message(/READY=1/);
  service.signal('SIGTERM');
  await service.ended;
});

loaded('modules behind symbolic links are found, as pnpm lays them out', async () => {
  const modules = path.join(folder, 'node_modules');
  const store = path.join(modules, '.store');
  for (const [place, content] of [
    ['one', "require('two');"],
    ['two', "console.log('found');"],
  ] as const) {
    await mkdir(path.join(store, place, 'node_modules', place), { recursive: true });
    await writeFile(path.join(store, place, 'node_modules', place, 'index.js'), content);
  }
  await symlink('.store/one/node_modules/one', path.join(modules, 'one'));
  await symlink('../../two/node_modules/two', path.join(store, 'one/node_modules/two'));
  // The agent checks its socket again while Node loads modules.
  const late = "setTimeout(() => require('one'), 100);";
  const service = new Service({
    file: await program('linked.cjs', `require('node:fs').existsSync('/');${late}`),
    env: LOADED,
  });
  assert.is(await service.said(), 'found');
  assert.is(await service.ended, 'exit 0');
});

loaded.run();
