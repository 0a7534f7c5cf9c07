/**
 * Programs with their modules, as they land on the target.
 */
import { chmod, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collect, context, landed, refusal } from '../support/collected.ts';
import { makeElf } from '../support/elf.ts';
import { folder, inFolders, installed, lay } from '../support/projects.ts';

const programs = suite('programs with modules');
inFolders(programs);

const MODULES = { payload: 'modules', service: { ready: 'loaded' } };

programs('with modules: only programs are executable, private files are for the group, links stay', async () => {
  const where = context();
  await lay({
    'app.js': '',
    'run.sh': '#!/bin/sh\n',
    'marked.js': 'x',
    'lib/x.node': '',
    tool: '',
    'config.json': '{}',
  });
  for (const file of ['lib/x.node', 'tool']) await writeFile(path.join(folder, file), makeElf({}));
  for (const file of ['run.sh', 'marked.js', 'lib/x.node', 'tool']) await chmod(path.join(folder, file), 0o755);
  await lay({ 'private.sh': '#!/bin/sh\n' });
  await chmod(path.join(folder, 'private.sh'), 0o700);
  await chmod(path.join(folder, 'config.json'), 0o600);
  await symlink('app.js', path.join(folder, 'link.js'));
  await lay({
    ...installed('node_modules/a', { license: 'MIT' }),
    'package-lock.json': { lockfileVersion: 3, packages: { 'node_modules/a': { version: '1.0.0' } } },
  });
  const services = {
    link: { entry: 'link.js', ready: 'loaded', user: 'hand' },
    own: { entry: 'gone.js', unit: 'run.sh' },
  };
  const found = await collect({ ...MODULES, services }, { dependencies: { a: '1' } }, where);
  const home = '/usr/lib/shop/app';
  assert.equal(landed(found), [
    `600 ${home}/config.json`,
    ...[
      'app.js',
      'lib/x.node',
      'marked.js',
      'node_modules/a/index.js',
      'node_modules/a/package.json',
      'package.json',
    ].map((file) => `644 ${home}/${file}`),
    `700 ${home}/private.sh`,
    ...['run.sh', 'tool'].map((file) => `755 ${home}/${file}`),
    `777 ${home}/link.js`,
  ]);
  assert.equal(
    found.owned.map(({ path: place, mode, group }) => `${mode} ${group} ${place}`),
    [`0640 shop ${home}/config.json`, `0750 shop ${home}/private.sh`],
  );
  assert.equal(Object.fromEntries(found.starts), {
    shop: `${home}/app.js`,
    'shop-link': `${home}/link.js`,
    'shop-own': `${home}/gone.js`,
  });
  assert.ok(found.entries.every(({ owner }) => owner === 'root'));
  assert.equal(
    found.bundled.map(({ name, license }) => `${name} ${license}`),
    ['a MIT'],
  );
  assert.ok(where.inputs.files.has(path.join(folder, 'link.js')));
  assert.equal(found.warnings, [
    `${home}/config.json and 1 more are private here, so that on the target only root and the group shop can read it, not hand`,
  ]);
});

programs('with modules: a file that starts a service must exist, and be among the files', async () => {
  await lay({ 'app.js': '', 'src/work.js': '', 'package-lock.json': { lockfileVersion: 3, packages: {} } });
  assert.match(await refusal({ ...MODULES, entry: 'gone.js' }), `there is no file gone.js in ${folder}\n`);
  const { entries } = await collect({ ...MODULES, include: ['app.js'] });
  assert.not.ok(entries.some(({ path: place }) => place.endsWith('work.js')));
  const missing = await refusal({ ...MODULES, entry: 'src/work.js', include: ['app.js'] });
  assert.match(
    missing,
    'src/work.js starts a service, but is not among the files of the package\nname it, or its folder, in "include" of the deb section: "include": ["src"]',
  );
});

programs.run();
