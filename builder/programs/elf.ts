/**
 * The demands of a native file on its system, from its ELF headers (elf(5)). As ld.so does, this reads the program headers,
 * since sections may be stripped. It reads only a few parts of a file: Node's own executable has 126 MB.
 */
import { open } from 'node:fs/promises';
import { BuildError, fileSystemReason } from '../errors.ts';
import { isElf } from './file-kinds.ts';

export interface Elf {
  /** By Debian's name, such as `amd64` or `arm64`. An unknown machine is `machine 0x2a`, by its number. */
  machine: string;
  /** The loader, such as /lib64/ld-linux-x86-64.so.2. Only executables name one. */
  interpreter?: string;
  /** Libraries it is linked with (DT_NEEDED). */
  needed: string[];
  /** By library, the versions of symbols that it must have, such as GLIBC_2.34. */
  versions: Map<string, string[]>;
}

/** Debian's names by number (e_machine), width and order of bytes. */
const MACHINES: Record<string, string> = {
  '3 32 little': 'i386',
  '21 64 big': 'ppc64',
  '21 64 little': 'ppc64el',
  '22 64 big': 's390x',
  '40 32 little': 'armhf',
  '62 32 little': 'x32',
  '62 64 little': 'amd64',
  '183 64 little': 'arm64',
  '243 64 little': 'riscv64',
  '258 64 little': 'loong64',
};

// Types of segments, tags of the dynamic section and a flag, by their names in elf.h.
const [PT_LOAD, PT_DYNAMIC, PT_INTERP] = [1, 2, 3];
const [DT_NEEDED, DT_STRTAB, DT_STRSZ, DT_VERNEED, DT_VERNEEDNUM] = [1, 5, 10, 0x6ffffffe, 0x6fffffff];
const VER_FLG_WEAK = 2;

/** Limits that no real file reaches: a file that is made to be endless does. Names in bytes. */
const MOST_ENTRIES = 4096;
const LONGEST_NAME = 4096;

/** A file, read piece by piece. The file itself tells the position of each piece, and may be wrong. */
interface Content {
  size: number;
  /** Bytes of an address or a size: 8, or 4 in 32-bit files. */
  word: number;
  read(position: number, length: number): Promise<DataView>;
  damaged(why: string): BuildError;
}

/** A part that is mapped to `address`. */
type Segment = Record<'type' | 'offset' | 'address' | 'size', number>;
type NameAt = (at: number) => Promise<string>;

/**
 * Reads an ELF file, or undefined for other files. Messages call it `shown`.
 * @throws BuildError if it cannot be read or is damaged.
 */
export async function readElf(file: string, shown = file): Promise<Elf | undefined> {
  const damaged = (why: string): BuildError =>
    new BuildError(`${shown} is damaged: ${why}`, ['install the npm package it belongs to again']);
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    const read = async (position: number, length: number): Promise<DataView> => {
      if (position + length > size) throw damaged('it refers to a place beyond its end');
      const bytes = new Uint8Array(length);
      await handle.read(bytes, 0, length, position);
      return new DataView(bytes.buffer);
    };
    if (size < 4 || !isElf(Buffer.from((await read(0, 4)).buffer))) return undefined;
    return await parse({ size, read, damaged });
  } catch (cause) {
    const reason = fileSystemReason(cause);
    if (reason === undefined) throw cause;
    throw new BuildError(`cannot read ${shown}: ${reason}`, [], { cause });
  }
}

async function parse(file: Omit<Content, 'word'>): Promise<Elf> {
  const start = await file.read(0, 20);
  const bits = start.getUint8(4) === 2 ? 64 : 32;
  const little = start.getUint8(5) === 1;
  const code = start.getUint16(18, little);
  const machine = MACHINES[`${code} ${bits} ${little ? 'little' : 'big'}`] ?? `machine 0x${code.toString(16)}`;
  const elf = { machine, needed: [], versions: new Map() };
  // Packages are for little-endian architectures only: the name says enough.
  if (!little) return elf;
  const content = { ...file, word: bits / 8 };
  const segments = await readSegments(content);
  const interpreter = segments.find(({ type }) => type === PT_INTERP);
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  return {
    ...elf,
    ...(interpreter && { interpreter: await readName(content, interpreter.offset, interpreter.size) }),
    ...(dynamic && (await readDynamic(content, segments, dynamic))),
  };
}

/** An address or a size. Beyond 2^53 it is inexact, and beyond the end of any file. */
function wordAt(view: DataView, at: number, word: number): number {
  return word === 8 ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true);
}

async function readSegments({ word, read, damaged }: Content): Promise<Segment[]> {
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

async function readDynamic(content: Content, segments: Segment[], { offset, size }: Segment) {
  const { word, damaged } = content;
  const length = size - (size % (2 * word));
  if (length > MOST_ENTRIES * 2 * word) throw damaged('its dynamic section is too long');
  const view = await content.read(offset, length);
  const names: number[] = [];
  const values = new Map<number, number>();
  for (let at = 0; at < length && wordAt(view, at, word) !== 0; at += 2 * word) {
    const [tag, value] = [wordAt(view, at, word), wordAt(view, at + word, word)];
    if (tag === DT_NEEDED) names.push(value);
    else values.set(tag, value);
  }
  const placeOf = (tag: number): number => {
    const address = values.get(tag);
    const holds = (s: Segment): boolean =>
      address !== undefined && s.type === PT_LOAD && s.address <= address && address < s.address + s.size;
    const segment = segments.find(holds);
    if (!segment || address === undefined) throw damaged('it refers to an address that is not loaded');
    return segment.offset + address - segment.address;
  };
  // Without versions of symbols the tag is missing.
  const libraries = values.get(DT_VERNEEDNUM) ?? 0;
  const strings = names.length > 0 || libraries > 0 ? placeOf(DT_STRTAB) : 0;
  const nameAt: NameAt = (at) => readName(content, strings + at, (values.get(DT_STRSZ) ?? 0) - at);
  const needed: string[] = [];
  for (const at of names) needed.push(await nameAt(at));
  return {
    needed,
    ...(libraries > 0 && { versions: await readVersions(content, { place: placeOf(DT_VERNEED), libraries }, nameAt) }),
  };
}

/** A chain of libraries, each with a chain of versions (Linux Standard Base, "Symbol Version Requirements"). */
async function readVersions(
  { read, damaged }: Content,
  { place, libraries }: { place: number; libraries: number },
  nameAt: NameAt,
) {
  const versions: Elf['versions'] = new Map();
  let entries = 0;
  const readEntry = (position: number): Promise<DataView> => {
    entries += 1;
    if (entries > MOST_ENTRIES) throw damaged('it needs too many versions of symbols');
    return read(position, 16);
  };
  for (let position = place, left = libraries, next = 1; left > 0 && next > 0; left--, position += next) {
    const library = await readEntry(position);
    const found: string[] = [];
    let at = position + library.getUint32(8, true);
    for (let count = library.getUint16(2, true); count > 0; count--) {
      const version = await readEntry(at);
      // ld.so starts the program without the weak ones, too.
      if ((version.getUint16(4, true) & VER_FLG_WEAK) === 0) found.push(await nameAt(version.getUint32(8, true)));
      at += version.getUint32(12, true);
    }
    const name = await nameAt(library.getUint32(4, true));
    versions.set(name, [...(versions.get(name) ?? []), ...found]);
    next = library.getUint32(12, true);
  }
  return versions;
}

/** The name at `position`, which ends with a zero byte. It has at most `limit` bytes. */
async function readName({ size, read, damaged }: Content, position: number, limit: number): Promise<string> {
  const length = Math.max(0, Math.min(limit, size - position, LONGEST_NAME));
  const bytes = Buffer.from((await read(position, length)).buffer);
  const name = bytes.toString('utf8', 0, bytes.indexOf(0));
  // Names are shown: control characters could play tricks on a terminal.
  if (!/^\P{Cc}+$/u.test(name)) throw damaged('a name in it is none');
  return name;
}
