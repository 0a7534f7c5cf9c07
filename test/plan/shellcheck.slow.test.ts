/**
 * The maintainer scripts of many packages, as dash and shellcheck read them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { needing } from '../support/tools.ts';
import { scripts } from './all-scripts.ts';

const checking = suite('maintainer scripts and shellcheck');

needing('shellcheck', checking)('dash and shellcheck have no complaint', async () => {
  const names = new Map([...scripts].map(([name, text]) => [text, name]));
  const folder = mkdtempSync(path.join(tmpdir(), 'build-deb-scripts-'));
  try {
    const files = await Promise.all(
      [...names].map(async ([text, name]) => {
        const file = path.join(folder, name.replaceAll(/\W/g, '-'));
        writeFileSync(file, text);
        assert.is((await run('dash', ['-n', file])).stderr, '', name);
        return file;
      }),
    );
    // Not wanted: braces around every variable (2250), no function or substitution in a condition (2310, 2312).
    const options = ['--shell=dash', '--enable=all', '--exclude=SC2250,SC2310,SC2312'];
    const { exitCode, stdout } = await run('shellcheck', [...options, ...files]);
    assert.is(exitCode, 0, stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

checking.run();
