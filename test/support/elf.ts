/**
 * ELF files for tests, made byte by byte, so that no compiler is needed.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';

/** The folder of the test that runs. */
export let folder = '';

/** Gives each test of a suite an empty folder. */
export function inFolders({ before, after }: Test): void {
  before.each(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'native-'));
  });
  after.each(() => rm(folder, { recursive: true, force: true }));
}

export async function write(name: string, content: Buffer | string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

/** Asserts that `outcome` is an error for you with these parts of its message and notes. */
export async function refused(outcome: Promise<unknown>, ...expected: (string | RegExp)[]): Promise<BuildError> {
  const error = await outcome.then(
    () => assert.unreachable('nothing was refused'),
    (cause) => cause,
  );
  assert.instance(error, BuildError, error?.stack);
  const message = [error.message, ...error.notes].join('\n');
  for (const part of expected) assert.match(message, part);
  return error;
}

interface Made {
  /** The field e_machine, amd64 by default. */
  machine?: number;
  bits?: 32 | 64;
  interpreter?: string;
  needed?: string[];
  /** Versions of symbols, by library. */
  versions?: Record<string, string[]>;
  /** Versions that may be missing. */
  weak?: string[];
  /** Names of symbols in the table of names. */
  symbols?: string[];
  /** The number in a structure node_module, as NODE_MODULE() of node.h writes it. */
  registers?: number;
}

/** Bytes of the data with the structure node_module. */
const REGISTRATION = 80;

/** An ELF file with headers and a dynamic section only, mapped to an address that is not its place in the file. */
export function makeElf(made: Made): Buffer {
  const { machine = 62, bits = 64, interpreter, needed = [], versions = {}, weak = [], symbols = [], registers } = made;
  const word = bits / 8;
  const base = 0x400000;
  let strings = '\0';
  const put = (text: string): number => {
    strings += `${text}\0`;
    return strings.length - text.length - 1;
  };
  const libraries = Object.entries(versions);
  const chain = libraries.map(([library, names], at) => {
    const entries = names.map((name, index) => {
      const fields = Buffer.alloc(16);
      fields.writeUInt16LE(weak.includes(name) ? 2 : 0, 4);
      fields.writeUInt32LE(put(name), 8);
      fields.writeUInt32LE(index === names.length - 1 ? 0 : 16, 12);
      return fields;
    });
    const head = Buffer.alloc(16);
    head.writeUInt16LE(1, 0);
    head.writeUInt16LE(names.length, 2);
    head.writeUInt32LE(put(library), 4);
    head.writeUInt32LE(16, 8);
    head.writeUInt32LE(at === libraries.length - 1 ? 0 : 16 * (names.length + 1), 12);
    return Buffer.concat([head, ...entries]);
  });
  const words = (...values: number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * word);
    for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, at * word);
    return bytes;
  };
  for (const symbol of symbols) put(symbol);
  const tags = needed.map((library) => words(1, put(library)));
  const loader = interpreter === undefined ? [] : [put(interpreter)];
  const segments = 2 + loader.length;
  const [header, each] = bits === 64 ? [64, 56] : [52, 32];
  const verneed = header + segments * each;
  const strtab = verneed + Buffer.concat(chain).length;
  const data = strtab + strings.length;
  const registration = registers === undefined ? Buffer.alloc(0) : registrationOf(registers, base + data);
  const dynamic = data + registration.length;
  const relocations = registers === undefined ? [] : [words(7, base + data + REGISTRATION), words(8, 5 * 24)];
  const end = [...relocations, words(5, base + strtab), words(10, strings.length), words(0x6ffffffe, base + verneed)];
  const table = Buffer.concat([...tags, ...end, words(0x6fffffff, libraries.length), words(0, 0)]);
  const segment = (type: number, offset: number, size: number): Buffer => {
    const [kind, rest] = [words(type), words(offset, base + offset, base + offset, size, size)];
    return Buffer.concat([kind, rest, Buffer.alloc(each - kind.length - rest.length)]);
  };
  const start = Buffer.alloc(header);
  start.write('\x7fELF', 'latin1');
  start.set([bits / 32, 1, 1], 4);
  start.writeUInt16LE(3, 16);
  start.writeUInt16LE(machine, 18);
  start.set(words(header), 24 + word);
  start.writeUInt16LE(each, 30 + 3 * word);
  start.writeUInt16LE(segments, 32 + 3 * word);
  return Buffer.concat([
    start,
    segment(1, 0, dynamic + table.length),
    segment(2, dynamic, table.length),
    ...loader.map((at) => segment(3, strtab + at, `${interpreter}\0`.length)),
    ...chain,
    Buffer.from(strings),
    registration,
    table,
  ]);
}

/**
 * The structure, of which the loader fills in two addresses, behind data of the same look with one more such address, and the
 * relocations for all five.
 */
function registrationOf(abi: number, address: number): Buffer {
  const bytes = Buffer.alloc(REGISTRATION + 5 * 24);
  bytes.writeUInt32LE(99, 0);
  bytes.writeUInt32LE(abi, 40);
  for (const [at, place] of [8, 16, 24, 56, 64].entries()) {
    bytes.writeUInt32LE(address + place, REGISTRATION + 24 * at);
    bytes.writeUInt32LE(8, REGISTRATION + 24 * at + 8);
  }
  return bytes;
}

export const GLIBC = { needed: ['libc.so.6'], versions: { 'libc.so.6': ['GLIBC_2.2.5', 'GLIBC_2.34'] } };
