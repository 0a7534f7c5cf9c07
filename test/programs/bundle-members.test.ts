/**
 * Members of a workspace in the bundle of another member: those that read files beside themselves keep their place.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collect, context, landed } from '../support/collected.ts';
import { folder, inFolders, installed, lay } from '../support/projects.ts';
import { unpack } from './same/programs.ts';

const members = suite('members of a workspace in a bundle');
inFolders(members);

const APP = 'apps/web';
/** The member @shop/text relies on the package that the project lists. */
const DEPENDENCIES = { dependencies: { '@shop/text': '1', plain: '1', listed: '1' } };

/** A workspace of the project and two packages. The fields are those of the package with a file of its own. */
async function workspace(source: string, fields: object = {}): Promise<void> {
  await lay({
    'package.json': { workspaces: ['apps/*', 'libs/*'] },
    'libs/text/package.json': { name: '@shop/text', version: '1.0.0', dependencies: { helper: '1' }, ...fields },
    'libs/text/src/index.ts': source,
    'libs/text/lib/index.js': source,
    'libs/text/lib/word.txt': 'good morning',
    'libs/plain/package.json': { name: 'plain', version: '1.0.0', main: 'index.js' },
    'libs/plain/index.js': "module.exports = 'plain';",
    ...installed('node_modules/helper'),
    ...installed('node_modules/listed'),
    [`${APP}/app.js`]: "process.stdout.write(`${require('@shop/text')} ${require('plain')}`);",
  });
  await mkdir(path.join(folder, 'node_modules/@shop'), { recursive: true });
  await symlink('../../libs/text', path.join(folder, 'node_modules/@shop/text'));
  await symlink('../libs/plain', path.join(folder, 'node_modules/plain'));
}

const READS = "module.exports = require('fs').readFileSync(require('path').join(__dirname, 'word.txt'), 'utf8');";

members('a member that reads a file beside itself lies beside the bundle with all that it imports', async () => {
  await workspace(`require('helper'); require('listed'); require('plain');${READS}`, {
    main: 'lib/index.js',
    files: ['lib'],
  });
  const programs = await collect({ sourceMap: false }, DEPENDENCIES, context(APP));
  const files = landed(programs).map((line) => line.replace('644 /usr/lib/shop/', ''));
  assert.equal(files, [
    'app.cjs',
    'app/apps/web/package.json',
    'app/libs/plain/index.js',
    'app/libs/plain/package.json',
    'app/libs/text/lib/index.js',
    'app/libs/text/lib/word.txt',
    'app/libs/text/package.json',
    'app/node_modules/helper/index.js',
    'app/node_modules/helper/package.json',
    'app/node_modules/listed/index.js',
    'app/node_modules/listed/package.json',
    '777 /usr/lib/shop/app/node_modules/@shop/text',
    '777 /usr/lib/shop/app/node_modules/plain',
  ]);
  await unpack(programs, path.join(folder, 'target'));
  const start = path.join(folder, 'target/usr/lib/shop/app.cjs');
  assert.is(spawnSync(process.execPath, [start], { encoding: 'utf8' }).stdout, 'good morning plain');
  assert.not.match(programs.warnings.join(), 'a bundle lacks');
});

members('TypeScript of a member that asks for its place is warned of', async () => {
  await workspace(READS, { main: 'src/index.ts' });
  const { warnings } = await collect({ sourceMap: false }, DEPENDENCIES, context(APP));
  assert.match(
    warnings.join('\n'),
    'a bundle lacks the files beside sources outside of the project: compile ../../libs/text/src/index.ts',
  );
});

members.run();
