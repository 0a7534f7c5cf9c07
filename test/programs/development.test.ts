/**
 * Sources that import development dependencies, which no package carries.
 */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readTree } from '../../builder/programs/modules/tree.ts';
import { InputLog } from '../../builder/project/inputs.ts';

const development = suite('imports of development dependencies');
let folder = '';

development.before.each(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'development-')));
});
development.after.each(() => rm(folder, { recursive: true, force: true }));

async function lay(files: Record<string, string | object>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const place = path.join(folder, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** The warnings, without those about lock files. */
async function warnings(project = ''): Promise<string[]> {
  const tree = await readTree(path.join(folder, project), { architecture: 'amd64', inputs: new InputLog('') });
  return tree.warnings.filter((warning) => !/lock file|was not compared/.test(warning));
}

const devDependencies = { pino: '9', '@acme/log': '1', 'build-deb': '1' };

for (const source of [
  "import pino from 'pino';",
  'import { destination } from "pino/file";',
  "const pino = require('pino');",
  "let pino;\ntry {\n  pino = await import('pino');\n} catch {}",
]) {
  development(source.replace(/\n\s*/g, ' '), async () => {
    await lay({ 'package.json': { name: 'web', devDependencies }, 'server.js': source });
    assert.equal(await warnings(), ['server.js imports pino, which is a development dependency: npm install pino']);
  });
}

development('each package once, with the command of the package manager', async () => {
  const both = "require('pino');\nrequire('@acme/log');";
  await lay({
    'package.json': { name: 'web', devDependencies },
    'lib/a.cjs': both,
    'lib/b.mjs': "import 'pino';",
    'server.js': both,
    'yarn.lock': '',
  });
  assert.equal(await warnings(), [
    'lib/a.cjs and 1 more import @acme/log, which is a development dependency: yarn add @acme/log',
    'lib/a.cjs and 2 more import pino, which is a development dependency: yarn add pino',
  ]);
});

development('comments, strings, the API of this tool, and files for tools', async () => {
  await lay({
    'package.json': { name: 'web', devDependencies },
    'server.js': "// require('pino')\nimport { notify } from 'build-deb/notify';\nconst text = 'pino';\n",
    'vite.config.js': "import pino from 'pino';",
    'server.test.js': "import pino from 'pino';",
    'test/server.js': "import pino from 'pino';",
  });
  assert.equal(await warnings(), []);
});

development('a package that is also a dependency, or that another package brings', async () => {
  await lay({
    'package.json': {
      name: 'web',
      dependencies: { a: '1' },
      peerDependencies: { a: '1' },
      devDependencies: { a: '1', b: '1' },
    },
    'server.js': "require('a');\nrequire('b');",
    'node_modules/a/package.json': { name: 'a', version: '1.0.0', dependencies: { b: '1' } },
    'node_modules/b/package.json': { name: 'b', version: '1.0.0' },
  });
  assert.equal(await warnings(), []);
});

development('a package that a development dependency brings, and none that is no package of the target', async () => {
  await lay({
    'package.json': { name: 'web', dependencies: { a: '1' }, optionalDependencies: { gone: '1' }, devDependencies },
    'server.js':
      "require('a'); require('deep/x'); require('pino'); require('events'); require('web'); require('never');",
    'more.mjs': "import { x } from 'deep';\n// import 'other';\n",
    'node_modules/a/package.json': { name: 'a', version: '1.0.0' },
    'node_modules/pino/package.json': { name: 'pino', dependencies: { deep: '1' } },
    'node_modules/deep/package.json': { name: 'deep' },
    'node_modules/other/package.json': { name: 'other' },
    'node_modules/events/package.json': { name: 'events' },
    'node_modules/web/package.json': { name: 'web' },
    'dist/server.js': "require('deep'); require('inner');",
    'dist/node_modules/deep/package.json': { name: 'deep' },
    'dist/node_modules/inner/package.json': { name: 'inner' },
  });
  assert.equal(await warnings(), [
    'more.mjs and 1 more import deep, which no production dependency brings: npm install deep',
    'server.js imports pino, which is a development dependency: npm install pino',
  ]);
});

development('a member of a workspace imports a development dependency of its root', async () => {
  await lay({
    'package.json': { private: true, workspaces: ['apps/*'], devDependencies },
    'apps/web/package.json': { name: 'web' },
    'apps/web/server.js': "require('pino');",
    'node_modules/pino/package.json': { name: 'pino' },
  });
  assert.equal(await warnings('apps/web'), [
    'apps/web/server.js imports pino, which is a development dependency: npm install pino',
  ]);
});

development.run();
