/**
 * Reading package.json, and the names of licence files.
 */
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { surveyProject } from '../../builder/init/survey.ts';
import { readBundledPackages } from '../../builder/programs/licenses.ts';
import { InputLog } from '../../builder/project/inputs.ts';
import { licenseFiles } from '../../builder/project/license.ts';
import {
  folderWith,
  installedJson,
  objectOf,
  parseProjectJson,
  production,
  projectJsonText,
  readPackageJson,
  withoutDeb,
} from '../../builder/project/package-json.ts';

const reading = suite('package.json');
let folder = '';

reading.before.each(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'package-json-')));
});
reading.after.each(() => rm(folder, { recursive: true, force: true }));

async function put(text: string, place = ''): Promise<void> {
  await mkdir(path.join(folder, place), { recursive: true });
  await writeFile(path.join(folder, place, 'package.json'), text);
}

function refused(work: () => unknown, ...expected: string[]): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    const text = [error.message, ...error.notes].join('\n');
    for (const part of expected) assert.match(text, part);
    return;
  }
  assert.unreachable('it was accepted');
}

reading('a byte order mark does not count', async () => {
  await put('\uFEFF{ "name": "shop" }');
  const inputs = new InputLog('');
  assert.equal(parseProjectJson(projectJsonText(folder, inputs)), { name: 'shop' });
  assert.equal([...inputs.files], [path.join(folder, 'package.json')]);
  assert.equal(readPackageJson(folder), { name: 'shop' });
  assert.equal(installedJson(folder), { name: 'shop' });
});

reading('a broken one is told with its place, and does not count in an installed package', async () => {
  await put('{\n  "name": "shop"\n  "version": "1.0.0"\n}');
  refused(() => parseProjectJson(projectJsonText(folder, new InputLog(''))), 'package.json:2:17: a comma is missing');
  refused(() => readPackageJson(folder), `${folder}/package.json is not valid JSON`);
  assert.equal(installedJson(folder), {});
  await put('[]');
  refused(() => readPackageJson(folder), 'it is not an object');
  refused(() => parseProjectJson('[]'), 'package.json does not hold an object');
  await rm(path.join(folder, 'package.json'));
  refused(() => readPackageJson(folder), 'it does not exist');
  refused(() => projectJsonText(folder, new InputLog('')), 'run build-deb in the folder of your package.json');
});

reading('a package is found as Node finds it, and not above the limit', async () => {
  await put('{}', 'node_modules/x');
  await put('{}', 'apps/web/node_modules/y');
  const web = path.join(folder, 'apps/web');
  assert.is(folderWith('y', web), web);
  assert.is(folderWith('x', web), folder);
  assert.is(folderWith('x', path.join(folder, 'node_modules/y')), folder);
  assert.is(folderWith('x', web, path.join(folder, 'apps')), undefined);
  assert.is(folderWith('z', web), undefined);
});

reading('init and the build know the same licence files', async () => {
  const names = ['LICENCE.txt', 'UNLICENSE', 'license-mit', 'COPYING', 'LICENSES', 'relicense', 'README'];
  assert.equal(licenseFiles(names), ['COPYING', 'LICENCE.txt', 'UNLICENSE', 'license-mit']);
  assert.is(licenseFiles(['COPYING', 'LICENSE'])[0], 'LICENSE');
  for (const name of licenseFiles(names)) {
    await put('{ "name": "shop" }');
    await put('{ "name": "x" }', 'node_modules/x');
    for (const place of ['', 'node_modules/x']) await writeFile(path.join(folder, place, name), 'The text.\n');
    assert.is((await surveyProject(folder)).license?.file, name);
    assert.is((await readBundledPackages(folder, ['node_modules/x/index.js']))[0]?.text, 'The text.');
    await rm(folder, { recursive: true });
  }
});

reading('a deb section that is there is refused, and values of wrong types are none', async () => {
  assert.equal(withoutDeb('{ "name": "x" }'), { name: 'x' });
  for (const section of ['{}', 'null', '7'])
    refused(
      () => withoutDeb(`{ "deb": ${section} }`),
      'package.json has a deb section already',
      'npx build-deb --plan',
    );
  for (const value of [undefined, null, 7, 'x', ['a'], true]) assert.equal(objectOf(value), {});
  assert.equal(objectOf({ a: 1 }), { a: 1 });
  assert.equal(production({ dependencies: { a: '1', b: '1' }, optionalDependencies: { b: '1', c: '1' } }), [
    'a',
    'b',
    'c',
  ]);
  assert.equal(production({ dependencies: ['a'], optionalDependencies: 'b' }), []);
  await put('{}');
  await writeFile(path.join(folder, 'other.json'), '{}');
  await rm(path.join(folder, 'package.json'));
  await symlink('/etc/hostname', path.join(folder, 'package.json'));
  refused(() => readPackageJson(folder), 'leads to /etc/hostname', 'replace the link with a copy');
  refused(() => projectJsonText(folder, new InputLog('')), 'replace the link with a copy');
});

reading.run();
