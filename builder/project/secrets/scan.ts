/**
 * Secrets in a project's files, by name and by content.
 */
import { closeSync, fstatSync, readSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { BuildError } from '../../errors.ts';
import { oneLine } from '../../text.ts';
import { openRegular } from '../read-file.ts';
import { isBinary, isHarmless, OVERLAP, PIECE, passwordIn, secretIn } from './contents.ts';
import { type SecretKind, secretKind } from './names.ts';
import { secretPlace } from './package-json.ts';

export interface Finding {
  /** Relative to the project. */
  file: string;
  what: string;
  /** As in names.ts; a `hint` is no more than a name of a value, which may be harmless. */
  weight: SecretKind['weight'] | 'hint';
}

/**
 * The secret that a file holds, or undefined.
 * @param source its absolute path
 * @param file its name in messages, relative to the project
 * @throws BuildError if it cannot be read.
 */
export async function findSecret(source: string, file: string): Promise<Finding | undefined> {
  const kind = secretKind(file);
  if (kind && !kind.isDoubtful) return { file, what: kind.what, weight: kind.weight };
  const { start, secret } = await look(source);
  if (secret !== undefined) return { file, what: secret, weight: 'secret' };
  if (kind && !isHarmless(file, start)) return { file, what: kind.what, weight: kind.weight };
  const place = path.basename(file) === 'package.json' ? secretPlace(start.toString()) : undefined;
  if (place !== undefined) return { file, what: `a secret in ${oneLine(place)}`, weight: 'hint' };
  const key = passwordIn(file, start);
  return key === undefined ? undefined : { file, what: `a value for ${key}`, weight: 'hint' };
}

/** Films and models are large, and hold no text behind so many bytes. */
const MOST_OF_BINARY = 64 * 1024 * 1024;

/** The first piece of a file, and the first secret in any. */
async function look(source: string): Promise<{ start: Buffer; secret: string | undefined }> {
  const descriptor = openRegular(source);
  try {
    const start = pieceAt(descriptor, 0);
    for (const at of offsets(descriptor, start)) {
      const secret = secretIn(at === 0 ? start : pieceAt(descriptor, at), start);
      if (secret !== undefined) return { start, secret };
      // A signal can end the build between two pieces.
      await setImmediate();
    }
    return { start, secret: undefined };
  } finally {
    closeSync(descriptor);
  }
}

/** Where the pieces of a file begin. Each repeats the end of the one before. */
function offsets(descriptor: number, start: Buffer): number[] {
  if (start.length < PIECE) return [0];
  const { size } = fstatSync(descriptor);
  const end = isBinary(start) ? Math.min(size, MOST_OF_BINARY) : size;
  const step = PIECE - OVERLAP;
  return Array.from({ length: Math.ceil(end / step) }, (_, count) => count * step);
}

/** Memory of its own for larger pieces only: most files are small. */
const shared = Buffer.allocUnsafe(64 * 1024);

function pieceAt(descriptor: number, at: number): Buffer {
  const count = readSync(descriptor, shared, 0, shared.length, at);
  const first = Buffer.from(shared.subarray(0, count));
  if (count < shared.length) return first;
  const piece = Buffer.allocUnsafe(PIECE);
  first.copy(piece);
  return piece.subarray(0, count + fill(descriptor, piece.subarray(count), at + count));
}

/** Fills `piece` up to the end of the file, and returns the count of bytes: read(2) may give fewer than there are. */
function fill(descriptor: number, piece: Buffer, at: number): number {
  const count = readSync(descriptor, piece, 0, piece.length, at);
  return count === 0 || count === piece.length ? count : count + fill(descriptor, piece.subarray(count), at + count);
}

/** So many files are named. */
const SHOWN = 10;

/** The error for files that may not be in a package. `advice` says how to name one that has to. */
export function secretsError(findings: readonly Finding[], advice: string): BuildError {
  const more = findings.length > SHOWN ? [`and ${findings.length - SHOWN} more`] : [];
  return new BuildError('the package would hold secrets', [
    ...findings.slice(0, SHOWN).map(({ file, what }) => `${file}: ${what}`),
    ...more,
    'every user of the target can read a package, and so can everybody who gets it: take them out, or move values to "secrets"',
    advice,
  ]);
}

/**
 * For a text that becomes part of the package.
 * @throws BuildError if it holds a secret.
 */
export function refuseSecretText(content: Uint8Array, file: string): void {
  const what = secretIn(content);
  if (what === undefined) return;
  throw secretsError([{ file, what, weight: 'secret' }], 'a text that becomes part of another file has no exception');
}
