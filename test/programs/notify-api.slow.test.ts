/**
 * The agent's API in packages with modules: `build-deb/notify` is there at run time, and the tool itself is not.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writePackage } from '../../builder/archive/deb.ts';
import { parseConfig } from '../../builder/config/parse.ts';
import type { Manifest } from '../../builder/manifest.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import { collectPrograms } from '../../builder/programs/programs.ts';
import { readFacts } from '../../builder/project/facts.ts';
import { run } from '../../builder/shell.ts';
import { contextOf } from '../support/programs.ts';

const api = suite('the API in a package with modules');
let folder = '';

api.before.each(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'notify-api-')));
});
api.after.each(() => rm(folder, { recursive: true, force: true }));

async function lay(files: Record<string, string | object>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const place = path.join(folder, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** A server that answers with the methods of the API, and prints its port. */
const SERVER = `
notify.status('warming');
http.createServer((_, answer) => answer.end(Object.keys(notify).join(' '))).listen(0, '127.0.0.1', function () {
  console.log(String(this.address().port));
});`;
const AS_MODULE = `import http from 'node:http';\nimport { notify } from 'build-deb/notify';${SERVER}`;
const AS_COMMON_JS = `const http = require('node:http');\nconst { notify } = require('build-deb/notify');${SERVER}`;

const FIELDS = { version: '1.0.0', description: 'Says', author: 'Ada <ada@example.org>', license: 'MIT' };

function packageJson(name: string, json: object): object {
  const deb = { name: 'says', entry: 'server.js', payload: 'modules', service: { ready: 'listening' } };
  return { name, ...FIELDS, engines: { node: '>=18' }, deb, ...json };
}

/** This tool as npm installs it: a large dependency, and an API that a package must not depend on. */
const TOOL = {
  'node_modules/build-deb/package.json': {
    ...{ name: 'build-deb', version: '0.9.0', dependencies: { esbuild: '1' } },
    exports: { './notify': './dist/notify/api.cjs' },
  },
  'node_modules/build-deb/dist/notify/api.cjs': 'throw new Error("this is the API of the tool");',
  'node_modules/build-deb/dist/build-deb.mjs': '',
  'node_modules/esbuild/package.json': { name: 'esbuild', version: '1.0.0' },
  'node_modules/esbuild/lib/main.js': '',
};

/** Builds the package of a project below the folder, and unpacks it. */
async function unpacked(project = ''): Promise<{ manifest: Manifest; app: string; warnings: readonly string[] }> {
  const context = contextOf(path.join(folder, project));
  const { stdout: text } = await run('cat', [path.join(context.project, 'package.json')]);
  const config = parseConfig(text);
  const programs = await collectPrograms(config, context);
  const manifest = planPackage(config, await readFacts(config, context, process.env), programs);
  const { full } = await writePackage(manifest, path.join(folder, 'out'), context);
  const target = path.join(folder, 'target');
  const { exitCode, stderr } = await run('dpkg-deb', ['--extract', full, target]);
  assert.is(exitCode, 0, stderr);
  return { manifest, app: path.join(target, 'usr/lib/says/app'), warnings: programs.warnings };
}

/** The answer of a server: Node runs it far away from the project and its node_modules. */
async function answerOf(server: string): Promise<string> {
  const child = spawn(process.execPath, [server], { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
  try {
    const port = await new Promise<string>((resolve, reject) => {
      let message = '';
      child.stderr.on('data', (text) => {
        message += text;
      });
      child.stdout.once('data', (text) => resolve(String(text).trim()));
      child.once('close', () => reject(new Error(message)));
    });
    return await (await fetch(`http://127.0.0.1:${port}/`)).text();
  } finally {
    child.kill();
  }
}

const METHODS = 'ready status reloading stopping extendTimeout watchdog';

/** The paths of the package below the folder of the app. */
function placesIn({ entries }: Manifest): string[] {
  const home = '/usr/lib/says/app/';
  const files = entries.filter(({ type, path: place }) => type !== 'directory' && place.startsWith(home));
  return files.map(({ path: place }) => place.slice(home.length));
}

const API_FILES = ['node_modules/build-deb/notify.cjs', 'node_modules/build-deb/package.json'];

for (const [kind, json, server] of [
  ['an ES module, with a development dependency', { type: 'module', devDependencies: { 'build-deb': '1' } }, AS_MODULE],
  ['CommonJS, with a dependency', { dependencies: { 'build-deb': '1' } }, AS_COMMON_JS],
  ['an ES module, with npx alone', { type: 'module' }, AS_MODULE],
] as const) {
  api(`${kind}: its server runs`, async () => {
    const packages = { 'node_modules/build-deb': { version: '0.9.0' }, 'node_modules/esbuild': { version: '1.0.0' } };
    const isInstalled = kind !== 'an ES module, with npx alone';
    await lay({ 'package.json': packageJson('says', json), 'server.js': server, LICENSE: 'MIT' });
    if (isInstalled) await lay({ ...TOOL, 'package-lock.json': { lockfileVersion: 3, packages } });
    const { manifest, app, warnings } = await unpacked();
    assert.equal(placesIn(manifest), ['LICENSE', ...API_FILES, 'package.json', 'server.js']);
    assert.is(manifest.architecture, 'all');
    if (isInstalled) assert.equal(warnings, []);
    assert.is(await answerOf(path.join(app, 'server.js')), METHODS);
  });
}

api('a member of a workspace: the API lies at the root, and other packages keep esbuild', async () => {
  await lay({
    'package.json': {
      name: 'all',
      private: true,
      workspaces: ['apps/*', 'lib'],
      devDependencies: { 'build-deb': '1' },
    },
    'lib/package.json': { name: 'lib', version: '1.0.0', dependencies: { esbuild: '1', 'build-deb': '1' } },
    'lib/index.js': "module.exports = require('build-deb/notify');",
    'apps/says/package.json': packageJson('@all/says', { dependencies: { lib: '1' } }),
    'apps/says/server.js': AS_COMMON_JS.replace('build-deb/notify', 'lib'),
    'apps/says/LICENSE': 'MIT',
    ...TOOL,
  });
  await symlink('../lib', path.join(folder, 'node_modules/lib'));
  const { manifest, app } = await unpacked('apps/says');
  const places = placesIn(manifest);
  assert.equal(
    places.filter((place) => place.includes('build-deb')),
    API_FILES,
  );
  assert.ok(places.includes('node_modules/esbuild/lib/main.js'));
  assert.is(await answerOf(path.join(app, 'apps/says/server.js')), METHODS);
});

api.run();
