/**
 * Renames between two writable directories of the project, which are two mounts. A file of the test stands in for the
 * kernel. test/system/writable.test.ts has real mounts.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleAgent } from '../../builder/programs/agent.ts';
import { run } from '../../builder/shell.ts';

/** rename(2) of Node where each directory of the project is a mount. */
const KERNEL = `
const fs = require('node:fs');
const path = require('node:path');
const place = (file) => path.resolve(file instanceof URL ? file.pathname : String(file));
const mount = (file) => path.relative(process.env.MOUNTS, place(file)).split('/')[0];
const refusal = (from, to) => {
  if (mount(from) === mount(to)) return undefined;
  const paths = { path: String(from), dest: String(to) };
  return Object.assign(new Error('EXDEV: cross-device link not permitted'), { code: 'EXDEV', syscall: 'rename', ...paths });
};
const { rename, renameSync } = fs;
const later = fs.promises.rename;
fs.renameSync = (from, to) => {
  const error = refusal(from, to);
  if (error) throw error;
  return renameSync(from, to);
};
fs.rename = (from, to, done) => {
  const error = refusal(from, to);
  if (error) process.nextTick(done, error);
  else rename(from, to, done);
};
fs.promises.rename = async (from, to) => {
  const error = refusal(from, to);
  if (error) throw error;
  return later(from, to);
};
`;

const moves = suite('notify agent: renames between mounts');
let folder = '';
let project = '';
let agent: Uint8Array;
moves.before(async () => {
  agent = (await bundleAgent(process.cwd())).code;
});
moves.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-moves-'));
  project = path.join(folder, 'app');
  for (const name of ['app/tmp/album', 'app/images', 'outside'])
    await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, 'notify.cjs'), agent);
  await writeFile(path.join(folder, 'kernel.cjs'), KERNEL);
  await writeFile(path.join(project, 'tmp/a.png'), 'PNG', { mode: 0o640 });
  await writeFile(path.join(project, 'tmp/album/b.png'), 'b');
  await writeFile(path.join(project, 'images/old.png'), 'old');
});
moves.after.each(() => rm(folder, { recursive: true, force: true }));

/** The output of a program in the project. */
async function output(text: string, mounts = project): Promise<string> {
  await writeFile(path.join(project, 'app.mjs'), text);
  const preloads = ['kernel.cjs', 'notify.cjs'].flatMap((file) => ['--require', path.join(folder, file)]);
  const env = { PATH: process.env.PATH, NOTIFY_PROJECT: project, MOUNTS: mounts };
  const node = process.env.NODE_UNDER_TEST ?? process.execPath;
  const { stdout, stderr } = await run(node, [...preloads, 'app.mjs'], { cwd: project, env });
  return `${stdout}${stderr}`.trim();
}

const FS = "import fs from 'node:fs';\nimport { rename } from 'node:fs/promises';\n";
const DONE = '(error) => console.log(error?.code ?? error)';

for (const [what, call] of [
  ['a call that waits', "fs.renameSync('tmp/a.png', 'images/a.png');"],
  ['a callback', `fs.rename('tmp/a.png', './images/a.png', ${DONE});`],
  ['a promise', "await rename('tmp/a.png', process.cwd() + '/images/a.png');"],
  ['a place outside of the project', "fs.renameSync('../outside/a.png', 'images/a.png');"],
] as const) {
  moves(`${what} moves the file, which replaces another one in one step`, async () => {
    await writeFile(path.join(folder, 'outside/a.png'), 'PNG');
    await writeFile(path.join(project, 'images/a.png'), 'before');
    assert.match(await output(`${FS}${call}`), /^(null)?$/);
    assert.is(await readFile(path.join(project, 'images/a.png'), 'utf8'), 'PNG');
    assert.equal((await readdir(path.join(project, 'images'))).sort(), ['a.png', 'old.png']);
    assert.is((await readdir(path.join(project, 'tmp'))).includes('a.png'), what === 'a place outside of the project');
  });
}

moves('a directory moves with its files', async () => {
  assert.is(await output(`${FS}fs.renameSync('tmp/album', 'images/album');`), '');
  assert.equal(await readdir(path.join(project, 'images/album')), ['b.png']);
  assert.equal(await readdir(path.join(project, 'tmp')), ['a.png']);
});

moves('a move that fails leaves no copy, and the source stays', async () => {
  await mkdir(path.join(project, 'images/full'));
  const code = `${FS}try { fs.renameSync('tmp/a.png', 'images/full'); } catch (error) { console.log(error.code); }`;
  assert.match(await output(code), /^(EISDIR|ENOTEMPTY|EEXIST)$/);
  assert.match(
    await output(`${FS}await rename('tmp/a.png', 'images/full').catch(${DONE})`),
    /^(EISDIR|ENOTEMPTY|EEXIST)$/,
  );
  assert.equal((await readdir(path.join(project, 'images'))).sort(), ['full', 'old.png']);
  assert.equal((await readdir(path.join(project, 'tmp'))).sort(), ['a.png', 'album']);
});

moves('other renames fail as without the agent', async () => {
  const failing = `${FS}fs.rename('tmp/none', 'tmp/x', (error) => { console.log(error.code); fs.renameSync('tmp/none', 'tmp/x'); });`;
  const text = await output(failing);
  assert.match(text, /^ENOENT\n/);
  assert.match(text, /ENOENT: no such file or directory, rename 'tmp\/none' -> 'tmp\/x'/);
  const outside = `${FS}try { fs.renameSync('${folder}/outside', '/tmp/x'); } catch (error) { console.log(error.code); }`;
  assert.is(await output(outside, folder), 'EXDEV');
});

moves.run();
