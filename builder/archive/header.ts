/**
 * The blocks in front of each content in a tar archive of GNU's format.
 */
import { type Entry, sizeOf } from '../manifest.ts';

/** Headers and contents in a tar archive begin at multiples of so many bytes. */
export const BLOCK = 512;

/** The name field holds this many bytes. A longer name goes into a record of its own in front. */
const NAME_FIELD = 100;

/** Largest size that the octal field can hold: 8 GiB - 1. */
const OCTAL_LIMIT = 8 ** 11;

type TypeFlag = '0' | '2' | '5' | 'L' | 'K';

/** The fields that the headers of most entries share. */
interface Common {
  typeflag: TypeFlag;
  mode: number;
  time: number;
  owner: string;
}

/** A header without name, size and target, and the sum of its bytes. */
interface Form {
  block: Buffer;
  sum: number;
}

const FORMS = new Map<string, Form>();

/** The most that {@link writeHeaders} writes for an entry. */
export function headersRoom(entry: Entry): number {
  const long = 3 * (entry.path.length + (entry.type === 'link' ? entry.target.length : 0));
  return long + 6 * BLOCK;
}

/** A position in a buffer. */
interface Position {
  into: Buffer;
  at: number;
}

/** Writes the header of an entry behind the records that long names need, and returns the position of its content. */
export function writeHeaders({ into, at }: Position, entry: Entry, time: number): number {
  const name = entry.type === 'directory' ? `.${entry.path}/` : `.${entry.path}`;
  const target = entry.type === 'link' ? entry.target : '';
  let start = at;
  if (Buffer.byteLength(target) > NAME_FIELD) start = writeRecord({ into, at: start }, 'K', target);
  if (Buffer.byteLength(name) > NAME_FIELD) start = writeRecord({ into, at: start }, 'L', name);
  const typeflag = entry.type === 'directory' ? '5' : entry.type === 'link' ? '2' : '0';
  const { mode, owner } = entry;
  const own = { name, target, size: sizeOf(entry) };
  return writeHeader({ into, at: start }, { typeflag, mode, time, owner }, own);
}

/** GNU's record for a name (L) or a link's target (K) that does not fit into its field. */
function writeRecord({ into, at }: Position, typeflag: 'L' | 'K', text: string): number {
  const size = Buffer.byteLength(text) + 1;
  const own = { name: '././@LongLink', target: '', size };
  const start = writeHeader({ into, at }, { typeflag, mode: 0, time: 0, owner: 'root' }, own);
  const end = start + size + (-size & (BLOCK - 1));
  into.fill(0, start, end);
  into.write(text, start);
  return end;
}

/** The fields of a single entry. */
interface Own {
  name: string;
  /** Of a link, or empty for other entries. */
  target: string;
  size: number;
}

function writeHeader({ into, at }: Position, common: Common, { name, target, size }: Own): number {
  const { block, sum } = formOf(common);
  into.set(block, at);
  const ends = [
    [at, at + into.write(name, at, NAME_FIELD)],
    [at + 124, writeSize(into, at + 124, size)],
    [at + 157, target === '' ? at + 157 : at + 157 + into.write(target, at + 157, NAME_FIELD)],
  ] as const;
  let total = sum;
  for (const [from, to] of ends) for (let place = from; place < to; place++) total += into.readUInt8(place);
  into.write(`${octal(total, 6)}\0 `, at + 148, 'latin1');
  return at + BLOCK;
}

function formOf(common: Common): Form {
  const { typeflag, mode, time, owner } = common;
  const key = `${typeflag} ${mode} ${time} ${owner}`;
  const known = FORMS.get(key);
  if (known) return known;
  const block = Buffer.alloc(BLOCK);
  block.write(octal(mode, 7), 100, 'latin1');
  // Numbers of owner and group: root's. Names, below, come first when dpkg unpacks.
  block.write(octal(0, 7), 108, 'latin1');
  block.write(octal(0, 7), 116, 'latin1');
  block.write(octal(time, 11), 136, 'latin1');
  block.write(typeflag, 156, 'latin1');
  block.write('ustar  ', 257, 'latin1');
  block.write(owner.slice(0, 31), 265, 'latin1');
  block.write(owner.slice(0, 31), 297, 'latin1');
  // The sum counts its own field as spaces.
  const form = { block, sum: block.reduce((sum, byte) => sum + byte, 8 * 0x20) };
  FORMS.set(key, form);
  return form;
}

/** Octal while it fits, else GNU's base 256: a set top bit, then the number in binary. Returns the end of the field. */
function writeSize(into: Buffer, at: number, size: number): number {
  if (size < OCTAL_LIMIT) {
    into.write(octal(size, 11), at, 'latin1');
    return at + 11;
  }
  into[at] = 0x80;
  return into.writeBigUInt64BE(BigInt(size), at + 4);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
