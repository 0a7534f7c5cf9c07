/**
 * Keys of the user: those that the apt of Debian 13 accepts, and no others.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportKeys, findKey } from '../../builder/publish/gpg.ts';
import { run } from '../../builder/shell.ts';
import { signal, Workshop } from '../support/published.ts';
import { needing } from '../support/tools.ts';

const keys = suite('keys of a repository');
const test = needing('gpg', keys);
let workshop: Workshop;

keys.before.each(() => {
  workshop = new Workshop();
});
keys.after.each(() => workshop.close());

async function refused(id: string, message: RegExp): Promise<void> {
  const error = await findKey(id, signal).then(
    () => undefined,
    (reason: Error) => reason,
  );
  assert.match(error?.message ?? 'accepted', message);
}

async function gpg(...args: string[]): Promise<void> {
  const { exitCode, stderr } = await run('gpg', [
    '--batch',
    '--yes',
    '--passphrase',
    '',
    '--pinentry-mode',
    'loopback',
    ...args,
  ]);
  assert.is(exitCode, 0, stderr);
}

test('sound keys sign', async () => {
  for (const algorithm of ['ed25519', 'rsa2048', 'nistp256']) {
    const fingerprint = await workshop.key(`sound ${algorithm}`, algorithm);
    assert.is((await findKey(fingerprint, signal)).exact, `${fingerprint}!`);
  }
});

test('weak keys are refused', async () => {
  await refused(await workshop.key('short', 'rsa1024'), /it is RSA with 1024 bits; the apt of Debian 13 rejects it/);
  await refused(await workshop.key('dsa', 'dsa2048'), /it is a DSA key; the apt of Debian 13 rejects it/);
  await refused(await workshop.key('curve', 'brainpoolP256r1'), /its curve is brainpoolP256r1/);
  const sha1 = await workshop.key('sha1', 'rsa2048', '--cert-digest-algo', 'SHA1', '--allow-weak-digest-algos');
  await refused(sha1, /it signs itself with SHA-1 or MD5/);
});

test('a weak subkey that would sign is refused, and a sound one signs', async () => {
  const fingerprint = await workshop.key('subkeys');
  await gpg('--quick-add-key', fingerprint, 'ed25519', 'sign');
  assert.is.not((await findKey(fingerprint, signal)).exact, `${fingerprint}!`);
  const weak = await workshop.key('weak subkey');
  await gpg('--quick-add-key', weak, 'rsa1024', 'sign');
  await refused(weak, /it is RSA with 1024 bits/);
});

test('keys that have ended or cannot sign are refused', async () => {
  const old = ['--faked-system-time', '20200101T000000', '--quick-generate-key', 'old', 'ed25519', 'sign', '1y'];
  await gpg(...old);
  await refused('old', /it has expired/);
  await gpg('--quick-generate-key', 'certifies', 'rsa2048', 'cert', 'never');
  await refused('certifies', /it cannot sign/);
});

test('a key without its secret part, a missing one and several of one name are told apart', async () => {
  const fingerprint = await workshop.key('twin');
  const armored = await exportKeys([fingerprint], signal);
  await workshop.key('twin two');
  await refused('twin', /several keys of your keyring are called twin/);
  await refused('stranger', /your keyring has no key stranger/);
  const other = new Workshop();
  try {
    await run('gpg', ['--batch', '--import'], { input: armored });
    await refused(fingerprint, /is here without its secret part/);
  } finally {
    await other.close();
  }
});

test('a key with a passphrase and no terminal is told of, and changes no file', async () => {
  const secret = ['--batch', '--passphrase', 'secret', '--pinentry-mode', 'loopback'];
  await run('gpg', [...secret, '--quick-generate-key', 'locked', 'ed25519', 'sign', 'never']);
  await run('gpgconf', ['--kill', 'gpg-agent']);
  const file = await workshop.package(['app', '1']);
  const error = await workshop.publish([file], { key: 'locked' }).then(
    () => undefined,
    (reason) => reason,
  );
  assert.match(error?.message ?? '', /gpg cannot sign with [0-9A-F]{40} \(locked\)/);
  assert.match(error?.notes.join('\n'), 'the key has a passphrase');
  assert.is((await run('ls', ['-A', workshop.folder])).stdout, 'packages\n');
});

keys.run();
