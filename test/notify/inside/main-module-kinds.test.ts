/**
 * How the agent waits for a main module: it imports an ES module once more, and looks again and again at any other.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type * as MainModule from '../../../payload/notify/main-module.ts';
import { Clock } from '../clock.ts';
import { isolate } from '../isolated.ts';

const kinds = suite('notify agent: kinds of main modules');

interface Program {
  file?: string;
  options?: string;
  execArgv?: string[];
  /** package.json files by their folders. */
  packages?: Record<string, string>;
  mainModule?: { loaded: boolean } | undefined;
}

/** A program after `ms`: whether the agent has imported it, still looks at it, or has found it evaluated. */
async function state(program: Program, ms = 0): Promise<'imported' | 'waits' | 'loaded'> {
  const { file = '/app/main.js', options, execArgv = [], packages = {}, mainModule } = program;
  const clock = new Clock();
  let isDone = 0;
  const readFileSync = (path: string): string => {
    const text = packages[path.replace(/\/package\.json$/, '') || '/'];
    if (text === undefined) throw new Error('ENOENT');
    return text;
  };
  const surroundings = clock.surroundings({
    process: { argv: ['node', file], execArgv, env: { NODE_OPTIONS: options }, mainModule },
    modules: { 'node:fs': { readFileSync } },
  });
  isolate<typeof MainModule>('main-module.ts', surroundings).onMainModule(() => {
    isDone += 1;
  });
  assert.is(isDone, 0);
  await clock.pass(ms);
  if (isDone > 0) return 'loaded';
  // The import fails in this test. A timer is left for the next look, and keeps no process alive.
  const [alive, others] = clock.counts;
  assert.is(alive, 0);
  return others > 0 ? 'waits' : 'imported';
}

kinds('options that load modules before the main module', async () => {
  for (const [program, expected] of [
    [{}, 'imported'],
    [{ options: '--require ./a.cjs', execArgv: ['--enable-source-maps'] }, 'imported'],
    [{ options: '--import=./a.mjs' }, 'waits'],
    [{ options: '-r x --loader ./a.mjs' }, 'waits'],
    [{ execArgv: ['--experimental-loader=./a.mjs'] }, 'waits'],
    [{ execArgv: ['--no-warnings', '--import', './a.mjs'] }, 'waits'],
    [{ options: '--title=x--import' }, 'imported'],
    [{ options: '--important' }, 'imported'],
  ] as const)
    assert.is(await state(program as Program), expected, JSON.stringify(program));
});

kinds('behind such options, ES modules alone are imported', async () => {
  const module = '{"type":"module"}';
  for (const [file, packages, expected] of [
    ['/app/main.mjs', {}, 'imported'],
    ['/app/main.cjs', { '/app': module }, 'waits'],
    ['/app/main.js', { '/app': module }, 'imported'],
    ['/app/main', { '/app': module }, 'imported'],
    ['/app/mjs', {}, 'waits'],
    ['/app/lib/main.js', { '/app': module }, 'imported'],
    ['/app/lib/main.js', { '/': module }, 'imported'],
    // The nearest one counts.
    ['/app/lib/main.js', { '/app/lib': '{}', '/app': module }, 'waits'],
    ['/app/main.js', { '/app': '{"type":"commonjs"}' }, 'waits'],
    ['/app/main.js', {}, 'waits'],
    ['/app/main.js', { '/app': '{' }, 'waits'],
  ] as const) {
    const program = { file, packages: packages as Record<string, string>, options: '--import=x' };
    assert.is(await state(program), expected, JSON.stringify([file, packages]));
  }
});

kinds('a CommonJS module is never imported, and is looked at until it is evaluated', async () => {
  for (const options of ['', '--import=x']) {
    const mainModule = { loaded: false };
    assert.is(await state({ options, mainModule, file: '/app/main.mjs' }, 1000), 'waits');
    mainModule.loaded = true;
    assert.is(await state({ options, mainModule }), 'loaded');
  }
});

kinds('the look is repeated: at an option that loads modules first, and until the end of the evaluation', async () => {
  const clock = new Clock();
  const surroundings = clock.surroundings({
    process: { argv: ['node', '/app/main.cjs'], env: { NODE_OPTIONS: '--import=x' } },
  });
  let isDone = 0;
  isolate<typeof MainModule>('main-module.ts', surroundings).onMainModule(() => {
    isDone += 1;
  });
  await clock.pass(50);
  surroundings.process.mainModule = { loaded: false };
  await clock.pass(50);
  assert.is(isDone, 0);
  surroundings.process.mainModule = { loaded: true };
  await clock.pass(20);
  assert.is(isDone, 1);
  await clock.pass(100);
  assert.equal([isDone, clock.counts], [1, [0, 0]]);
});

kinds.run();
