/**
 * Builds that end early, at named moments and by different signals: none leaves a file behind, and none half a result.
 */
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeElf } from '../support/elf.ts';
import { interrupted, type Moment } from './moments.ts';
import { describe, folder, inShops, project, put } from './shop.ts';

const interruptions = suite('interrupted builds');
inShops(interruptions);

const MOMENTS: Moment[] = [
  { title: 'when a tool of Debian reads the libraries', command: ['dpkg-shlibdeps', 1] },
  { title: 'when the folder of the package is made', call: ['mkdir', '/dist$|^dist$'] },
  { title: 'when the compressor has taken no byte', command: ['xz', 1] },
  { title: 'when the compressor has taken a part of the files', command: ['xz', 1, 60_000] },
  { title: 'when the control files are compressed', command: ['xz', 2] },
  { title: 'when the package gets its second name', call: ['link', '\\.package$'] },
  { title: 'when one of two names is there', call: ['rename', '\\.second$'] },
  { title: 'when the record of the build is written', call: ['rename', 'built\\.json\\.'] },
];

const FILES = ['dist/shop.deb', 'dist/shop_1.0.0_amd64.deb', 'dist/shop_1.0.0_amd64.cdx.json'];
const RECORD = 'node_modules/.cache/build-deb/built.json';

/** A project with more content than a pipe takes at once, and a library that dpkg-shlibdeps is asked about. */
async function describeLarge(): Promise<void> {
  const lines = Array.from({ length: 8000 }, (_, at) => `${at} ${(at * 2654435761) % 4294967296}\n`);
  await put('data/large.txt', lines.join(''));
  const library = makeElf({ needed: ['libc.so.6', 'libunheardof.so.7'] });
  await writeFile(path.join(project, 'data/libshop.so'), library, { mode: 0o755 });
  await describe({ files: [{ from: 'data', to: '/usr/lib/shop/data' }] });
}

/** Every file of the project, and every entry of the places for temporary files. */
async function remains(): Promise<string[]> {
  const entries = await readdir(project, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  const temporary = await Promise.all(['tmp', 'cache'].map((name) => readdir(path.join(folder, name)).catch(() => [])));
  return [...files.map((file) => path.relative(project, path.join(file.parentPath, file.name))), ...temporary.flat()];
}

async function clean(): Promise<void> {
  for (const name of ['dist', 'node_modules']) await rm(path.join(project, name), { recursive: true, force: true });
}

for (const [at, moment] of MOMENTS.entries()) {
  interruptions(moment.title, async () => {
    await describeLarge();
    const before = (await remains()).sort();
    const whole = [...before, ...FILES, RECORD].sort();
    for (const signal of ['SIGINT', at % 2 === 0 ? 'SIGTERM' : 'SIGHUP'] as const) {
      const { exitCode, said } = await interrupted(moment, signal);
      // After the first name a build goes on to its end.
      if (exitCode !== 0) assert.match(said, `interrupted by ${signal}`);
      assert.equal((await remains()).sort(), exitCode === 0 ? whole : before, signal);
      await clean();
    }
    assert.is((await interrupted(moment, 'SIGKILL')).exitCode, null);
    const { exitCode, said } = await interrupted(moment);
    assert.is(exitCode, 0, said);
    assert.equal((await remains()).sort(), whole);
  });
}

interruptions.run();
