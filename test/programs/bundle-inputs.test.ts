/**
 * The sources of a bundle: a dependency pulls no file from outside into it.
 */
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { checkInputs } from '../../builder/programs/bundle-inputs.ts';
import { readBundledPackages } from '../../builder/programs/licenses.ts';
import { link } from '../support/linked.ts';
import { folder, inFolders, installed, lay } from '../support/projects.ts';

const inputs = suite('inputs of a bundle');
inFolders(inputs);

async function outcome(): Promise<string> {
  const project = path.join(folder, 'web');
  const { code, inputs } = await link(project, 'app.js');
  return checkInputs(project, 'app.js', { code: Buffer.from(code), inputs }).then(
    () => 'accepted',
    (error: unknown) => {
      if (!(error instanceof BuildError)) throw error;
      return [error.message, ...error.notes].join('\n');
    },
  );
}

inputs('a dependency that imports a foreign file is refused, by its path and by a link', async () => {
  await lay({
    'web/package.json': { name: 'web' },
    'web/app.js': "require('a');",
    'home/config.json': { auth: 'geheim' },
  });
  await lay(installed('web/node_modules/a'));
  for (const wanted of [path.join(folder, 'home/config.json'), '../../../home/config.json', './data.json']) {
    await lay({ 'web/node_modules/a/index.js': `module.exports = require('${wanted}');` });
    if (wanted === './data.json') await lay({ 'web/node_modules/a/data.json': '->../../../home/config.json' });
    assert.match(await outcome(), `app.js imports files outside ${folder}/web\n../home/config.json`);
  }
});

inputs('code of a linked package, of the repository and of the workspace is accepted', async () => {
  await lay({
    'web/package.json': { name: 'web' },
    'web/app.js': "require('lib');",
    'lib/package.json': { name: 'lib' },
  });
  await lay({ 'lib/index.js': '', 'web/node_modules/lib': '->../../lib', 'shared/a.js': '' });
  assert.is(await outcome(), 'accepted');
  await lay({ 'web/app.js': "require('../shared/a.js');" });
  assert.match(await outcome(), 'imports files outside');
  await lay({ '.git/HEAD': '' });
  assert.is(await outcome(), 'accepted');
  await rm(path.join(folder, '.git'), { recursive: true });
  await lay({ 'package.json': { workspaces: ['web'] } });
  assert.is(await outcome(), 'accepted');
});

inputs('tokens in packages that others wrote are public', async () => {
  const token = `AIza${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9rS'.slice(0, 35)}`;
  await lay({ 'web/package.json': { name: 'web' }, 'web/app.js': "require('a');", ...installed('web/node_modules/a') });
  await lay({ 'web/node_modules/a/index.js': `console.log('${token}');` });
  assert.is(await outcome(), 'accepted');
  await lay({ 'web/app.js': `require('a'); console.log('${token}');` });
  assert.match(await outcome(), 'app.js: a key of Google');
});

inputs('a bundle with a private source is private', async () => {
  await lay({ 'web/package.json': {}, 'web/app.js': "require('./part.js');", 'web/part.js': 'console.log(1);' });
  const project = path.join(folder, 'web');
  const isPrivate = async () => {
    const { code, inputs } = await link(project, 'app.js');
    return (await checkInputs(project, 'app.js', { code: Buffer.from(code), inputs })).isPrivate;
  };
  assert.is(await isPrivate(), false);
  await chmod(path.join(project, 'part.js'), 0o600);
  assert.is(await isPrivate(), true);
});

inputs('a licence that leads out of its package is not read', async () => {
  await lay({ ...installed('web/node_modules/a'), 'web/package.json': {}, outside: 'geheim' });
  await lay({
    'web/node_modules/a/LICENSE': '->../../../outside',
    'web/node_modules/a/NOTICE': '->/proc/self/environ',
  });
  const [found] = await readBundledPackages(path.join(folder, 'web'), ['node_modules/a/index.js']);
  assert.equal([found?.text, found?.notice], ['', '']);
  await rm(path.join(folder, 'web/node_modules/a/LICENSE'));
  await lay({ 'web/node_modules/a/MIT.txt': 'MIT', 'web/node_modules/a/LICENSE': '->MIT.txt' });
  const [again] = await readBundledPackages(path.join(folder, 'web'), ['node_modules/a/index.js']);
  assert.is(again?.text, 'MIT');
});

inputs.run();
