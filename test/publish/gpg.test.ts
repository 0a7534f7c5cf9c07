/**
 * What gpg says, with a stand-in for it: failures in its words, and signatures that count. keys.slow.test.ts has gpg itself.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BuildError } from '../../builder/errors.ts';
import { createKey, exportKeys, findKey, signRelease, verifySigned } from '../../builder/publish/gpg.ts';
import { signal } from '../support/published.ts';

const keyring = suite('answers of gpg');
const { PATH } = process.env;
let folder = '';
keyring.before.each(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'build-deb-gpg-'));
  process.env.PATH = `${folder}:${PATH}`;
});
keyring.after.each(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

/** A gpg that notes its words and the language, and then runs this script. */
function gpg(script: string): void {
  const text = `#!/bin/sh\necho "$LC_ALL $*" >>${folder}/words\n${script}\n`;
  writeFileSync(path.join(folder, 'gpg'), text, { mode: 0o755 });
}

const calls = (): string[] => readFileSync(path.join(folder, 'words'), 'utf8').trim().split('\n');

async function told(work: Promise<unknown>): Promise<string[]> {
  return work.then(
    () => ['no failure'],
    ({ message, notes }: BuildError) => [message, ...notes],
  );
}

keyring('a keyring that cannot be read is no keyring without the key', async () => {
  const lines = ['WARNING: unsafe permissions', ...'aabcdefg'].map((line) => `echo 'gpg: ${line}' >&2`);
  const failed = 'cannot read your keyring';
  for (const word of ['Fatal', "can't open", 'Permission denied', 'permission denied']) {
    gpg(`echo "gpg: ${word}" >&2; echo '[GNUPG:] ERROR' >&2; ${lines.join('; ')}; exit 2`);
    const five = [word, ...'abcd'].map((line) => `gpg: ${line}`);
    assert.equal(await told(findKey('A', signal)), [failed, ...five]);
  }
  const missing = ['your keyring has no key A', 'gpg --list-secret-keys shows the keys; gpg --import FILE adds one'];
  for (const script of ['echo "gpg: error reading key: No secret key" >&2; exit 2', 'echo "gpg: Permission" >&2']) {
    gpg(script);
    assert.equal(await told(findKey('A', signal)), missing, script);
  }
  for (const call of calls()) assert.match(call, /^C\.UTF-8 --batch --yes .*-- A$/);
});

keyring('a key ends with its first part that ends, or never', async () => {
  const ends = async (primary: string, subkey: string): Promise<number> => {
    const key = (type: string, end: string, can: string): string =>
      `${type}:u:256:22:ID:1:${end}:::::${can}:::+::ed25519::`;
    const lines = [key('sec', primary, 'cC'), 'fpr:::::::::P:', key('ssb', subkey, 's'), 'fpr:::::::::S:'];
    gpg(`case "$*" in
      *--list-secret-keys*) printf '%s\\n' '${lines.join("' '")}' ;;
      *--list-packets*) echo 'digest algo 8' ;;
      *) echo key ;;
    esac`);
    const { fingerprint, exact, expires } = await findKey('A', signal);
    assert.equal([fingerprint, exact], ['P', 'S!']);
    return expires;
  };
  const [soon, later] = ['4000000000', '5000000000'];
  assert.is(await ends('', ''), 0);
  assert.is(await ends(soon, ''), Number(soon));
  assert.is(await ends(later, soon), Number(soon));
  assert.is(await ends(soon, later), Number(soon));
});

keyring('a refusal to create, to export or to sign is told in its words', async () => {
  gpg('case "$*" in *--list*) ;; *) echo "gpg: no" >&2; exit 2 ;; esac');
  assert.equal(await told(createKey('A', signal)), ['gpg cannot create a key', 'gpg: no']);
  assert.equal(await told(exportKeys(['A'], signal)), ['gpg cannot export the public key', 'gpg: no']);
  const key = { fingerprint: 'A', shown: 'A (Ada)', exact: 'A!', expires: 0 };
  const keys = [key, { ...key, shown: 'B', exact: 'B!' }];
  const plain = 'gpg --clearsign shows whether the key signs anything';
  assert.equal(await told(signRelease(folder, keys, signal)), ['gpg cannot sign with A (Ada) and B', 'gpg: no', plain]);
  for (const word of ['ioctl', 'No pinentry', 'Bad passphrase', 'Operation cancelled', 'Timeout']) {
    gpg(`echo "gpg: ${word}" >&2; exit 2`);
    assert.match((await told(signRelease(folder, keys, signal))).at(-1) ?? '', /^the key has a passphrase, /, word);
  }
  // gpg ends without a failure if there is no such key (gpg(1), --export).
  gpg('exit 0');
  assert.equal(await told(exportKeys(['A'], signal)), ['gpg cannot export the public key']);
});

keyring('a good signature counts once for each key, and none beside a bad one', async () => {
  const [one, two] = ['A', 'B'].map((letter) => letter.repeat(40));
  const status = (...lines: string[]): void =>
    gpg(`echo text\n${lines.map((line) => `echo '[GNUPG:] ${line}' >&2`).join('\n')}`);
  const valid = (key = ''): string => `VALIDSIG ${'C'.repeat(40)} 2026-11-27 1 0 4 0 22 10 01 ${key}`;
  status(valid(one), valid(one), valid(two), 'NO_PUBKEY 0123456789ABCDEF');
  const good = { text: 'text\n', signers: [one, two], unknown: ['0123456789ABCDEF'] };
  assert.equal(await verifySigned('x', signal), good);
  status(valid(one), 'BADSIG 0123456789ABCDEF Ada');
  assert.equal(await verifySigned('x', signal), { text: 'text\n', signers: [], unknown: [] });
  status('GOODSIG 0123456789ABCDEF Ada');
  assert.equal((await verifySigned('x', signal)).signers, []);
});

keyring.run();
