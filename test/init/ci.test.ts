/**
 * build-deb init --ci: the files for GitHub and GitLab, which the schemas of both accept.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CI_SYSTEMS } from '../../builder/init/ci/ci.ts';
import { initialize } from '../../builder/init/init.ts';
import { OPTIONS } from '../../builder/terminal/verbs.ts';
import { DEB, inRepositories, project, refused, root, SYSTEMS, written } from '../support/ci-files.ts';

const ci = suite('build-deb init --ci');
inRepositories(ci);

ci('each package manager has its commands, and scripts of packages stay away from the key', async () => {
  const berry = '__metadata:\n  version: 8\n';
  const corepack = ['npm install --global --force corepack@0.36.0', 'corepack enable yarn'];
  const rows: [file: string, text: string, json: object, install: string[], skipping: string][] = [
    ['package-lock.json', '{}', {}, ['npm ci'], 'npm ci --ignore-scripts'],
    ['README', '', {}, ['npm install'], 'npm install --ignore-scripts'],
    [
      'pnpm-lock.yaml',
      "lockfileVersion: '9.0'\n",
      { packageManager: 'pnpm@10.1.2+sha512.abc' },
      ['npm install --global pnpm@10.1.2', 'pnpm install --frozen-lockfile'],
      'pnpm install --frozen-lockfile --ignore-scripts',
    ],
    [
      'pnpm-lock.yaml',
      "lockfileVersion: '6.0'\n",
      { packageManager: 'pnpm@1; touch /tmp/x' },
      ['npm install --global pnpm@8.15.9', 'pnpm install --frozen-lockfile'],
      'pnpm install --frozen-lockfile --ignore-scripts',
    ],
    ['yarn.lock', '# yarn lockfile v1\n', {}, [...corepack, 'yarn install --frozen-lockfile'], '--ignore-scripts'],
    ['yarn.lock', `# x\n\n${berry}`, {}, [...corepack, 'yarn install --immutable'], '--mode=skip-build'],
  ];
  for (const [file, text, json, install, skipping] of rows) {
    const place = await project({ ...DEB, ...json, scripts: { build: 'tsc' } }, { [file]: text });
    for (const system of SYSTEMS) {
      const said = await written(system, place);
      for (const command of [...install, 'run build', 'npx --no build-deb check', skipping]) {
        assert.ok(said.includes(command), `${system} ${file}: ${command}`);
      }
      assert.not.match(said, /touch \/tmp/);
      assert.ok(said.indexOf(skipping) < said.indexOf('gpg --batch --import'));
    }
    await rm(path.join(place, file));
  }
  const place = await project(DEB, { 'bun.lock': '{}' });
  assert.match((await refused(initialize(place, 'github'))).message, 'bun.lock');
});

ci('the image has the Node of engines and of the deb section', async () => {
  const rows: [engines: string | undefined, node: string | undefined, major: number][] = [
    ['>=18', undefined, 24],
    ['>=18', '>=20 <21', 20],
    ['^22', undefined, 22],
    [undefined, undefined, 24],
    ['18.x', undefined, 18],
    ['no range', '>=26', 26],
    ['>=18', '24.19.0', 24],
  ];
  for (const [engines, node, major] of rows) {
    const deb = { entry: 'server.js', ...(node && { node }) };
    const place = await project({ deb, ...(engines && { engines: { node: engines } }) });
    for (const system of SYSTEMS) {
      assert.match(await written(system, place), `node:${major}-bookworm`, `${engines} ${node} ${system}`);
    }
  }
});

ci('without a deb section, init writes it first; without a build script, nothing builds', async () => {
  const place = await project({ main: 'server.js' });
  const report = await initialize(place, 'github');
  assert.match(report, /^wrote {5}package\.json: deb\./m);
  assert.match(report, /^wrote {5}\.github\/workflows\/build-deb\.yml$/m);
  assert.match(report, 'SIGNING_KEY');
  assert.is(JSON.parse(await readFile(path.join(place, 'package.json'), 'utf8')).deb.entry, 'server.js');
  assert.not.match(await readFile(path.join(root, CI_SYSTEMS.github.file), 'utf8'), 'run build');
});

ci('a file that is there stays, and nothing else is written then', async () => {
  const place = await project({ main: 'server.js' });
  const before = await readFile(path.join(place, 'package.json'), 'utf8');
  for (const system of SYSTEMS) {
    const file = path.join(root, CI_SYSTEMS[system].file);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, 'mine');
    assert.is(
      (await refused(initialize(place, system))).message,
      `${CI_SYSTEMS[system].file} exists already, and stays as it is`,
    );
    assert.is(await readFile(file, 'utf8'), 'mine');
    await rm(file);
    await symlink('/nonexistent', file);
    assert.match((await refused(initialize(place, system))).message, 'exists already');
  }
  assert.is(await readFile(path.join(place, 'package.json'), 'utf8'), before);
  await rm(path.join(root, '.github'), { recursive: true });
  await symlink(tmpdir(), path.join(root, '.github'));
  assert.is((await refused(initialize(place, 'github'))).message, '.github is a symbolic link');
  assert.not(existsSync(path.join(tmpdir(), 'workflows')));
});

ci('the file of a member lies at the root of the repository, and works in its folder', async () => {
  await project({ workspaces: ['apps/*'] }, { 'package-lock.json': '{}' });
  const place = await project(DEB, {}, 'apps/web');
  const github = await written('github', place);
  assert.match(github, /^ {4}working-directory: apps\/web$/m);
  assert.match(github, /^ {12}apps\/web\/dist\/\*_\*\.deb$/m);
  assert.match(github, /^ {10}path: apps\/web\/dist$/m);
  const gitlab = await written('gitlab', place);
  assert.is(gitlab.split('cd "$CI_PROJECT_DIR/apps/web"').length, 4);
  assert.match(gitlab, /^ {6}- apps\/web\/dist\/\*_\*\.deb$/m);
  for (const folder of ['a b', 'a${{ x }}', 'a$(id)', "a'b", 'a\nb', 'a#b', '-a', 'ä']) {
    const odd = await project(DEB, {}, folder);
    assert.match((await refused(initialize(odd, 'github'))).message, 'has characters', folder);
  }
});

ci('a tool that CI would not find is told', async () => {
  const rows: [devDependencies: object, expected: RegExp | undefined][] = [
    [{ 'build-deb': 'file:vendor/build-deb-1.0.0.tgz' }, undefined],
    [{ 'build-deb': '1.0.0' }, undefined],
    [{ 'build-deb': 'file:../build-deb-1.0.0.tgz' }, /^missing +build-deb comes from \.\.\/build-deb-1\.0\.0\.tgz/m],
    [{}, /^missing +devDependencies lack build-deb/m],
  ];
  for (const [devDependencies, expected] of rows) {
    const place = await project({ ...DEB, devDependencies });
    const report = await initialize(place, 'gitlab');
    if (expected) assert.match(report, expected);
    else assert.not.match(report, /^missing/m);
    await rm(path.join(root, '.gitlab-ci.yml'));
  }
});

ci('the option has the systems of the table', () => {
  assert.equal([...OPTIONS.ci.choices], SYSTEMS);
});

ci.run();
