/**
 * The check of types, with a compiler that is made here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkTypes } from '../../builder/programs/types.ts';
import { folder, inFolders, lay } from '../support/projects.ts';
import { refusal } from '../support/repositories.ts';

const checking = suite('types');
inFolders(checking);

const check = (entries = ['app.ts'], inputs = entries) =>
  checkTypes({ project: folder, entries, inputs, signal: new AbortController().signal });

const ENTRY = { entries: ['src/index.ts'], inputs: ['src/index.ts'], signal: new AbortController().signal };

/** A TypeScript that is made here: `script` is its program. */
async function compiler(script: string): Promise<void> {
  await lay({ 'package.json': {}, 'tsconfig.json': '{}', 'app.ts': '1;', 'node_modules/typescript/bin/tsc': script });
  await lay({ 'node_modules/typescript/package.json': {} });
}

checking('types: errors of the inputs count, and those of others do not', async () => {
  await lay({ 'package.json': {}, 'app.ts': '1;' });
  await check();
  const says = (code: number, ...lines: string[]): string =>
    `require('node:fs').appendFileSync('${folder}/calls', process.argv.slice(2).join(' ') + '\\n');
     console.log(${JSON.stringify(lines.join('\n'))}); process.exitCode = ${code};`;
  await compiler(says(2, 'app.ts(1,1): error TS1: wrong', 'app.test.ts(1,1): error TS2: of a test'));
  assert.is(await refusal(check()), 'TypeScript finds errors in the service\napp.ts(1,1): error TS1: wrong');
  await compiler(says(2, 'test/app.ts(1,1): error TS2: of a test', 'app.tsx(1,1): error'));
  await check();
  const calls = async (): Promise<number> => readFileSync(path.join(folder, 'calls'), 'utf8').split('\n').length - 1;
  assert.is(await calls(), 2);
  await check();
  assert.is(await calls(), 2, 'what was in order is not checked again');
  for (const [file, text] of [
    ['app.ts', '2;'],
    ['tsconfig.json', '{ }'],
    ['package-lock.json', '{}'],
  ] as const) {
    await lay({ [file]: text });
    const before = await calls();
    await check();
    assert.is(await calls(), before + 1, file);
  }
  await compiler(says(1, 'error TS5023: Unknown option'));
  await lay({ 'app.ts': '3;' });
  assert.is(await refusal(check()), 'TypeScript cannot check this project\nerror TS5023: Unknown option');
  await compiler("console.error('out of memory'); process.exitCode = 1;");
  assert.is(await refusal(check()), 'TypeScript cannot check this project\nout of memory');
  await rm(path.join(folder, 'tsconfig.json'));
  await check();
});

checking('types: what TypeScript has compiled is no input, and its sources in a bundle are', async () => {
  await compiler(`require('node:fs').writeFileSync('${folder}/called', '')`);
  await lay({ 'dist/app.js': '1;' });
  await check(['dist/app.js']);
  await check(['dist/app.js'], ['dist/app.js', 'node_modules/a/index.ts']);
  assert.not.ok(existsSync(path.join(folder, 'called')));
  await check(['dist/app.js'], ['dist/app.js', 'src/part.ts']);
  const config = path.join(folder, 'node_modules/.cache/build-deb/tsconfig.json');
  assert.equal(JSON.parse(readFileSync(config, 'utf8')).files, [`${folder}/src/part.ts`]);
});

checking('types: in a workspace the compiler above the member finds errors', async () => {
  const wrong = "console.log('src/index.ts(1,1): error TS1: wrong ' + process.argv.join(' ')); process.exitCode = 2;";
  await lay({
    'package.json': { workspaces: ['apps/*'] },
    'node_modules/typescript/package.json': {},
    'node_modules/typescript/bin/tsc': wrong,
    'apps/api/package.json': {},
    'apps/api/tsconfig.json': '{}',
    'apps/api/src/index.ts': '1;',
  });
  const found = refusal(checkTypes({ project: path.join(folder, 'apps/api'), ...ENTRY }));
  assert.match(await found, `TypeScript finds errors in the service\nsrc/index.ts(1,1): error TS1: wrong`);
  assert.match(
    await found,
    `--rootDir ${folder} --project ${folder}/node_modules/.cache/build-deb/apps/api/tsconfig.json`,
  );
  assert.not.ok(existsSync(path.join(folder, 'apps/api/node_modules')));
});

checking('types: the native compiler comes first, if it is there', async () => {
  await compiler("throw new Error('the other one');");
  await lay({
    'node_modules/typescript/package.json': { type: 'module' },
    native: `#!/bin/sh\necho "$*" > '${folder}/call'\n`,
  });
  await chmod(path.join(folder, 'native'), 0o755);
  await lay({ 'node_modules/typescript/lib/getExePath.js': `export default () => '${folder}/native';` });
  await check();
  const config = path.join(folder, 'node_modules/.cache/build-deb/tsconfig.json');
  assert.is(readFileSync(path.join(folder, 'call'), 'utf8'), `--noEmit --pretty false --project ${config}\n`);
  assert.equal(JSON.parse(readFileSync(config, 'utf8')), {
    extends: `${folder}/tsconfig.json`,
    files: [`${folder}/app.ts`],
    include: [`${folder}/**/*.d.ts`],
    exclude: [`${folder}/node_modules`, `${folder}/dist`],
  });
  await rm(path.join(folder, 'native'));
  await lay({ 'app.ts': '2;' });
  assert.match(await refusal(check()), 'TypeScript cannot check this project');
});

checking.run();
