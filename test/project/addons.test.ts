/**
 * init and the build agree about native addons: init proposes a bundle only if the build makes it.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { proposeDeb } from '../../builder/init/propose.ts';
import { surveyProject } from '../../builder/init/survey.ts';
import { isAddon } from '../../builder/project/addons.ts';
import { link } from '../support/linked.ts';

type Files = Record<string, string | object>;

const addons = suite('native addons, for init and for the build');
let project = '';

addons.before.each(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'addons-'));
});
addons.after.each(() => rm(project, { recursive: true, force: true }));

async function lay(files: Files): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const place = path.join(project, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** A package that the service imports, as npm installs it. */
function installed(name: string, json: object = {}, files: Files = {}): Files {
  const folder = `node_modules/${name}`;
  const own = Object.entries(files).map(([file, content]) => [`${folder}/${file}`, content]);
  return {
    [`${folder}/package.json`]: { name, version: '1.0.0', main: 'index.js', ...json },
    [`${folder}/index.js`]: 'module.exports = 1;',
    ...Object.fromEntries(own),
  };
}

const NEEDS_X = { dependencies: { x: '1' } };
const loadedBy = (loader: string): Files => ({
  ...installed('x', { dependencies: { [loader]: '1' } }),
  ...installed(loader),
});

/** Projects of each kind: package.json, the other files, and the payload that both must want. */
const PROJECTS: Record<string, [json: object, files: Files, payload: 'bundle' | 'modules']> = {
  'a plain package': [NEEDS_X, installed('x'), 'bundle'],
  'a plain package that depends on another': [
    NEEDS_X,
    { ...installed('x', { dependencies: { y: '1' } }), ...installed('y') },
    'bundle',
  ],
  'the sources of node-gyp': [NEEDS_X, installed('x', {}, { 'binding.gyp': '' }), 'modules'],
  'binaries of prebuildify': [NEEDS_X, installed('x', {}, { 'prebuilds/linux-x64/x.node': '' }), 'modules'],
  'a field gypfile': [NEEDS_X, installed('x', { gypfile: true }), 'modules'],
  'a field gypfile that is false': [NEEDS_X, installed('x', { gypfile: false }), 'bundle'],
  'a native main file': [NEEDS_X, installed('x', { main: 'x.node' }, { 'x.node': '' }), 'modules'],
  'a native file in exports': [NEEDS_X, installed('x', { exports: './x.node' }, { 'x.node': '' }), 'modules'],
  'an export whose name ends as native files do': [
    NEEDS_X,
    installed('x', { exports: { '.': './index.js', './server.node': { default: './server.node.js' } } }),
    'bundle',
  ],
  'a native optional package': [
    NEEDS_X,
    {
      ...installed('x', { optionalDependencies: { '@x/linux': '1' } }, { 'index.js': "require('@x/linux')" }),
      ...installed('@x/linux', { main: 'x.node' }, { 'x.node': '' }),
    },
    'modules',
  ],
  'a native peer': [
    NEEDS_X,
    {
      ...installed('x', { peerDependencies: { y: '1' } }, { 'index.js': "require('y')" }),
      ...installed('y', {}, { 'binding.gyp': '' }),
    },
    'modules',
  ],
  'a native development dependency that the sources import': [
    { devDependencies: { x: '1' } },
    installed('x', {}, { 'binding.gyp': '' }),
    'modules',
  ],
  'an optional package for one processor, whose main file is JavaScript': [
    NEEDS_X,
    {
      ...installed('x', { optionalDependencies: { '@x/linux': '1' } }, { 'index.js': "require('@x/linux/x.node')" }),
      ...installed(
        '@x/linux',
        { cpu: ['x64', 'arm64'], exports: { './x.node': './index.cjs' } },
        { 'index.cjs': "module.exports = require('./lib/x-1.node');", 'lib/x-1.node': '' },
      ),
    },
    'modules',
  ],
  'a program for one processor': [
    NEEDS_X,
    {
      ...installed('x', { optionalDependencies: { '@x/linux': '1' } }),
      ...installed('@x/linux', { cpu: ['x64', 'arm64'] }, { 'bin/x': '' }),
    },
    'bundle',
  ],
  'a native file of its own': [{}, { 'index.js': "require('./build/own.node');", 'build/own.node': '' }, 'modules'],
  'a comment that names a native file': [{}, { 'index.js': "// require('./build/own.node');" }, 'bundle'],
};
for (const loader of ['bindings', 'node-addon-api', 'node-gyp-build', 'node-gyp-build-optional-packages']) {
  PROJECTS[`a dependency on ${loader}`] = [NEEDS_X, loadedBy(loader), 'modules'];
}
for (const loader of ['node-pre-gyp', '@mapbox/node-pre-gyp', 'prebuild-install']) {
  PROJECTS[`a dependency on ${loader}`] = [NEEDS_X, loadedBy(loader), 'modules'];
}

/** How the build packages the addon: in the bundle, or with its modules. */
async function built(): Promise<'bundle' | 'modules'> {
  try {
    // A package with an addon lies beside the bundle.
    return (await link(project, 'index.js')).beside.length > 0 ? 'modules' : 'bundle';
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    assert.match(error.message, 'it uses native addons', error.notes.join('\n'));
    return 'modules';
  }
}

for (const [kind, [json, files, payload]] of Object.entries(PROJECTS)) {
  addons(kind, async () => {
    const packageJson = { name: 'shop', version: '1.0.0', main: 'index.js', ...json };
    await lay({ 'package.json': packageJson, 'index.js': "console.log(require('x'));", ...files });
    const { deb } = proposeDeb(await surveyProject(project));
    assert.is(deb.payload ?? 'bundle', payload, 'init proposes another payload');
    assert.is(await built(), payload, 'the build accepts another payload');
  });
}

addons('a package without any mark that loads a native file lies beside a bundle', async () => {
  const x = installed('x', {}, { 'index.js': "module.exports = require('./lib/x.node');", 'lib/x.node': '' });
  await lay({ 'package.json': { name: 'shop', version: '1.0.0', ...NEEDS_X }, 'index.js': "require('x');", ...x });
  const { beside } = await link(project, 'index.js');
  assert.equal(
    beside.map((folder) => path.basename(folder)),
    ['x'],
  );
});

addons('a part of an npm package that its exports close is no addon', () => {
  assert.not(isAddon(project, { exports: { '.': './index.js', './inside': null } }));
  assert.ok(isAddon(project, { exports: { './inside': null, '.': { default: './a.node' } } }));
});

addons.run();
