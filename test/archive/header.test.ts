/**
 * The headers of tar, byte by byte as GNU tar writes them.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { headersRoom, writeHeaders } from '../../builder/archive/header.ts';
import type { Entry } from '../../builder/manifest.ts';
import { run } from '../../builder/shell.ts';

const TIME = 1234567890;
const BLOCK = 512;

const header = suite('tar headers');
let folder = '';
header.before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'notifydemo-header-'));
});
header.after(() => rmSync(folder, { recursive: true, force: true }));

/** A text of so many bytes, in letters of one to four bytes. */
const textOf = (letter: string, bytes: number): string => {
  const text = letter.repeat(Math.floor(bytes / Buffer.byteLength(letter)));
  return text + 'x'.repeat(bytes - Buffer.byteLength(text));
};

const letters = fc.constantFrom('n', 'ä', '日', '🙂', ' ');

/** Around the ends of the field for a name, of a block, and of a name in a file system. */
const name = fc
  .tuple(letters, fc.oneof(fc.constantFrom(1, 96, 97, 98, 99, 100, 101), fc.integer({ min: 1, max: 250 })))
  .map(([letter, bytes]) => textOf(letter, bytes))
  .filter((text) => text.trim() !== '');

const target = fc
  .tuple(letters, fc.oneof(fc.constantFrom(1, 99, 100, 101, 510, 511, 512, 513), fc.integer({ min: 1, max: 2000 })))
  .map(([letter, bytes]) => textOf(letter, bytes));

/** Around the ends of a block and of the octal field. */
const size = fc.oneof(
  fc.constantFrom(0, 1, 511, 512, 513, 8 ** 11 - 1, 8 ** 11, 8 ** 11 + 1, 2 ** 40),
  fc.integer({ min: 0, max: 2 ** 42 }),
);

const mode = fc.constantFrom(0o644, 0o600, 0o755, 0o4755, 0o2755, 0o1777);

const entry: fc.Arbitrary<Entry> = fc
  .tuple(fc.array(name, { minLength: 1, maxLength: 8 }), fc.constantFrom('file', 'directory', 'link'), mode)
  .chain(([parts, type, mode]) => {
    const common = { path: `/${parts.join('/')}`, mode, owner: 'root' };
    if (type === 'directory') return fc.constant<Entry>({ type, ...common });
    if (type === 'link') return target.map<Entry>((target) => ({ type, ...common, mode: 0o777, target }));
    return size.map<Entry>((size) => ({ type: 'file', ...common, source: '', size, conffile: false }));
  });

/** Puts the entry into the folder. A file is sparse: it takes no room. */
function place(entry: Entry): void {
  const file = path.join(folder, 'tree', entry.path);
  rmSync(path.join(folder, 'tree'), { recursive: true, force: true });
  mkdirSync(path.dirname(file), { recursive: true });
  if (entry.type === 'link') symlinkSync(entry.target, file);
  else if (entry.type === 'directory') mkdirSync(file);
  else writeFileSync(file, '');
  if (entry.type === 'file') truncateSync(file, entry.size);
  if (entry.type !== 'link') chmodSync(file, entry.mode);
}

/** The first bytes of GNU tar's archive, as hexadecimal digits. */
async function gnuHeader(entry: Entry, length: number): Promise<string> {
  const options = `--format=gnu --no-recursion --owner=root:0 --group=root:0 --mtime=@${TIME}`;
  const script = `tar --create ${options} --directory="$0/tree" -- ".$1" 2>/dev/null | head -c ${length} | od -An -v -tx1`;
  const { stdout } = await run('sh', ['-c', script, folder, entry.path]);
  return stdout.replaceAll(/\s/g, '');
}

/**
 * Without the fields that no program reads: the mode of a record for a long name, and the start of that name in the header
 * behind it. There GNU tar cuts letters of several bytes.
 */
function essential(blocks: Buffer, { path, type, ...rest }: Entry): Buffer {
  const isLatin = /^[ -~]*$/.test(`${path}${type === 'link' && 'target' in rest ? rest.target : ''}`);
  const last = blocks.length - BLOCK;
  for (let at = 0; at < last; at += BLOCK) {
    if (blocks.toString('latin1', at, at + 13) === '././@LongLink')
      blocks.fill(0, at + 100, at + 108).fill(0, at + 148, at + 156);
  }
  if (last > 0 && !isLatin)
    blocks
      .fill(0, last, last + 100)
      .fill(0, last + 148, last + 156)
      .fill(0, last + 157, last + 257);
  return blocks;
}

header('any name, target, size and mode, as GNU tar has them', async () => {
  const property = fc.asyncProperty(entry, async (entry) => {
    place(entry);
    const room = headersRoom(entry);
    const into = Buffer.alloc(room + BLOCK, 0xff);
    const end = writeHeaders({ into, at: 0 }, entry, TIME);
    assert.ok(end <= room, `${end} bytes in a room for ${room}`);
    const theirs = Buffer.from(await gnuHeader(entry, end), 'hex');
    assert.equal(essential(into.subarray(0, end), entry), essential(theirs, entry));
  });
  await fc.assert(property, { numRuns: 100, endOnFailure: true, includeErrorInReport: true });
});

header.run();
