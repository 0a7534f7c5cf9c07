/**
 * The keyring of the user: keys are looked up, created and used by gpg.
 */
import { readlinkSync } from 'node:fs';
import { BuildError } from '../errors.ts';
import { type Run, run } from '../shell.ts';
import { type Certificate, keyProblem, parseListing, shownKey, signingKey } from './key-rules.ts';

/** A key that passed every check. */
export interface SigningKey {
  /** Of the primary key. */
  fingerprint: string;
  /** The key and its user in messages. */
  shown: string;
  /** The key or subkey that signs, in the form that gpg takes for this very one. */
  exact: string;
  /** In seconds since 1970; 0 for a key without an end. */
  expires: number;
}

async function gpg(args: string[], signal: AbortSignal): Promise<Run> {
  return run('gpg', ['--batch', '--yes', ...args], { env: environment(), signal });
}

/** gpg-agent asks for a passphrase on the terminal that GPG_TTY names (gpg-agent(1)). English messages are compared. */
function environment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C.UTF-8' };
  if (env.GPG_TTY !== undefined || !process.stdin.isTTY) return env;
  try {
    return { ...env, GPG_TTY: readlinkSync('/proc/self/fd/0') };
  } catch {
    // Only Linux has it.
    return env;
  }
}

function wordsOf(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.startsWith('gpg: ') && !/WARNING: unsafe/.test(line));
  return [...new Set(lines)].slice(0, 5);
}

/**
 * The key that `id` names, if machines accept its signatures.
 * @throws BuildError for a key that is missing, ambiguous, without its secret part, or of a kind that apt rejects.
 */
export async function findKey(id: string, signal: AbortSignal): Promise<SigningKey> {
  const found = await listed('--list-secret-keys', id, signal);
  const [certificate] = found;
  if (certificate === undefined) throw await missing(id, signal);
  if (found.length > 1) {
    throw new BuildError(`several keys of your keyring are called ${id}`, [
      ...found.map((one) => shownKey(one)),
      'name one by its fingerprint',
    ]);
  }
  return checked(certificate, signal);
}

async function listed(list: string, id: string, signal: AbortSignal): Promise<Certificate[]> {
  const { exitCode, stdout, stderr } = await gpg(['--with-colons', '--fixed-list-mode', list, '--', id], signal);
  if (exitCode !== 0 && /Fatal|can't|Permission/i.test(stderr)) throw failed('cannot read your keyring', stderr);
  return exitCode === 0 ? parseListing(stdout) : [];
}

async function missing(id: string, signal: AbortSignal): Promise<BuildError> {
  const [known] = await listed('--list-keys', id, signal);
  if (known === undefined) {
    return new BuildError(`your keyring has no key ${id}`, [
      'gpg --list-secret-keys shows the keys; gpg --import FILE adds one',
    ]);
  }
  return new BuildError(`the key ${shownKey(known)} is here without its secret part`, [
    'only the secret part can sign: gpg --import FILE adds it',
  ]);
}

async function checked(certificate: Certificate, signal: AbortSignal): Promise<SigningKey> {
  const now = Date.now() / 1000;
  const armored = await exportKeys([certificate.fingerprint], signal);
  const { stdout } = await run('gpg', ['--batch', '--list-packets'], { env: environment(), input: armored, signal });
  const problem = keyProblem(certificate, stdout, now);
  const signing = signingKey(certificate, now);
  if (problem !== undefined || signing === undefined) {
    throw new BuildError(`the key ${shownKey(certificate)} cannot sign a repository: ${problem}`, [
      'name another one with --key; without it, the first publish creates one',
    ]);
  }
  const ends = certificate.keys.filter((key) => key.isPrimary || key === signing).map(({ expires }) => expires);
  const expires = Math.min(...ends.filter((end) => end > 0));
  return {
    fingerprint: certificate.fingerprint,
    shown: shownKey(certificate),
    exact: `${signing.fingerprint}!`,
    expires: Number.isFinite(expires) ? expires : 0,
  };
}

/**
 * The key for `user`: a new one, or the one that an earlier call has created.
 * @throws BuildError if gpg cannot create it.
 */
export async function createKey(user: string, signal: AbortSignal): Promise<SigningKey> {
  const existing = await listed('--list-secret-keys', `=${user}`, signal);
  if (existing.length === 0) {
    const options = ['--passphrase', '', '--pinentry-mode', 'loopback'];
    const made = await gpg([...options, '--quick-generate-key', user, 'ed25519', 'sign', 'never'], signal);
    if (made.exitCode !== 0) throw failed('gpg cannot create a key', made.stderr);
  }
  return findKey(`=${user}`, signal);
}

/** The public parts, with their own signatures alone, as one armored block. */
export async function exportKeys(fingerprints: readonly string[], signal: AbortSignal): Promise<string> {
  const options = ['--armor', '--no-emit-version', '--no-comments', '--export-options', 'export-minimal'];
  const { exitCode, stdout, stderr } = await gpg([...options, '--export', '--', ...fingerprints], signal);
  if (exitCode !== 0 || stdout === '') throw failed('gpg cannot export the public key', stderr);
  return stdout;
}

/**
 * Signs a Release file by each key: `InRelease` and `Release.gpg` beside it.
 * @throws BuildError if a key cannot sign now, for example because there is no terminal to ask for its passphrase.
 */
export async function signRelease(folder: string, keys: readonly SigningKey[], signal: AbortSignal): Promise<void> {
  const users = keys.flatMap(({ exact }) => ['--local-user', exact]);
  const common = ['--armor', '--no-emit-version', '--no-comments', '--digest-algo', 'SHA512', ...users];
  for (const [output, command] of [
    ['InRelease', '--clearsign'],
    ['Release.gpg', '--detach-sign'],
  ] as const) {
    const signed = await gpg([...common, '--output', `${folder}/${output}`, command, `${folder}/Release`], signal);
    if (signed.exitCode !== 0) throw cannotSign(keys, signed.stderr);
  }
}

function cannotSign(keys: readonly SigningKey[], stderr: string): BuildError {
  const isLocked = /ioctl|pinentry|passphrase|cancelled|timeout/i.test(stderr);
  const advice = isLocked
    ? 'the key has a passphrase, and gpg-agent could not ask for it: sign something once in a terminal (gpg --clearsign), or see gpg-preset-passphrase(1)'
    : 'gpg --clearsign shows whether the key signs anything';
  const names = keys.map(({ shown }) => shown).join(' and ');
  return new BuildError(`gpg cannot sign with ${names}`, [...wordsOf(stderr), advice]);
}

/** A text that was signed, and the fingerprints of the primary keys whose signatures are good. */
interface Signed {
  text: string;
  signers: string[];
  /** Of keys that are not in the keyring. */
  unknown: string[];
}

/** The signed text of a file, and no word outside of it. Without a good signature there are no signers. */
export async function verifySigned(file: string, signal: AbortSignal): Promise<Signed> {
  const { stdout, stderr } = await gpg(['--status-fd', '2', '--no-auto-key-retrieve', '--decrypt', file], signal);
  const good = [...stderr.matchAll(/^\[GNUPG:\] VALIDSIG .* ([0-9A-F]{40,64})$/gm)].map(([, key = '']) => key);
  const isBad = /^\[GNUPG:\] BADSIG /m.test(stderr);
  const unknown = [...stderr.matchAll(/^\[GNUPG:\] NO_PUBKEY ([0-9A-F]+)$/gm)].map(([, key = '']) => key);
  return { text: stdout, signers: isBad ? [] : [...new Set(good)], unknown };
}

function failed(what: string, stderr: string): BuildError {
  return new BuildError(what, wordsOf(stderr));
}
