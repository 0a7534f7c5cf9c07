/**
 * The program that makes writable directories, run without a sandbox.
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundle } from '../../builder/programs/bundle.ts';
import { run } from '../../builder/shell.ts';

const making = suite('the program that makes writable directories');
let project = '';
let code: Uint8Array;
making.before(async () => {
  code = (await bundle(process.cwd(), 'payload/writable.ts')).code;
});
making.before.each(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'writable-'));
});
making.after.each(() => rm(project, { recursive: true, force: true }));

making('the program makes each directory once, as a whole', async () => {
  const home = path.join(project, 'home');
  await mkdir(path.join(home, 'initial/data'), { recursive: true });
  await writeFile(path.join(home, 'initial/data/a.json'), 'first');
  await writeFile(path.join(home, 'writable.cjs'), code);
  const state = path.join(project, 'state');
  await mkdir(path.join(state, 'data.shop.new/a.json'), { recursive: true });
  const made = () => run('node', [path.join(home, 'writable.cjs'), 'shop', `${state}/data`, `${state}/logs`], {});
  const show = () => run('sh', ['-c', 'cd "$0" && ls && cat data/a.json', state], {});
  assert.is((await made()).exitCode, 0);
  assert.is((await show()).stdout, 'data\nlogs\nfirst');
  await writeFile(path.join(state, 'data/a.json'), 'changed');
  assert.is((await made()).exitCode, 0);
  assert.is((await show()).stdout, 'data\nlogs\nchanged');
  await rm(path.join(state, 'data/a.json'));
  await made();
  assert.is((await show()).stdout, 'data\nlogs\n');
});

making('each start renews a cache, and keeps the one of a process that may still run until the next', async () => {
  const home = path.join(project, 'home');
  await mkdir(path.join(home, 'initial/pages'), { recursive: true });
  await mkdir(path.join(home, 'initial/.files/src'), { recursive: true });
  await writeFile(path.join(home, 'initial/pages/a.html'), 'first');
  await writeFile(path.join(home, 'initial/.files/src/db.json'), 'first');
  await writeFile(path.join(home, 'writable.cjs'), code);
  await mkdir(path.join(project, 'src'));
  const env = { PATH: process.env.PATH, NOTIFY_PROJECT: project };
  const words = ['renew:state/pages.shop', 'state/.files/src/db.json'];
  const start = () => run('node', [path.join(home, 'writable.cjs'), 'shop', ...words], { cwd: project, env });
  const show = () => run('sh', ['-c', 'cd "$0" && cat src/db.json state/pages.shop/*; ls -A state', project], {});
  await mkdir(path.join(project, 'state'));
  assert.is((await start()).exitCode, 0);
  assert.is((await show()).stdout, 'firstfirst.files\npages.shop\n');
  for (const file of ['src/db.json', 'state/pages.shop/a.html']) await writeFile(path.join(project, file), 'changed');
  await writeFile(path.join(project, 'state/pages.shop/b.html'), 'b');
  assert.is((await start()).exitCode, 0);
  assert.is((await show()).stdout, 'changedfirst.files\npages.shop\npages.shop.old\n');
  await rm(path.join(project, 'src/db.json'));
  assert.is((await start()).exitCode, 0);
  assert.is((await show()).stdout, 'first.files\npages.shop\npages.shop.old\n');
});

making("a file that is there without a note is the program's own, and gets its note", async () => {
  const home = path.join(project, 'home');
  await mkdir(path.join(home, 'initial/.files'), { recursive: true });
  await writeFile(path.join(home, 'initial/.files/db.json'), 'first');
  await writeFile(path.join(home, 'writable.cjs'), code);
  await writeFile(path.join(project, 'db.json'), 'own');
  const env = { PATH: process.env.PATH, NOTIFY_PROJECT: project };
  const words = [path.join(home, 'writable.cjs'), 'shop', 'state/.files/db.json'];
  assert.is((await run('node', words, { cwd: project, env })).exitCode, 0);
  const { stdout } = await run('sh', ['-c', 'cat db.json; ls -A state/.files'], { cwd: project });
  assert.is(stdout, 'owndb.json\n');
});

making('a directory that cannot get its name is an error, and another one that came first is none', async () => {
  const home = path.join(project, 'home');
  await mkdir(path.join(home, 'initial/data'), { recursive: true });
  await writeFile(path.join(home, 'writable.cjs'), code);
  const state = path.join(project, 'state');
  await mkdir(state);
  // A link that leads nowhere has no content.
  await symlink('/absent', path.join(state, 'data'));
  const { exitCode, stderr } = await run('node', [path.join(home, 'writable.cjs'), 'shop', `${state}/data`]);
  assert.is(exitCode, 1);
  assert.match(stderr, 'ENOTDIR');
  await rm(path.join(state, 'data'));
  // The other service makes the directory while this one copies.
  const other = `const fs = require('node:fs'); const { cpSync } = fs;
    fs.cpSync = (...words) => { cpSync(...words); fs.mkdirSync('${state}/data'); fs.writeFileSync('${state}/data/a', ''); };`;
  await writeFile(path.join(project, 'other.cjs'), other);
  const words = [
    '--require',
    path.join(project, 'other.cjs'),
    path.join(home, 'writable.cjs'),
    'shop',
    `${state}/data`,
  ];
  assert.equal(await run('node', words), { exitCode: 0, stdout: '', stderr: '' });
  assert.is((await run('ls', ['-A', state, `${state}/data`])).stdout, `${state}:\ndata\n\n${state}/data:\na\n`);
});

making.run();
