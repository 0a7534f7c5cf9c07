/**
 * PATH without the folders that a project and its dependencies fill.
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cleanEnvironment } from '../../builder/search-path.ts';
import { isInstalled, run, runAttached } from '../../builder/shell.ts';

const search = suite('search path');

const cleaned = (PATH: string | undefined, project = '/srv/shop', more = {}): string | undefined =>
  cleanEnvironment({ ...(PATH === undefined ? {} : { PATH }), ...more }, project).PATH;

search('folders of npm packages, of the project and without a place of their own are left out', () => {
  const kept = '/home/ada/.nvm/versions/node/v20.0.0/bin:/usr/local/bin:/usr/bin';
  const dropped = [
    ...['/srv/shop/node_modules/.bin', '/srv/node_modules/.bin', '/node_modules/.bin', 'node_modules/.bin', '.', ''],
    ...['/root/.npm/_npx/0123456789abcdef/node_modules/.bin', '/srv/shop', '/srv/shop/bin', '../bin', '/tmp/xfs-1'],
    '/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin',
  ];
  const more = { BERRY_BIN_FOLDER: '/tmp/xfs-1' };
  assert.is(cleaned([...dropped, kept, ...dropped].join(':'), '/srv/shop', more), kept);
  assert.is(cleaned('/srv/shop-tools/bin:/usr/bin'), '/srv/shop-tools/bin:/usr/bin');
});

search('a program of a dependency does not count as installed', () => {
  const before = process.env.PATH;
  process.env.PATH = `${path.resolve('node_modules/.bin')}:/usr/bin:/bin`;
  try {
    assert.not(isInstalled('esbuild'));
    assert.ok(isInstalled('sh'));
  } finally {
    process.env.PATH = before;
  }
});

search('a link to such a folder is left out, a missing folder is kept', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'search-path-'));
  try {
    await symlink(path.resolve('node_modules/.bin'), path.join(folder, 'link'));
    assert.is(cleaned(`${folder}/link:${folder}/missing:/usr/bin`), `${folder}/missing:/usr/bin`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

search('a project that holds the home directory leaves its tools', () => {
  for (const project of ['/', homedir(), path.dirname(homedir())]) {
    assert.is(
      cleaned(`${homedir()}/bin:/usr/bin:${homedir()}/node_modules/.bin`, project),
      `${homedir()}/bin:/usr/bin`,
    );
  }
});

search('a PATH without another folder becomes the usual one', () => {
  for (const given of [undefined, '', 'node_modules/.bin', '.:'])
    assert.match(cleaned(given) ?? '', /^\/usr.*:\/usr\/bin:/);
});

search('a program of a dependency runs in place of no command', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-shell-'));
  const bin = path.join(folder, 'node_modules/.bin');
  await mkdir(bin, { recursive: true });
  await writeFile(path.join(bin, 'uname'), '#!/bin/sh\necho a dependency\n', { mode: 0o755 });
  const env = { PATH: `${bin}:${process.env.PATH}` };
  const { PATH } = process.env;
  process.env.PATH = env.PATH;
  try {
    assert.is((await run('uname', [], { env })).stdout, 'Linux\n');
    assert.is((await run('uname', [])).stdout, 'Linux\n');
    assert.is((await run('sh', ['-c', 'uname'], { env })).stdout, 'Linux\n');
    assert.is(await runAttached('sh', ['-c', '[ "$(uname)" = Linux ]']), 0);
  } finally {
    process.env.PATH = PATH;
    await rm(folder, { recursive: true });
  }
});

search.run();
