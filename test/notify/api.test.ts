/**
 * The API as it travels with a package: one file of CommonJS, without a bundler and without a dependency.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { SCRATCH } from './apps.ts';
import { API, endAll, Service } from './systemd.ts';

const api = suite('notify agent: API');
api.after.each(endAll);

const SOURCE = 'payload/notify/api.ts';

/** A package in node_modules, with the API as the builder writes it. */
const PACKAGE = `${SCRATCH}/node_modules/build-deb`;
api.before(async () => {
  await mkdir(PACKAGE, { recursive: true });
  await build({
    entryPoints: [SOURCE],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node18',
    outfile: `${PACKAGE}/notify.cjs`,
  });
  await writeFile(`${PACKAGE}/package.json`, JSON.stringify({ exports: { './notify': './notify.cjs' } }));
});

api('the source imports no other file', async () => {
  assert.not.match(await readFile(SOURCE, 'utf8'), /^\s*(import|export .* from)\b|\brequire\(/m);
});

const CALLS = `notify.status('from the app'); notify.watchdog(() => true); notify.ready(); setInterval(() => {}, 1000);`;
const IMPORTS: Record<string, string> = {
  'api-require.cjs': `const { notify } = require('build-deb/notify'); ${CALLS}`,
  'api-import.mjs': `import { notify } from 'build-deb/notify'; ${CALLS}`,
  'api-later.cjs': `import('build-deb/notify').then(({ notify }) => { ${CALLS} });`,
};
for (const [file, program] of Object.entries(IMPORTS)) {
  api(`${file}: systemd hears of each call`, async () => {
    await writeFile(`${SCRATCH}/${file}`, program);
    const service = new Service({ file: `${SCRATCH}/${file}`, env: { NOTIFY_READY: 'app' } });
    await service.message(/^STATUS=from the app$/);
    await service.message(/^READY=1\n/);
    service.signal('SIGTERM');
    assert.is(await service.ended, 'exit 0', service.stderr);
  });
}

/** Escape sequences of 7 and 8 bits, ends of lines, further assignments, bidi marks, tags, and a lone surrogate. */
const HOSTILE =
  "'a\\u001b]0;t\\u0007b\\u009b2Jc\\nREADY=1\\r\\nMAINPID=1\\u2028d\\u0085e\\u202ef\\u2066g\\u{e0041}h\\0i\\ud800j'";
const SHOWN = 'a ]0;t b 2Jc READY=1 MAINPID=1 d e f g h i\ufffdj';

api('no text of the app brings a sign that nobody sees, or an assignment of its own, into its status', async () => {
  for (const way of ['descriptor', 'socket'] as const) {
    // It ends when its status has arrived: the last message, by a command of its own, tells why it was not ready.
    const app = `const { notify } = require(${JSON.stringify(API)});
      process.on('SIGUSR2', () => process.exit(0));
      notify.status(${HOSTILE});
      notify.watchdog(() => { throw new Error(${HOSTILE}); });
      notify.ready();
      setInterval(() => {}, 1000);`;
    const service = new Service({ way, app, env: { NOTIFY_READY: 'app' } });
    await service.message(/^STATUS=a /);
    service.signal('SIGUSR2');
    assert.is(await service.ended, 'exit 0', service.stderr);
    const lines = service.laterMessages.filter((message) => message !== 'NOTIFYACCESS=main');
    assert.is(lines[0], `STATUS=${SHOWN}`, way);
    assert.match(lines[1] ?? '', /^STATUS=ended .* not healthy: a \]0;t b 2Jc$/);
    assert.is(lines.length, 2, lines.join('\n'));
  }
});

api('without the agent every call is without effect', async () => {
  const program = `const { notify } = require('build-deb/notify');
    notify.ready(); notify.status('x'); notify.reloading(); notify.stopping(); notify.extendTimeout(1);
    notify.watchdog(() => false); console.log('done');`;
  await writeFile(`${SCRATCH}/api-alone.cjs`, program);
  const { exitCode, stdout, stderr } = await run(process.env.NODE_UNDER_TEST ?? 'node', [`${SCRATCH}/api-alone.cjs`]);
  assert.equal([exitCode, stdout, stderr], [0, 'done\n', '']);
});

api.run();
