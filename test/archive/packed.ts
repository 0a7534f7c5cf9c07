/**
 * Contents of each size as files and texts, and archives of them.
 */
import fs from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { tar } from '../../builder/archive/tar.ts';
import { type Entry, textEntry } from '../../builder/manifest.ts';

export let folder = '';

/** Gives each test of a suite a folder for its files. */
export function inPackingFolder(tests: Test): void {
  tests.before.each(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-packing-'));
  });
  tests.after.each(() => rm(folder, { recursive: true, force: true }));
}

export const MIB = 1024 ** 2;
export const TIME = 1234567890;

const contents = new Map<number, Buffer>();

/** The same content for the same size, without any period that a wrong border could hide in. */
export function contentOf(size: number): Buffer {
  const known = contents.get(size);
  if (known) return known;
  const made = Buffer.alloc(size);
  for (let at = 0; at < size; at += 1) made[at] = (at * 31 + (at >> 8)) % 251;
  contents.set(size, made);
  return made;
}

/** A file of `size` bytes, planned with `planned` bytes. */
export async function fileEntry(size: number, planned = size): Promise<Entry & { type: 'file' }> {
  const source = path.join(folder, String(size));
  if (!fs.existsSync(source)) await writeFile(source, contentOf(size));
  return { type: 'file', path: `/f${size}`, source, size: planned, mode: 0o644, owner: 'root', conffile: false };
}

export const text = (size: number): Entry => textEntry(`/t${size}`, contentOf(size));

/** The whole archive. A piece must be good until the next but one is asked for. */
export function packed(entries: readonly Entry[], digested?: (at: number, md5: Uint8Array) => void): Buffer {
  const copies: Buffer[] = [];
  let last: Buffer | undefined;
  for (const piece of tar(entries, TIME, digested)) {
    assert.ok(piece.length > 0 && piece.length <= MIB);
    if (last) assert.ok(last.equals(copies.at(-1) as Buffer), 'the piece before is overwritten too early');
    last = piece;
    copies.push(Buffer.from(piece));
  }
  return Buffer.concat(copies);
}
