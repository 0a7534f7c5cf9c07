/**
 * The archive writer against dpkg-deb and tar, with random trees.
 */
import { createHash } from 'node:crypto';
import { lstat, mkdtemp, readdir, readFile, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { arHeader } from '../../builder/archive/ar.ts';
import { writePackage } from '../../builder/archive/deb.ts';
import { tar, tarRoom } from '../../builder/archive/tar.ts';
import { BuildError } from '../../builder/errors.ts';
import {
  COMPRESSION_METHODS,
  type Compression,
  type Entry,
  type Manifest,
  planned,
  withParents,
} from '../../builder/manifest.ts';
import { run } from '../../builder/shell.ts';
import { anySign } from '../support/texts.ts';
import { needing } from '../support/tools.ts';

const NEVER = new AbortController().signal;
const TIME = 1234567890;

const archive = suite('archive');
let folder = '';
archive.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-archive-'));
});
archive.after.each(() => rm(folder, { recursive: true, force: true }));

const METHODS = Object.keys(COMPRESSION_METHODS) as Compression['method'][];

function manifestOf(entries: Entry[], method: Compression['method'] = 'xz', level = 1, threads = 2): Manifest {
  const compression = { method, level: method === 'none' ? 0 : level, threads };
  const control = 'Package: tree\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b.c>\nDescription: tree\n';
  const members = [{ name: 'control', mode: 0o644, content: control }];
  const name = { package: 'tree', version: '1', architecture: 'all' };
  return { ...name, time: TIME, compression, members, entries: withParents(planned('a test', entries)) };
}

/** Unpacks with dpkg-deb and describes the result in the words of {@link expectation}. */
async function unpacked(file: string): Promise<Map<string, string>> {
  const target = path.join(folder, 'unpacked');
  await rm(target, { recursive: true, force: true });
  const { exitCode, stderr } = await run('dpkg-deb', ['--extract', file, target]);
  assert.is(exitCode, 0, stderr);
  const found = new Map<string, string>();
  const walk = async (inside: string): Promise<void> => {
    for (const name of await readdir(path.join(target, inside))) {
      const file = `${inside}/${name}`;
      const stat = await lstat(path.join(target, file));
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isDirectory()) {
        found.set(file, `directory ${mode} ${stat.mtimeMs / 1000}`);
        await walk(file);
      } else if (stat.isSymbolicLink()) {
        found.set(file, `link ${await readlink(path.join(target, file))}`);
      } else {
        const content = await readFile(path.join(target, file));
        found.set(file, `file ${mode} ${stat.mtimeMs / 1000} ${digest(content)}`);
      }
    }
  };
  await walk('');
  return found;
}

function expectation(entries: Entry[], contents: Map<string, Uint8Array>): Map<string, string> {
  return new Map(
    entries.map((entry) => {
      const mode = entry.mode.toString(8);
      if (entry.type === 'directory') return [entry.path, `directory ${mode} ${TIME}`];
      if (entry.type === 'link') return [entry.path, `link ${entry.target}`];
      const content = entry.type === 'text' ? entry.content : (contents.get(entry.path) ?? new Uint8Array());
      return [entry.path, `file ${mode} ${TIME} ${digest(content)}`];
    }),
  );
}

function digest(content: Uint8Array): string {
  return `${content.length} ${createHash('sha256').update(content).digest('hex')}`;
}

/** Names with spaces, quotes, umlauts, newlines and emoji, some longer than a tar header's field. */
const name = fc
  .oneof(
    fc.string({ unit: anySign, minLength: 1, maxLength: 12 }),
    fc.constantFrom('a', 'ä', ' ', '-rf', '$(touch x)', 'new\nline', '"', "'", '\\', '%n', '..x', '日本語', '🙂'),
    fc.integer({ min: 90, max: 200 }).map((length) => 'n'.repeat(length)),
  )
  .map((text) => Buffer.from(text).toString('utf8').replace(/[/\0]/g, '_'))
  .filter((text) => text !== '.' && text !== '..' && Buffer.byteLength(text) <= 255);

const sizes = fc.constantFrom(0, 1, 511, 512, 513, 1023, 1024, 10239, 10240, 10241, 262143, 262144, 262145);

const place = fc.array(name, { minLength: 1, maxLength: 8 }).map((parts) => `/${parts.join('/')}`);

const leaf = fc.oneof(
  fc.record({
    kind: fc.constantFrom('text' as const, 'file' as const),
    path: place,
    size: sizes,
    mode: fc.constantFrom(0o644, 0o755, 0o600, 0o4755),
  }),
  fc.record({
    kind: fc.constant('directory' as const),
    path: place,
    size: fc.constant(0),
    mode: fc.constantFrom(0o755, 0o750, 0o1777),
  }),
  fc.record({
    kind: fc.constant('link' as const),
    path: place,
    size: fc.integer({ min: 1, max: 300 }),
    mode: fc.constant(0o777),
  }),
);

/** Paths of which no two are equal or contain each other. */
const tree = fc.array(leaf, { minLength: 1, maxLength: 12 }).map((leaves) => {
  const kept: typeof leaves = [];
  const related = (a: string, b: string): boolean => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
  for (const candidate of leaves) if (!kept.some(({ path }) => related(path, candidate.path))) kept.push(candidate);
  return kept;
});

const compressions = fc.constantFrom(...METHODS);

archive('dpkg-deb unpacks whatever tree it is given, entry by entry', async () => {
  await fc.assert(
    fc.asyncProperty(tree, compressions, async (leaves, compression) => {
      const contents = new Map<string, Uint8Array>();
      const entries = await Promise.all(
        leaves.map(async ({ kind, path: place, size, mode }, at): Promise<Entry> => {
          const common = { path: place, mode, owner: 'root' };
          if (kind === 'directory') return { type: 'directory', ...common };
          if (kind === 'link') return { type: 'link', ...common, target: 't'.repeat(size) };
          const content = Buffer.alloc(size, `${place}${at}`);
          contents.set(place, content);
          if (kind === 'text') return { type: 'text', ...common, content, conffile: false };
          const source = path.join(folder, `source-${at}`);
          await writeFile(source, content);
          return { type: 'file', ...common, source, size, conffile: false };
        }),
      );
      const manifest = manifestOf(entries, compression);
      let length = 0;
      for (const piece of tar(manifest.entries, 0)) length += piece.length;
      assert.ok(length <= tarRoom(manifest.entries), `${length} bytes`);
      const { full } = await writePackage(manifest, path.join(folder, 'out'), { signal: NEVER });
      assert.equal(await unpacked(full), expectation(manifest.entries, contents));
    }),
    // Each run takes some processes, so a search for a smaller tree would take minutes. The report shows the tree as it is.
    { numRuns: 60, endOnFailure: true },
  );
});

needing('ar', archive)(
  'a package is debian-binary, control and data, with sums of everything but conffiles',
  async () => {
    const text = (place: string, conffile: boolean): Entry => {
      return { type: 'text', path: place, mode: 0o644, owner: 'root', content: Buffer.from('hello\n'), conffile };
    };
    const { full, short, size } = await writePackage(
      manifestOf([text('/etc/a', true), text('/usr/b', false)]),
      folder,
      { signal: NEVER },
    );
    assert.is((await run('ar', ['t', full])).stdout, 'debian-binary\ncontrol.tar.xz\ndata.tar.xz\n');
    const sums = await run('dpkg-deb', ['--info', full, 'md5sums']);
    assert.is(sums.stdout, 'b1946ac92492d2347c6235b4d2611184  usr/b\n');
    const [one, other] = await Promise.all([lstat(full), lstat(short)]);
    assert.is(one.ino, other.ino);
    assert.is(one.size, size);
    assert.equal((await readdir(folder)).sort(), ['tree.deb', 'tree_1_all.deb']);
  },
);

needing('ar', archive)(
  'how a package is compressed shows in the names of its members, and each is the same every time',
  async () => {
    const content = Buffer.alloc(300_000, 'the same again and again\n');
    const file: Entry = { type: 'text', path: '/usr/a', mode: 0o644, owner: 'root', content, conffile: false };
    for (const compression of METHODS) {
      const { suffix } = COMPRESSION_METHODS[compression];
      const packed: Buffer[] = [];
      for (const place of ['one', 'other']) {
        const { full } = await writePackage(manifestOf([file], compression), path.join(folder, place), {
          signal: NEVER,
        });
        packed.push(await readFile(full));
        assert.is((await run('ar', ['t', full])).stdout, `debian-binary\ncontrol.tar${suffix}\ndata.tar${suffix}\n`);
        assert.is((await run('dpkg-deb', ['--info', full])).exitCode, 0);
      }
      assert.equal(packed[0], packed[1]);
      assert.is((packed[0]?.length ?? 0) < content.length, compression !== 'none');
    }
  },
);

archive('the number of cores makes no difference, the level does', async () => {
  // Beyond one block of xz, one piece of gzip, one job of zstd. What repeats itself is compressed soon.
  const words = Array.from({ length: 10_000 }, (_, at) => `${(at * 7919) % 100003}`);
  const content = Buffer.alloc(25 * 1024 ** 2, words.join(' '));
  const file: Entry = { type: 'text', path: '/usr/a', mode: 0o644, owner: 'root', content, conffile: false };
  for (const method of METHODS.filter((method) => COMPRESSION_METHODS[method].most > 0)) {
    const packed = async (level: number, threads: number): Promise<string> => {
      const { full } = await writePackage(manifestOf([file], method, level, threads), folder, { signal: NEVER });
      return digest(await readFile(full));
    };
    const usual = await packed(1, 2);
    for (const threads of [1, 3]) assert.is(await packed(1, threads), usual, `${method} with ${threads} threads`);
    assert.is.not(await packed(2, 2), usual, method);
    const { stdout } = await run('sh', [
      '-c',
      'dpkg-deb --fsys-tarfile "$1" | tar -xO ./usr/a | sha256sum',
      'sh',
      path.join(folder, 'tree.deb'),
    ]);
    assert.is(stdout.slice(0, 64), digest(content).split(' ')[1]);
  }
});

archive('tar understands sizes beyond the octal field', async () => {
  const size = 9 * 1024 ** 3;
  const source = path.join(folder, 'big');
  await writeFile(source, '');
  // A sparse file: it takes no room.
  await truncate(source, size);
  const pieces = tar([{ type: 'file', path: '/big', mode: 0o644, owner: 'root', source, size, conffile: false }], TIME);
  const file = path.join(folder, 'big.tar');
  await writeFile(file, pieces.next().value);
  pieces.return(undefined);
  const { stdout } = await run('tar', ['--list', '--verbose', '--numeric-owner', '--file', file]);
  assert.match(stdout, new RegExp(`0/0 +${size} .* \\./big`));
});

archive('a file that changes while it is packed is an error, and nothing is written', async () => {
  const source = path.join(folder, 'source');
  await writeFile(source, 'four');
  for (const size of [3, 5]) {
    const manifest = manifestOf([
      { type: 'file', path: '/f', mode: 0o644, owner: 'root', source, size, conffile: false },
    ]);
    const error = await writePackage(manifest, path.join(folder, 'out'), { signal: NEVER }).catch((error) => error);
    assert.instance(error, BuildError);
    assert.match(error.message, 'changed while it was being packed');
    assert.equal(await readdir(path.join(folder, 'out')), []);
  }
});

archive('an interruption leaves the earlier package', async () => {
  const manifest = manifestOf([{ type: 'directory', path: '/d', mode: 0o755, owner: 'root' }]);
  const { full } = await writePackage(manifest, folder, { signal: NEVER });
  const before = await readFile(full);
  const interruption = AbortSignal.abort(new BuildError('interrupted'));
  const error = await writePackage(manifestOf([]), folder, { signal: interruption }).catch((error) => error);
  assert.is(error.message, 'interrupted');
  assert.equal(await readFile(full), before);
  assert.equal((await readdir(folder)).sort(), ['tree.deb', 'tree_1_all.deb']);
});

archive('a compression method that it does not know makes no package', async () => {
  const method = 'lzma' as 'xz';
  const error = await writePackage(manifestOf([], method), folder, { signal: NEVER }).catch((error) => error);
  assert.match(String(error), 'unknown compression method lzma');
  assert.equal(await readdir(folder), []);
});

archive('ar has no room for ten gigabytes', () => {
  assert.is(arHeader('data.tar.xz', 9999999999, TIME).length, 60);
  assert.throws(() => arHeader('data.tar.xz', 10 ** 10, TIME), /too large/);
});

archive.run();
