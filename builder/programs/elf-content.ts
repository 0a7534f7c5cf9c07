/**
 * The content of an ELF file: words, segments and names (elf(5)).
 */
import type { BuildError } from '../errors.ts';

// A type of segments, by its name in elf.h.
const PT_LOAD = 1;

/** Limits that no real file reaches: a file that is made to be endless does. Names in bytes. */
export const MOST_ENTRIES = 4096;
const LONGEST_NAME = 4096;

/** A file, read piece by piece. The file itself tells the position of each piece, and may be wrong. */
export interface Content {
  size: number;
  /** Whether its name is that of an addon of Node. */
  isAddon: boolean;
  /** Bytes of an address or a size: 8, or 4 in 32-bit files. */
  word: number;
  read(position: number, length: number): Promise<DataView>;
  damaged(why: string): BuildError;
}

/** A part that is mapped to `address`. */
export type Segment = Record<'type' | 'offset' | 'address' | 'size', number>;
export type NameAt = (at: number) => Promise<string>;

/** An address or a size. Beyond 2^53 it is inexact, and beyond the end of any file. */
export function wordAt(view: DataView, at: number, word: number): number {
  return word === 8 ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true);
}

export async function readSegments({ word, read, damaged }: Content): Promise<Segment[]> {
  const header = await read(0, 34 + 3 * word);
  const [each, count] = [header.getUint16(30 + 3 * word, true), header.getUint16(32 + 3 * word, true)];
  if (count > 0 && each !== (word === 8 ? 56 : 32)) throw damaged('its program headers have a wrong size');
  const view = await read(wordAt(header, 24 + word, word), count * each);
  return Array.from({ length: count }, (_, index) => ({
    type: view.getUint32(index * each, true),
    offset: wordAt(view, index * each + word, word),
    address: wordAt(view, index * each + 2 * word, word),
    size: wordAt(view, index * each + 4 * word, word),
  }));
}

/** The position in the file of what is mapped to `address`. */
export function positionOf(
  address: number | undefined,
  segments: readonly Segment[],
  damaged: Content['damaged'],
): number {
  const holds = (s: Segment): boolean =>
    address !== undefined && s.type === PT_LOAD && s.address <= address && address < s.address + s.size;
  const segment = segments.find(holds);
  if (!segment || address === undefined) throw damaged('it refers to an address that is not loaded');
  return segment.offset + address - segment.address;
}

/** The name at `position`, which ends with a zero byte. It has at most `limit` bytes. */
export async function readName({ size, read, damaged }: Content, position: number, limit: number): Promise<string> {
  const length = Math.max(0, Math.min(limit, size - position, LONGEST_NAME));
  const bytes = Buffer.from((await read(position, length)).buffer);
  const name = bytes.toString('utf8', 0, bytes.indexOf(0));
  // Names are shown: control characters could play tricks on a terminal.
  if (!/^\P{Cc}+$/u.test(name)) throw damaged('a name in it is none');
  return name;
}
