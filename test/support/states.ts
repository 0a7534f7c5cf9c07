/**
 * The files of a repository that a test has published.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { filesBelow } from '../../builder/publish/stage.ts';
import { run } from '../../builder/shell.ts';
import type { Workshop } from './published.ts';

/** Each file below a folder with the digest of its content. */
export async function contentOf(folder: string): Promise<Record<string, string>> {
  const files = (await filesBelow(folder)).sort();
  const digest = async (file: string) =>
    createHash('sha256')
      .update(await readFile(path.join(folder, file)))
      .digest('hex');
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await digest(file)])));
}

/** The call is refused with this message, and no file is another one. */
export async function refused(shop: Workshop, call: () => Promise<unknown>, message: RegExp): Promise<void> {
  const before = await contentOf(shop.repository).catch(() => undefined);
  const error = await call().then(
    () => undefined,
    (reason) => reason,
  );
  assert.instance(error, BuildError, String(error?.stack ?? 'accepted'));
  assert.match(error.message, message);
  assert.equal(await contentOf(shop.repository).catch(() => undefined), before);
  assert.not.match((await run('ls', ['-A', shop.repository])).stdout, '.publish-');
}

/**
 * The state that InRelease signs: each file is there, plain and under its digest, and so is each package. After a killed run
 * the plain files may be those of the next state.
 */
export async function isWhole(shop: Workshop, { isTorn = false } = {}): Promise<void> {
  const top = path.join(shop.repository, 'dists/stable');
  const release = await readFile(path.join(top, 'InRelease'), 'utf8');
  const signed = [...release.matchAll(/^ ([\da-f]{64}) +\d+ (\S+)$/gm)];
  assert.is(signed.length, 5, release);
  const content = await contentOf(shop.repository);
  for (const [, digest = '', file = ''] of signed) {
    if (!isTorn) assert.is(content[path.join('dists/stable', file)], digest, file);
    assert.is(content[path.join('dists/stable', path.dirname(file), 'by-hash/SHA256', digest)], digest, file);
  }
  for (const index of ['amd64', 'arm64']) {
    const packages = await readFile(path.join(top, `main/binary-${index}/Packages`), 'utf8');
    const found = [...packages.matchAll(/^Filename: (.*)[\s\S]*?^SHA256: (.*)$/gm)];
    assert.ok(found.length > 0);
    for (const [, file = '', digest] of found) assert.is(content[file], digest, file);
  }
  if (isTorn) return;
  const verified = await run('gpg', ['--batch', '--verify', path.join(top, 'Release.gpg'), path.join(top, 'Release')]);
  assert.is(verified.exitCode, 0, verified.stderr);
}
