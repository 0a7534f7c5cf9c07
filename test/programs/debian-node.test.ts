/**
 * The warning about the function that Debian 12's Node lacks.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { featureNeeds } from '../../builder/programs/node-features.ts';
import { collect } from '../support/collected.ts';
import { inFolders, installed, lay } from '../support/projects.ts';

const node = suite("Debian's Node");
inFolders(node);

const CALL = 'exports.cookies = (answer) => answer.headers.getSetCookie();\n';
const LOCK = { 'package-lock.json': { lockfileVersion: 1 } };

/** The warnings of a project that names the package `rpc`, which needs `other`. */
async function warned(files: Record<string, string>, deb: object = {}): Promise<string[]> {
  const rpc = installed('node_modules/rpc', { license: 'MIT', dependencies: { other: '1' } });
  const other = installed('node_modules/other', { license: 'MIT' });
  const source = "require('rpc');\nrequire('other');\n";
  await lay({ 'app.js': source, ...LOCK, ...rpc, ...other, ...files });
  const json = { dependencies: { rpc: '1' } };
  const { warnings } = await collect({ payload: 'modules', service: { ready: 'loaded' }, ...deb }, json);
  return warnings.filter((warning) => warning.includes('getSetCookie'));
}

node('a package that calls it unguarded is told, in both payloads', async () => {
  const expected =
    'rpc calls Headers.getSetCookie(), which Debian 12\'s Node lacks: try its pages there, or leave it out by "targets": ["debian13", "testing"]';
  assert.equal(await warned({ 'node_modules/rpc/dist/http.js': CALL }), [expected]);
  assert.equal(await warned({ 'node_modules/rpc/dist/http.js': CALL }, { payload: 'bundle' }), [expected]);
  assert.equal(await warned({ 'node_modules/rpc/dist/http.js': CALL }, { targets: ['debian12'] }), [
    'rpc calls Headers.getSetCookie(), which Debian 12\'s Node lacks: try its pages there, or use "runtime": "bundled"',
  ]);
});

node('a guarded call, tests, comments and packages of packages are not told', async () => {
  for (const guarded of [
    'answer.headers.getSetCookie?.();',
    "if (typeof answer.headers.getSetCookie === 'function') answer.headers.getSetCookie();",
    "if ('getSetCookie' in answer.headers) answer.headers.getSetCookie();",
    'const cookies = answer.headers.getSetCookie ? answer.headers.getSetCookie() : [];',
    'if (answer.headers.getSetCookie) answer.headers.getSetCookie();',
    '// answer.headers.getSetCookie();',
  ])
    assert.equal(await warned({ 'node_modules/rpc/dist/http.js': guarded }), [], guarded);
  assert.equal(await warned({ 'node_modules/rpc/test/a.js': CALL, 'node_modules/rpc/readme.md': CALL }), []);
  assert.equal(await warned({ 'node_modules/rpc/dist/http.js': '', 'node_modules/other/a.js': CALL }), []);
});

node('the tool itself, of which a package has the API alone, is not told', async () => {
  const tool = installed('node_modules/build-deb', { license: 'MIT', exports: { './notify': './api.js' } });
  const files = { ...tool, 'node_modules/build-deb/api.js': '', 'node_modules/build-deb/dist/steps.js': CALL };
  await lay({ 'app.js': "require('build-deb/notify');\n", ...LOCK, ...files });
  const { warnings } = await collect({ service: { ready: 'loaded' } }, { devDependencies: { 'build-deb': '1' } });
  assert.equal(warnings, []);
});

node('other releases and other builds of Node have it', async () => {
  const calling = { 'node_modules/rpc/dist/http.js': CALL };
  assert.equal(await warned(calling, { targets: ['debian13', 'testing'] }), []);
  assert.equal(await warned(calling, { targets: ['debian12'], nodeFrom: 'nodesource' }), []);
});

node('a source of the project that calls it is for later releases', () => {
  assert.equal(featureNeeds({ file: 'a.js', text: CALL }), [{ range: '>=20', because: 'getSetCookie() in a.js' }]);
  assert.equal(featureNeeds({ file: 'a.js', text: 'headers.getSetCookie?.();' }), []);
});

node.run();
