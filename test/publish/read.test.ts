/**
 * Directories that publish cannot extend, and the reason that it gives, with a stand-in for gpg.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BuildError } from '../../builder/errors.ts';
import { readRepository } from '../../builder/publish/read.ts';
import { pretending, systemError } from '../support/faults.ts';
import { signal } from '../support/published.ts';

const read = suite('state of a repository');
const { PATH } = process.env;
const SIGNER = 'A'.repeat(40);
let root = '';
read.before.each(() => {
  root = mkdtempSync(path.join(tmpdir(), 'build-deb-read-'));
  mkdirSync(path.join(root, 'dists'));
  process.env.PATH = `${root}:${PATH}`;
  // It takes what it is to verify for signed, and says what the file of answers says.
  const script = `for file; do :; done; cat "$file"; cat ${root}/answers >&2`;
  writeFileSync(path.join(root, 'gpg'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  says(`VALIDSIG x ${SIGNER}`);
});
read.after.each(() => {
  process.env.PATH = PATH;
  rmSync(root, { recursive: true });
});

const says = (answer: string): void => writeFileSync(path.join(root, 'answers'), `[GNUPG:] ${answer}\n`);

/** Writes a state with these files below dists/stable, and InRelease with their digests. */
function state(files: Record<string, string>, suiteName = 'stable'): void {
  const lines = Object.entries(files).map(([file, text]) => {
    const place = path.join(root, 'dists', suiteName, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
    return ` ${createHash('sha256').update(text).digest('hex')} ${text.length} ${file}\n`;
  });
  mkdirSync(path.join(root, 'dists', suiteName), { recursive: true });
  writeFileSync(path.join(root, 'dists', suiteName, 'InRelease'), `Suite: x\nSHA256:\n${lines.join('')}End: y\n`);
}

async function told(): Promise<string[]> {
  return readRepository(root, signal).then(
    (found) => [found === undefined ? 'none' : 'a repository'],
    ({ message, notes = [] }: BuildError) => [message.replaceAll(root, 'ROOT'), ...notes],
  );
}

const json = (own: object = {}): string => JSON.stringify({ format: 1, keys: [{ fingerprint: SIGNER }], ...own });
const PACKAGES = { 'main/binary-amd64/Packages': 'Filename: a\n', 'main/binary-arm64/Packages': 'Filename: b\n' };

read('a directory without a signed suite holds no repository', async () => {
  assert.equal(await told(), ['none']);
  mkdirSync(path.join(root, 'dists/stable'));
  assert.equal(await told(), ['none']);
  rmSync(path.join(root, 'dists'), { recursive: true });
  assert.equal(await told(), ['none']);
  const readdir = () => Promise.reject(systemError('EACCES', 'scandir'));
  await pretending(promises, { readdir }, async () => assert.match((await told())[0] ?? '', 'EACCES'));
});

read('a state is read with its entries, if one of its keys has signed it', async () => {
  state({ ...PACKAGES, 'repository.json': json() });
  const found = await readRepository(root, signal);
  assert.equal([...(found?.entries.keys() ?? [])], ['a', 'b']);
  assert.is(found?.indices.size, 3);
  says(`VALIDSIG x ${'B'.repeat(40)}`);
  assert.equal(await told(), [
    'publish cannot extend the repository in ROOT: another key has signed it',
    'name another directory',
  ]);
});

read('what cannot be extended has its reason', async () => {
  const other = 'publish cannot extend the repository in ROOT: ';
  state(PACKAGES);
  assert.is((await told())[0], `${other}another tool has made it`);
  state({ ...PACKAGES, 'repository.json': json({ format: 2 }) });
  assert.match((await told())[0] ?? '', 'the repository has the format 2, ');
  state({ 'repository.json': json() });
  assert.match((await told())[0] ?? '', /main\/binary-amd64\/Packages is not the file that was signed$/);
  const unverified = 'the signature of the repository in ROOT cannot be verified';
  const changed = 'the file InRelease was changed after it was signed: restore the directory from a copy';
  says('BADSIG 0123456789ABCDEF Ada');
  assert.equal(await told(), [unverified, changed]);
  says('NO_PUBKEY 0123456789ABCDEF');
  assert.equal(await told(), [unverified, 'your keyring lacks the key 0123456789ABCDEF: gpg --import FILE adds it']);
  state({}, 'testing');
  assert.match((await told())[0] ?? '', `${other}it has the suites stable, testing, and`);
});

read('a link or a file in the place of a folder leads nowhere', async () => {
  writeFileSync(path.join(root, 'pool'), '');
  assert.match((await told())[0] ?? '', 'ROOT/pool is no directory: ');
  rmSync(path.join(root, 'pool'));
  symlinkSync('dists', path.join(root, 'pool'));
  assert.match((await told())[0] ?? '', 'ROOT/pool is a symbolic link: ');
});

read.run();
