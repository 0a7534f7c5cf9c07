/**
 * A program whose administrator has made a mistake in a file of settings.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { AGENT } from './systemd.ts';

const settings = suite('notify agent: program with unusable settings');
let folder = '';
settings.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-settings-'));
});
settings.after.each(() => rm(folder, { recursive: true, force: true }));

settings('the program runs in spite of them, and its children hear no word of it', async () => {
  const file = path.join(folder, 'shop');
  await writeFile(file, 'PORT\n');
  const program = path.join(folder, 'task.cjs');
  const show = "console.log(process.env.NOTIFY_SETTINGS); if (process.argv[2] !== 'child')";
  await writeFile(program, `${show} require('node:child_process').fork(__filename, ['child']);`);
  const { NODE_UNDER_TEST = 'node' } = process.env;
  const env = { PATH: process.env.PATH, NOTIFY_SETTINGS: file, NODE_OPTIONS: `--require ${AGENT}` };
  assert.equal(await run(NODE_UNDER_TEST, [program], { env }), {
    exitCode: 0,
    stdout: 'undefined\nundefined\n',
    stderr: `${file}:1: systemd ignores this line, because it has no "="\n`,
  });
});

settings.run();
