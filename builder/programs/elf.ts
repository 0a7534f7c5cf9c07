/**
 * The demands of a native file on its system, from its ELF headers (elf(5)). As ld.so does, this reads the program headers,
 * since sections may be stripped. It reads only a few parts of a file: Node's own executable has 126 MB.
 */
import { open } from 'node:fs/promises';
import { BuildError, fileSystemReason } from '../errors.ts';
import { readAbi } from './elf-abi.ts';
import {
  type Content,
  MOST_ENTRIES,
  type NameAt,
  positionOf,
  readName,
  readSegments,
  type Segment,
  wordAt,
} from './elf-content.ts';
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
  /** Of an addon that one ABI of Node loads alone: its number, or `unknown` (see readAbi()). Others, with Node-API, have none. */
  abi?: number | 'unknown' | undefined;
  /** Whether its header names FreeBSD. */
  isFreeBsd?: boolean;
}

/** Whether a file is for musl, as on Alpine Linux, or for Android, whose C libraries have these names. */
export function isMusl({ interpreter, needed }: Elf): boolean {
  return interpreter?.includes('/ld-musl-') === true || needed.some((library) => /^libc\.(musl-|so$)/.test(library));
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

// Types of segments, tags of the dynamic section, a flag and a system, by their names in elf.h.
const [PT_DYNAMIC, PT_INTERP] = [2, 3];
const [DT_NEEDED, DT_STRTAB, DT_STRSZ, DT_VERNEED, DT_VERNEEDNUM] = [1, 5, 10, 0x6ffffffe, 0x6fffffff];
const VER_FLG_WEAK = 2;
const ELFOSABI_FREEBSD = 9;

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
    return await parse({ size, isAddon: file.endsWith('.node'), read, damaged });
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
  const isFreeBsd = start.getUint8(7) === ELFOSABI_FREEBSD;
  const elf = { machine, needed: [], versions: new Map(), ...(isFreeBsd && { isFreeBsd }) };
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
  const placeOf = (tag: number): number => positionOf(values.get(tag), segments, damaged);
  // Without versions of symbols the tag is missing.
  const libraries = values.get(DT_VERNEEDNUM) ?? 0;
  const namesSize = values.get(DT_STRSZ) ?? 0;
  const strings = names.length > 0 || libraries > 0 || namesSize > 0 ? placeOf(DT_STRTAB) : 0;
  const nameAt: NameAt = (at) => readName(content, strings + at, namesSize - at);
  const needed: string[] = [];
  for (const at of names) needed.push(await nameAt(at));
  return {
    needed,
    ...(content.isAddon && {
      abi: await readAbi(content, { segments, values, names: { position: strings, size: namesSize } }),
    }),
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
