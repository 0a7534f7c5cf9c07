/**
 * Random sequences of events, against a model of systemd and of the agent's contract (model-unit.ts). The processes run in
 * memory, by a clock of the test's.
 *
 *   STEPS=10000 node --import=tsx node_modules/uvu/bin.js test '^notify/model'
 *
 * A failure prints its smallest sequence with SEED and RUN, which repeat it.
 */
import path from 'node:path';
import { buildSync } from 'esbuild';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { AGENT } from './systemd.ts';

const model = suite('notify agent: model');

model('any sequence of events: systemd hears the truth, at the right time', async () => {
  // One file, for the Node under test.
  const file = path.join(path.dirname(AGENT), 'model.mjs');
  const entryPoints = ['test/notify/model/main.ts'];
  buildSync({ entryPoints, bundle: true, platform: 'node', format: 'esm', target: 'node18', outfile: file });
  const { NODE_UNDER_TEST = 'node' } = process.env;
  const { exitCode, stdout, stderr } = await run(NODE_UNDER_TEST, [file], { env: { ...process.env, AGENT } });
  assert.is(exitCode, 0, `${stdout}${stderr}`);
  const [, done] = /^(\d+) steps$/m.exec(stdout) ?? [];
  assert.ok(Number(done) >= 0.5 * Number(process.env.STEPS ?? 500) || process.env.RUN, stdout);
});

model.run();
