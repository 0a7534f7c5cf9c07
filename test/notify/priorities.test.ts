/**
 * Lines on their way to the journal, and the priorities that they get.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SCRATCH } from './apps.ts';
import { AGENT } from './systemd.ts';

const priorities = suite('notify agent: priorities');

interface Circumstances {
  /** A command of sh that sets JOURNAL_STREAM; by default to the stream that stdout and stderr share. */
  journal?: string;
  env?: NodeJS.ProcessEnv;
}

const SHARED = 'exec 2>&1; JOURNAL_STREAM=$(stat -L -c %d:%i /proc/$$/fd/1)';

/** All bytes that an app writes with the agent. Its stdout is a Unix socket, as that of a service is. */
async function written(app: string, { journal = SHARED, env = {} }: Circumstances = {}): Promise<string> {
  const file = `${SCRATCH}/priorities-app.cjs`;
  await writeFile(file, app);
  const node = process.env.NODE_UNDER_TEST ?? 'node';
  const child = spawn(
    'sh',
    ['-c', `${journal}; export JOURNAL_STREAM; exec "$@"`, 'sh', node, '--require', AGENT, file],
    {
      env: { PATH: process.env.PATH, NOTIFY_PRIORITIES: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  await once(child, 'close');
  return output;
}

priorities('console.error and console.warn: each line has its priority, a line with a prefix keeps it', async () => {
  const app = `console.log('plain'); console.error('one\\ntwo %d', 2); console.warn('careful'); console.error('<5>own\\nmore');
    console.assert(false, 'wrong'); console.group(); console.error('inside'); console.groupEnd(); console.info('end');`;
  assert.is(
    await written(app),
    'plain\n<3>one\n<3>two 2\n<4>careful\n<5>own\nmore\n<4>Assertion failed: wrong\n<3>  inside\nend\n',
  );
  assert.match(await written(`console.error(new Error('broken'))`), /^<3>Error: broken\n(<3> {4}at .*\n)+$/);
  assert.match(await written(`console.trace('here')`), /^<3>Trace: here\n(<3> {4}at .*\n)+$/);
});

priorities("a warning of Node's own is no error", async () => {
  const app =
    "process.emitWarning('old', 'DeprecationWarning', 'DEP1'); process.emitWarning('odd'); setImmediate(() => console.error('bad'));";
  assert.match(await written(app), /^(<4>\((node:\d+\) .*Warning: (old|odd)|Use `.*)\n){3,4}<3>bad\n$/);
});

priorities('a text from a client begins no line with a priority of its own', async () => {
  const texts = ['<0>alarm', 'x\\n<0>alarm', 'x\\0<0>alarm', 'x\\n<000>alarm'];
  const app = texts.slice(1).flatMap((text) => ['error', 'log'].map((method) => `console.${method}('${text}')`));
  assert.is(await written(`console.log('hello\\n{"level":60}')`), 'hello\n{"level":60}\n');
  assert.is(
    await written(`console.log('{"level":60}'); console.log('{"level":50}\\n')`),
    '<2>{"level":60}\n{"level":50}\n\n',
  );
  const lines = (await written(app.join(';'))).split(/[\n\0]/).filter(Boolean);
  assert.equal([...new Set(lines)], ['<3>x', '<3><0>alarm', 'x', '<6><0>alarm', '<3><000>alarm', '<6><000>alarm']);
});

priorities('only the stream of JOURNAL_STREAM, and only where the unit wants it', async () => {
  const app = `console.error('bad'); console.log('{"level":50}');`;
  const plain = 'bad\n{"level":50}\n';
  assert.is(await written(app, { journal: 'exec 2>&1; JOURNAL_STREAM=1:2' }), plain);
  assert.is(await written(app, { journal: 'exec 2>&1' }), plain);
  assert.is(await written(app, { env: { NOTIFY_PRIORITIES: '0' } }), plain);
  const apart = await written(app, { journal: 'JOURNAL_STREAM=$(stat -L -c %d:%i /proc/$$/fd/2)' });
  assert.equal(apart.split('\n').sort(), ['', '<3>bad', '{"level":50}']);
});

priorities('parts of a line stay together, and the stream holds the bytes of the app', async () => {
  const app = `process.stdout.write('a{"level":50'); process.stdout.write('}\\n'); process.stderr.write('progress ');
    console.error('done\\nand more'); process.stdout.write('{"level":50,'); process.stdout.write('"x":1}\\n');
    process.stdout.write(Buffer.from('{"level":40,"é":"\\u00ff"}\\n')); process.stdout.write('e9', 'hex'); process.stdout.write('\\n');`;
  const expected =
    'a{"level":50}\nprogress done\n<3>and more\n<3>{"level":50,"x":1}\n<4>{"level":40,"é":"ÿ"}\n\ufffd\n';
  assert.is(await written(app), expected);
});

priorities('pino writes to the descriptor, and counts its own bytes', async () => {
  const app = `const fs = require('node:fs'), told = [];
    const line = '{"level":50,"msg":"é"}\\n';
    told.push(fs.writeSync(1, line), fs.writeSync(1, line + line, 'utf8'), fs.writeSync(1, Buffer.from(line)), fs.writeSync(1, 'x\\n'));
    fs.write(1, line, 'utf8', (error, bytes, text) => {
      told.push(bytes, text === line);
      require('node:util').promisify(fs.write)(1, Buffer.from(line)).then(({ bytesWritten, buffer }) => {
        told.push(bytesWritten, buffer.length);
        fs.writeSync(2, JSON.stringify(told));
      });
    });`;
  const line = '<3>{"level":50,"msg":"é"}\n';
  assert.is(
    await written(app),
    `${line.repeat(4)}x\n${line.repeat(2)}${JSON.stringify([24, 48, 24, 2, 24, true, 24, 24])}`,
  );
});

priorities('workers of a cluster, worker threads and children that inherit the stream', async () => {
  const app = `const cluster = require('node:cluster');
    if (cluster.isPrimary) cluster.fork().on('exit', () => {
      const { Worker } = require('node:worker_threads');
      new Worker("console.error('thread'); console.log(JSON.stringify({ level: 40 }))", { eval: true });
    });
    else { console.error('worker'); process.exit(); }`;
  const lines = (await written(app)).trimEnd().split('\n');
  assert.equal(lines.sort(), ['<3>thread', '<3>worker', '<4>{"level":40}']);
});

priorities('an uncaught error leaves one line with the priority, and Node its own report', async () => {
  const output = await written(`process.stdout.write('part'); throw new TypeError('broken\\nbadly')`);
  assert.match(output, /^part\n<3>uncaught TypeError: broken\n<3>badly\n/);
  assert.match(output, /^TypeError: broken\nbadly\n {4}at /m);
  const handled = `process.on('uncaughtException', ({ message }) => console.log(message)); throw new Error('broken')`;
  assert.is(await written(handled), 'broken\n');
});

priorities.run();
