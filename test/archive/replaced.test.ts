/**
 * Files that become something else between the plan and the package.
 */
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tar } from '../../builder/archive/tar.ts';
import { BuildError } from '../../builder/errors.ts';
import type { Entry } from '../../builder/manifest.ts';
import { run } from '../../builder/shell.ts';

const replaced = suite('replaced files');

replaced('a file that became a link or a named pipe is refused, and no build waits for it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-replaced-'));
  const source = path.join(folder, 'file');
  const secret = path.join(folder, 'secret');
  await writeFile(secret, 'four');
  const entry: Entry = { type: 'file', path: '/x', source, size: 4, mode: 0o644, owner: 'root', conffile: false };
  const changes = [() => symlink(secret, source), () => run('mkfifo', [source]), () => symlink('/dev/zero', source)];
  for (const change of changes) {
    await change();
    try {
      for (const piece of tar([entry], 0)) assert.ok(piece);
      assert.unreachable('it was packed');
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      assert.is(error.message, `${source} changed while it was being packed`);
    }
    await rm(source);
  }
  assert.equal(await readdir(folder), ['secret']);
  await rm(folder, { recursive: true });
});

replaced.run();
