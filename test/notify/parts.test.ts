/**
 * The two parts of the agent's file: the early one is evaluated at each start, the late one when it is needed.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleAgent } from '../../builder/programs/agent.ts';
import { bundle } from '../../builder/programs/bundle.ts';
import { run } from '../../builder/shell.ts';
import { HEALTHY, SCRATCH, TELL_PORT } from './apps.ts';
import { AGENT, endAll, Service } from './systemd.ts';

const parts = suite('notify agent: parts');
parts.after.each(endAll);

const text = readFileSync(AGENT, 'utf8');
const [early = '', late = ''] = text.split('function __lateText() {/*');

/** Prints the modules of Node that are loaded at READY, then answers for ever. */
const TELL_MODULES = `const fs = require('node:fs');
  const { writeSync } = fs;
  fs.writeSync = (descriptor, text, ...rest) => {
    if (String(text).includes('READY=1')) console.log(process.moduleLoadList.join(' '));
    return writeSync(descriptor, text, ...rest);
  };`;

async function modulesAtReady(env: NodeJS.ProcessEnv): Promise<Set<string>> {
  const service = new Service({ app: `${TELL_MODULES}${HEALTHY}`, env });
  await service.prints(/NativeModule http\b/);
  return new Set(service.stdout.split(/ ?NativeModule /));
}

parts('a start loads no module of Node that its app does without', async () => {
  const settings = path.join(SCRATCH, 'plain-settings');
  writeFileSync(settings, '# PORT=5001\nPORT=5001\n');
  const env = { NOTIFY_SETTINGS: `${settings} PORT`, WATCHDOG_USEC: '10000000' };
  const loaded = await modulesAtReady(env);
  const without = await run(process.env.NODE_UNDER_TEST ?? 'node', [
    '-e',
    `${HEALTHY}.on('listening', () => { console.log(process.moduleLoadList.join(' ')); process.exit(); });`,
  ]);
  const own = new Set(without.stdout.split(/ ?NativeModule /));
  const more = [...loaded].map((name) => name.split(' ')[0] ?? '').filter((name) => !own.has(name));
  for (const module of [
    'child_process',
    'cluster',
    'http2',
    'inspector',
    'timers/promises',
    'tls',
    'vm',
    'worker_threads',
  ]) {
    assert.not(more.includes(module), `${module} is loaded before READY`);
  }
});

parts('most of the drain, and each text for an error, are late', () => {
  for (const module of ['stopping/drain.ts', 'stopping/stalls.ts', 'messages/foreign-text.ts', 'writes/refusals.ts']) {
    assert.ok(late.includes(`// ${module}\n`), module);
    assert.not(early.includes(`// ${module}\n`), module);
  }
  for (const module of ['messages/transport.ts', 'writes/moves.ts', 'writes/refused-writes.ts'])
    assert.ok(early.includes(`// ${module}\n`), module);
  assert.ok(early.length < 80_000, `the early part has ${early.length} characters`);
});

parts('no module is in both parts, and no import copies a module of Node', async () => {
  const modulesOf = (part: string): string[] =>
    [...part.matchAll(/^\/\/ (\S+\.ts)$/gm)].map(([, module = '']) => module);
  assert.equal(
    modulesOf(late).filter((module) => modulesOf(early).includes(module)),
    ['table.ts'],
  );
  const { inputs } = await bundleAgent(process.cwd());
  const whole = await bundle(process.cwd(), 'payload/notify/index.ts');
  assert.equal(inputs.toSorted(), whole.inputs.toSorted());
  // esbuild makes such a copy, with a getter for each function, of a default import and of a namespace.
  assert.not(text.includes('__toESM('));
});

/** A file that an upgrade replaces while the process runs. */
function replaceable(name: string): string {
  const folder = path.join(SCRATCH, name);
  mkdirSync(folder, { recursive: true });
  cpSync(AGENT, path.join(folder, 'notify.cjs'));
  return path.join(folder, 'notify.cjs');
}

parts('the late part comes from the file of the start, in any mode of Node', async () => {
  const file = replaceable('replaced');
  for (const option of ['--no-warnings', '--disallow-code-generation-from-strings', '--frozen-intrinsics']) {
    cpSync(AGENT, file);
    const app = `require('node:fs').writeFileSync(${JSON.stringify(file)}, 'throw new Error("another version")');
      try { Function.prototype.toString = () => 'another text'; } catch {}
      require('node:http').createServer((_, response) => response.write('a')).listen(0, '127.0.0.1', ${TELL_PORT});`;
    const service = new Service({ app, agent: file, env: { NODE_OPTIONS: option, NOTIFY_READY: 'listening' } });
    await service.message(/READY=1/);
    const answer = await fetch(`http://127.0.0.1:${await service.said()}/`);
    service.signal('SIGTERM');
    await service.message(/STOPPING=1/);
    await answer.body?.cancel();
    assert.is(await service.ended, 'exit 0', service.stderr);
  }
});

parts('a stack shows the lines of the late part in the file', async () => {
  const app = `process.env.API_TOKEN = 'sesame-sesame';
    const poisoned = new Error('x');
    Object.defineProperty(poisoned, 'name', { get() { process._rawDebug(new Error('looked').stack); return 'E'; } });
    setTimeout(() => { throw poisoned; }, 10);`;
  const service = new Service({ app, env: { NOTIFY_READY: 'app' } });
  await service.ended;
  const numbers = [...service.stderr.matchAll(/at (\w+) \(\S*notify\.cjs:(\d+):/g)];
  const kind = numbers.find(([, name]) => name === 'kindOf');
  assert.ok(kind, service.stderr);
  assert.match(text.split('\n')[Number(kind[2]) - 1] ?? '', /error2?\.name/);
});

parts.run();
