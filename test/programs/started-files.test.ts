/**
 * The files that a service starts with: modules that Node loads first, programs of dependencies, and outputs that have
 * their dependencies in them.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { BuildError } from '../../builder/errors.ts';
import { serviceView } from '../../builder/plan/service.ts';
import { collectPrograms, type Programs } from '../../builder/programs/programs.ts';
import { readFacts } from '../../builder/project/facts.ts';
import { contextOf } from '../support/programs.ts';
import { folder, inFolders, installed, type Layout, lay } from '../support/projects.ts';

const started = suite('files that services start with');
inFolders(started);

const FIELDS = { name: 'web', version: '1.0.0', description: 'x', author: 'A <a@b.example>', license: 'MIT' };

async function packaged(deb: object, more: object = {}) {
  const json = { ...FIELDS, engines: { node: '>=18' }, ...more, deb: { payload: 'modules', ...deb } };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(json));
  const config = parseConfig(JSON.stringify(json));
  const programs = await collectPrograms(config, contextOf(folder));
  return { config, programs };
}

function own({ entries }: Programs): string[] {
  return entries
    .flatMap(({ path: place }) => /^\/usr\/lib\/web\/app\/(.*)/.exec(place)?.[1] ?? [])
    .filter((file) => !file.startsWith('node_modules/build-deb/'))
    .sort();
}

async function refusal(deb: object, more: object = {}): Promise<string> {
  const error = await packaged(deb, more).then(
    () => assert.unreachable('it was accepted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof BuildError)) throw error;
  return [error.message, ...error.notes].join('\n');
}

const BASE: Layout = {
  'server.js': '',
  LICENSE: 'MIT License',
  'preload.js': '',
  'hooks/index.js': '',
};

started('modules that Node loads first are packaged, whatever include says, and stand in the unit', async () => {
  await lay({ ...BASE });
  const nodeOptions = [
    '-r',
    './preload',
    '--import=./hooks/index.js',
    '--env-file-if-exists=./gone.env',
    '--title',
    'a b',
  ];
  const { config, programs } = await packaged({ entry: 'server.js', include: ['server.js'], service: { nodeOptions } });
  assert.equal(own(programs), ['hooks/index.js', 'package.json', 'preload.js', 'server.js']);
  const input = { config, programs, facts: await readFacts(config, contextOf(folder), {}) };
  assert.is(
    serviceView(input, config.services[0]).command,
    '/usr/bin/node --require /usr/lib/web/notify.cjs -r ./preload --import=./hooks/index.js ' +
      '--env-file-if-exists=./gone.env --title "a b" /usr/lib/web/app/server.js',
  );
  const missing = { entry: 'server.js', service: { nodeOptions: ['-r', './gone.js'] } };
  assert.match(await refusal(missing), 'there is no file gone.js');
  const below = {
    entry: 'server.js',
    include: ['server.js'],
    service: { directory: 'hooks', nodeOptions: ['-r', './index'] },
  };
  assert.equal(own((await packaged(below)).programs), ['hooks/index.js', 'package.json', 'server.js']);
  const absent = { entry: 'server.js', include: ['server.js'], service: { directory: 'hooks' } };
  assert.match(await refusal(absent), 'a service runs in hooks, but the package has no file there');
});

started('a file of variables is packaged, and one with a name of secrets refused', async () => {
  await lay({ ...BASE, '.env': 'TOKEN=1\n', 'config/defaults': 'A=1\n' });
  const harmless = {
    entry: 'server.js',
    include: ['server.js'],
    service: { nodeOptions: ['--env-file=config/defaults'] },
  };
  assert.ok(own((await packaged(harmless)).programs).includes('config/defaults'));
  const secret = { entry: 'server.js', service: { nodeOptions: ['--env-file=.env'] } };
  assert.match(await refusal(secret), '.env');
});

started('node_modules/.bin means the program behind the link, also in a workspace', async () => {
  const server = installed('node_modules/http-server', { bin: { 'http-server': 'bin/server' } });
  await lay({
    ...BASE,
    ...server,
    'node_modules/http-server/bin/server': '#!/usr/bin/env node\n',
    'node_modules/.bin/http-server': '->../http-server/bin/server',
    'node_modules/.bin/tool': '#!/bin/sh\n',
    ...installed('node_modules/tool', { bin: 'cli.js' }),
    'node_modules/tool/cli.js': '',
  });
  const dependencies = { 'http-server': '1', tool: '1' };
  for (const [entry, start] of [
    ['node_modules/.bin/http-server', 'http-server/bin/server'],
    ['./node_modules/.bin/tool', 'tool/cli.js'],
    ['node_modules/http-server/bin/server', 'http-server/bin/server'],
  ] as const) {
    const { programs } = await packaged({ entry }, { dependencies });
    assert.is(programs.starts.get('web'), `/usr/lib/web/app/node_modules/${start}`, entry);
    assert.ok(programs.entries.some(({ path: place }) => place === programs.starts.get('web')));
  }
  const development = { devDependencies: dependencies };
  assert.match(
    await refusal({ entry: 'node_modules/.bin/http-server' }, development),
    'its package is no production dependency',
  );
});

started('an output that has its dependencies in it is packaged alone, with all that is in its folder', async () => {
  await lay({
    ...BASE,
    '.next/standalone/server.js': '',
    '.next/standalone/.env': 'A=1\n',
    '.next/standalone/.git/config': '',
    '.next/standalone/.next/server/pages.json': '{}',
    '.next/standalone/node_modules/next/package.json': { name: 'next', version: '1.0.0' },
    ...installed('node_modules/next'),
    'lib/.vite/manifest.json': '{}',
    'lib/.eslintrc.json': '{}',
    'database/migrations/.gitkeep': '',
    '.gitkeep': '',
  });
  const deb = { entry: '.next/standalone/server.js', include: ['.next/standalone'], nodeModules: false };
  const alone = [
    '.next/standalone/.next/server/pages.json',
    '.next/standalone/node_modules/next/package.json',
    '.next/standalone/server.js',
    'package.json',
  ];
  assert.equal(own((await packaged(deb, { dependencies: { next: '1', gone: '1' } })).programs), alone);
  const both = own((await packaged({ ...deb, nodeModules: true }, { dependencies: { next: '1' } })).programs);
  assert.equal(both, [...alone, 'node_modules/next/index.js', 'node_modules/next/package.json'].sort());
  const usual = own((await packaged({ entry: 'server.js' })).programs);
  assert.ok(usual.includes('lib/.vite/manifest.json'));
  // Git keeps no empty folder, and this name says that it has to be there.
  assert.ok(usual.includes('database/migrations/.gitkeep'));
  assert.not.ok(usual.some((file) => /eslintrc|^\.next|^\.gitkeep/.test(file)));
});

started.run();
