/**
 * The releases of Debian that a package is for: by the ABI of its addons, by the engines of its packages, and by its sources.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { controlView } from '../../builder/plan/control.ts';
import { readElf } from '../../builder/programs/elf.ts';
import { featureNeeds, moduleNeeds } from '../../builder/programs/node-features.ts';
import type { Programs } from '../../builder/programs/programs.ts';
import { addon } from '../support/addons.ts';
import { collect } from '../support/collected.ts';
import { folder, inFolders, installed, lay } from '../support/projects.ts';
import { refusal } from '../support/repositories.ts';

const targets = suite('the Debian that a package is for');
inFolders(targets);

const V8 = '_ZN2v87Isolate10GetCurrentEv';
const LOCK = { 'package-lock.json': { lockfileVersion: 1 } };
const MODULES = { payload: 'modules', service: { ready: 'loaded' } };

async function project(json: object = {}, source = ''): Promise<void> {
  await lay({ 'app.js': source, ...LOCK, ...installed('node_modules/x', { license: 'MIT', ...json }) });
}

const programs = (deb: object = {}): Promise<Programs> => collect({ ...MODULES, ...deb }, { dependencies: { x: '1' } });
const releasesOf = ({ releases }: Programs): string => releases.map(({ id }) => id).join();

targets('the ABI of an addon: a function, a structure, its name, or none with Node-API', async () => {
  await mkdir(path.join(folder, 'node_modules/x'), { recursive: true });
  for (const [made, abi] of [
    [{ symbols: ['node_register_module_v115', V8] }, 115],
    [{ symbols: ['node_module_register', V8], registers: 137 }, 137],
    [{ symbols: ['_ZNK2v85Value8IsObjectEv'] }, 'unknown'],
    [{ symbols: ['napi_register_module_v1', V8], registers: 137 }, 'unknown'],
    [{ symbols: ['napi_register_module_v1', 'napi_create_function'] }, undefined],
    [{ symbols: [] }, undefined],
  ] as const) {
    await addon('a.node', { ...made, symbols: [...made.symbols] });
    assert.is((await readElf(path.join(folder, 'node_modules/x/a.node')))?.abi, abi, JSON.stringify(made));
  }
});

targets('an addon for one ABI restricts the package, and makes it depend on the library of that Node', async () => {
  await project();
  await addon('build/Release/x.node', { symbols: ['node_register_module_v115'] });
  const found = await programs();
  assert.is(releasesOf(found), 'debian13');
  assert.equal(found.depends, ['libnode115', 'libc6']);
  assert.ok(
    found.warnings.some((line) =>
      /^the package is not for Debian 12, whose Node is 18\.20\.4: .*x\.node, which is for Node 20 \(ABI 115\)$/.test(
        line,
      ),
    ),
  );
  assert.match(
    await refusal(programs({ targets: ['debian12', 'debian13'] })),
    /"targets" names.*\nname others, as in "targets": \["debian13"\]/s,
  );
  assert.match(await refusal(programs({ targets: ['debian12'] })), 'npm rebuild x');
  const text = await refusal(programs({ runtime: 'bundled', node: '24.21.0' }));
  assert.match(text, 'Node 24.21.0, which the package carries, does not load node_modules/x/build/Release/x.node');
  assert.match(text, 'carry the right one, as in "node": "20.20.2"');
});

targets('no Debian loads an addon of Node 22: the advice is to build it anew, or to carry Node', async () => {
  await project();
  await addon('build/Release/x.node', { symbols: ['node_module_register', V8], registers: 127 });
  const text = await refusal(programs());
  assert.match(text, /^no Debian has a Node that runs this service\n/);
  assert.match(text, 'build the addon with the Node of the target (Node 18 for Debian 12, Node 20 for Debian 13');
  assert.match(text, 'npm rebuild x\nor carry Node in the package: "runtime": "bundled", "node": "22.23.3"');
});

targets('one addon for each ABI, or with Node-API beside them, restricts by what is there', async () => {
  await project();
  const bound = { symbols: ['napi_register_module_v1', V8] };
  for (const abi of [108, 115, 137]) await addon(`lib/x-linux-x64-glibc-${abi}.node`, bound);
  const all = await programs();
  assert.equal([releasesOf(all), all.depends], ['debian12,debian13,testing', ['libc6']]);
  await project();
  await addon('lib/x-linux-x64-glibc-108.node', { symbols: ['napi_register_module_v1', V8] });
  await addon('other/y-115.node', bound);
  await addon('other/y-137.node', bound);
  assert.is(releasesOf(await programs()), 'debian13,testing');
  assert.equal((await programs()).depends, ['libnode115 | libnode137', 'libc6']);
  await addon('third/z-115.node', { symbols: ['napi_register_module_v1'] });
  assert.is(releasesOf(await programs()), 'debian13', 'a loader chooses by the name');
  await addon('third/z-napi.node', { symbols: ['napi_register_module_v1'] });
  await addon('other/y-napi.node', { symbols: ['napi_register_module_v1'] });
  assert.is(releasesOf(await programs()), 'debian12,debian13,testing');
});

targets(
  'engines of packages: direct ones at their word, those below from a version on, optional ones not',
  async () => {
    await project({ engines: { node: '>=20.9' }, dependencies: { y: '1' }, optionalDependencies: { z: '1' } });
    await lay({
      ...installed('node_modules/y', { license: 'MIT', engines: { node: '^14 || ^16 || ^18' } }),
      ...installed('node_modules/z', { license: 'MIT', engines: { node: '>=99' } }),
    });
    const found = await programs();
    assert.equal([releasesOf(found), found.depends], ['debian13,testing', ['nodejs (>= 20.9)']]);
    assert.ok(
      found.warnings.includes(
        'the package is not for Debian 12, whose Node is 18.20.4: it is not in the range of x 1.0.0 by its engines (>=20.9)',
      ),
    );
    const { relations } = controlView(
      { config: config(), facts: { templates: {}, projectFragments: {}, unitFiles: {} } as never, programs: found },
      1,
    );
    assert.match(relations[0]?.packages ?? '', /^nodejs \(>= 20\.9\), systemd/);
    await project({ engines: { node: '^20' } });
    assert.is(releasesOf(await programs()), 'debian13');
    await project({ engines: { node: '>=22' } });
    assert.is(releasesOf(await programs()), 'testing');
    await project({ engines: { node: '^22.13' } });
    assert.match(await refusal(programs()), '"runtime": "bundled", "node": "22.23.3"');
    const carried = await programs({ runtime: 'debian', exclude: ['node_modules/x'] });
    assert.is(releasesOf(carried), 'debian12,debian13,testing');
  },
);

targets('modules of Node that sources import', async () => {
  await project({}, "const { DatabaseSync } = require('node:sqlite');");
  assert.is(releasesOf(await programs()), 'testing');
  await lay({ 'app.mjs': "import { DatabaseSync } from 'node:sqlite';\nconsole.log(DatabaseSync);" });
  const bundled = await collect({ entry: 'app.mjs', service: { ready: 'loaded' } });
  assert.is(releasesOf(bundled), 'testing');
  assert.equal(bundled.depends, ['nodejs (>= 22.13)']);
});

const config = () => {
  const json = { name: 'shop', version: '1.0.0', description: 'S', author: 'Ada <a@b.c>', license: 'MIT' };
  return parseConfig(JSON.stringify({ ...json, engines: { node: '>=18' }, deb: { entry: 'app.js' } }));
};

targets('functions of Node, used and guarded', () => {
  const needs = (text: string): string =>
    featureNeeds({ file: 'a.js', text })
      .map(({ because }) => because.replace(' in a.js', ''))
      .join();
  for (const [text, found] of [
    ["import { styleText } from 'node:util';\nstyleText('red', 'x');", 'util.styleText'],
    ["import util from 'util';\nutil.styleText('red', 'x');", 'util.styleText'],
    ["import { glob } from 'node:fs/promises';\nglob('*');", 'fs.glob'],
    ["import { glob } from 'glob';\nglob('*');", ''],
    ["import type { DatabaseSync } from 'node:sqlite';", ''],
    ['try {\n  process.loadEnvFile();\n} catch {}', ''],
    ['process.loadEnvFile?.();', ''],
    ['if (process.loadEnvFile) process.loadEnvFile();', ''],
    ['process.loadEnvFile();', 'process.loadEnvFile'],
    ['// process.loadEnvFile();', ''],
    ['const { promise } = Promise.withResolvers();', 'Promise.withResolvers'],
    ['list.toSorted();', 'toSorted()'],
    ["const sqlite = await import('node:sqlite').catch(() => null);", ''],
  ] as const) {
    assert.is(needs(text), found, text);
  }
});

targets('syntax, import.meta and require() of ES modules, which Node itself runs', async () => {
  const needs = async (text: string, file = 'a.js'): Promise<string[]> => {
    const place = path.join(folder, file);
    return (await moduleNeeds({ file, place, text })).map(({ range }) => range);
  };
  await lay({
    ...installed('node_modules/esm', { type: 'module', exports: './index.js' }),
    ...installed('node_modules/cjs'),
  });
  assert.equal(await needs('class A { static { this.#x; } #x = a?.b ?? 1n; static #x; }'), []);
  assert.equal(await needs("import x from './x.json' with { type: 'json' };"), []);
  assert.equal(await needs('const p = /[a--b]/v;'), ['>=20']);
  assert.equal(await needs('const p = /^\\p{RGI_Emoji}$/v;'), ['>=20']);
  assert.equal(await needs('{ using file = open(); }'), ['>=24']);
  assert.equal(await needs('const a = import.meta.dirname;'), ['>=20.11 <21 || >=21.2']);
  assert.equal(await needs('const a = import.meta.dirname ?? b;'), []);
  assert.equal(await needs("const x = require('esm');"), ['>=20.19 <21 || >=22.12']);
  assert.equal(await needs("const x = require('cjs'); const y = require('gone');"), []);
  assert.equal(await needs('this is no JavaScript'), []);
});

targets.run();
