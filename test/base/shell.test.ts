/**
 * The one way to run commands: words stay words, and nothing of the user's own shell gets in between.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { filter, hold, pump, run, runAttached } from '../../builder/shell.ts';

const shell = suite('shell');

shell('a word is what it was, whatever is in it', async () => {
  const word = fc.string({ unit: fc.constantFrom(...` a-~$'"\`\\\n\t*?#!;&|<>(){}[]é€`) });
  const words = fc.sample(word, { numRuns: 500, seed: 1 });
  const { stdout } = await run('printf', ['%s\\0', ...words]);
  assert.equal(stdout.split('\0').slice(0, -1), words);
});

shell("the user's ~/.bashrc is not read, as bash does when its input is a socket", async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'notifydemo-shell-'));
  try {
    await writeFile(path.join(home, '.bashrc'), 'touch ~/was-read\n');
    const { stdout } = await run('cat', [], { input: 'x', env: { PATH: process.env.PATH, HOME: home } });
    assert.is(stdout, 'x');
    assert.not.ok(existsSync(path.join(home, 'was-read')));
  } finally {
    await rm(home, { recursive: true });
  }
});

shell('a command that is not there has the exit code 127, and says so', async () => {
  const { exitCode, stderr } = await run('no-such-command', ['x']);
  assert.is(exitCode, 127);
  assert.match(stderr, /no-such-command.*not found/);
});

shell('input and output of a command, its exit code and its end by a signal', async () => {
  assert.equal(await run('sh', ['-c', 'cat; echo no >&2; exit 3'], { input: 'x' }), {
    ...{ exitCode: 3, stdout: 'x', stderr: 'no\n' },
  });
  assert.is((await run('cat', [])).stdout, '');
  // A command that reads nothing of a long input ends as it likes.
  assert.is((await run('true', [], { input: 'x'.repeat(1e6) })).exitCode, 0);
  assert.is.not((await run('sh', ['-c', 'kill -9 $$'])).exitCode, 0);
  const place = await mkdtemp(path.join(tmpdir(), 'notifydemo-shell-'));
  assert.is((await run('pwd', [], { cwd: place })).stdout, `${place}\n`);
  await rm(place, { recursive: true });
  const reason = new Error('enough');
  const stopped = run('sleep', ['60'], { signal: AbortSignal.any([AbortSignal.abort(reason)]) });
  await stopped.then(
    () => assert.unreachable(),
    (error) => assert.is(error, reason),
  );
});

shell('a command that speaks with the user gives its exit code', async () => {
  assert.is(await runAttached('sh', ['-c', 'exit 3']), 3);
  assert.is(await runAttached('true', []), 0);
  assert.is.not(await runAttached('sh', ['-c', 'kill -9 $$']), 0);
  assert.is(await runAttached('sh', ['-c', '[ /proc/self/fd/1 -ef /proc/self/fd/2 ]']), 0);
});

const { signal } = new AbortController();

shell('each piece is written while the next one is made, and none before the one in front of it', async () => {
  const told: string[] = [];
  const pieces = function* (): Generator<Uint8Array> {
    for (const at of [0, 1, 2]) {
      told.push(`made ${at}`);
      yield Buffer.from([at]);
    }
  };
  await pump(
    pieces(),
    async ([at]) => {
      told.push(`begun ${at}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      told.push(`written ${at}`);
    },
    signal,
  );
  assert.equal(told, [
    'made 0',
    'begun 0',
    'made 1',
    'written 0',
    'begun 1',
    'made 2',
    'written 1',
    'begun 2',
    'written 2',
  ]);
});

shell('a write that fails, also the last one, and a signal end it with their reason', async () => {
  const pieces = [Buffer.from('a'), Buffer.from('b')];
  for (const failing of ['a', 'b']) {
    const written = pump(
      pieces,
      async (piece) => {
        if (String(piece) === failing) throw new Error(`no ${failing}`);
      },
      signal,
    );
    await written.then(
      () => assert.unreachable(),
      (error) => assert.is(error.message, `no ${failing}`),
    );
  }
  const aborter = new AbortController();
  let count = 0;
  const stopped = pump(
    pieces,
    async () => {
      count += 1;
      aborter.abort(new Error('enough'));
    },
    aborter.signal,
  );
  await stopped.then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, 'enough'),
  );
  assert.is(count, 1);
});

/** The output of a filter, or its error. */
async function filtered(command: [string, ...string[]], pieces: Iterable<Uint8Array>, stop = signal): Promise<string> {
  const place = await mkdtemp(path.join(tmpdir(), 'notifydemo-shell-'));
  const output = await open(path.join(place, 'out'), 'w');
  try {
    await filter(command, pieces, { output: output.fd, signal: stop });
    return await readFile(path.join(place, 'out'), 'utf8');
  } finally {
    await output.close();
    await rm(place, { recursive: true });
  }
}

shell('a filter sees all pieces, in English and without variables of xz', async () => {
  const pieces = Array.from({ length: 300 }, (_, at) => Buffer.from(`${at} `.repeat(1000)));
  assert.is(await filtered(['cat'], pieces), pieces.join(''));
  const { XZ_OPT } = process.env;
  process.env.XZ_OPT = '-9';
  try {
    const said = await filtered(['sh', '-c', 'cat >/dev/null; echo "$LC_ALL,$XZ_OPT,$XZ_DEFAULTS"'], []);
    assert.is(said, 'C,,\n');
  } finally {
    if (XZ_OPT === undefined) delete process.env.XZ_OPT;
    else process.env.XZ_OPT = XZ_OPT;
  }
});

shell('a filter fails with the words of the command, with the error of its pieces, or with the signal', async () => {
  const long = Array.from({ length: 100 }, () => Buffer.alloc(100_000));
  for (const pieces of [[], long]) {
    const failure = await filtered(['sh', '-c', 'echo first >&2; echo second >&2; exit 1'], pieces).catch(
      (error) => error,
    );
    assert.instance(failure, BuildError);
    assert.equal([failure.message, failure.notes], ['sh failed', ['first', 'second']]);
  }
  // A command that ends well, and before it has read everything, has failed too.
  assert.instance(await filtered(['true'], long).catch((error) => error), BuildError);
  const broken = function* (): Generator<Uint8Array> {
    yield Buffer.from('a');
    throw new Error('no more');
  };
  await filtered(['cat'], broken()).then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, 'no more'),
  );
  const reason = new Error('enough');
  await filtered(['cat'], long, AbortSignal.abort(reason)).then(
    () => assert.unreachable(),
    (error) => assert.is(error, reason),
  );
});

shell('a command that is held goes on until its end is wanted; an early end has its reason', async () => {
  const waiting = (): void => {};
  const { signal } = new AbortController();
  const end = await hold(['sh', '-c', 'echo held; exec cat'], { signal, waiting });
  await end();
  const failed = await hold(['sh', '-c', 'echo no lock >&2; exit 3'], { signal, waiting }).catch((error) => error);
  assert.equal([failed.message, failed.notes], ['sh failed', ['no lock']]);
  const stop = new AbortController();
  const held = hold(['sleep', '60'], { signal: stop.signal, waiting }).catch((error) => error);
  stop.abort(new Error('interrupted'));
  assert.is((await held).message, 'interrupted');
});

shell.run();
