/**
 * The one way to run commands: words stay words, and nothing of the user's own shell gets in between.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';

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

shell.run();
