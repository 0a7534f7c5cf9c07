/**
 * Facts from the history of a project: its time, its snapshot, its tagged releases.
 */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LATEST_TIME } from '../../builder/manifest.ts';
import { readSnapshot, sourceTime, taggedReleases } from '../../builder/project/history.ts';
import { InputLog } from '../../builder/project/inputs.ts';
import { run } from '../../builder/shell.ts';
import { cmd, commit, folder, inFolders, lay, refusal } from '../support/repositories.ts';

const history = suite('history');
inFolders(history);

const timeOf = async (place = '', env = {}): Promise<number> => (await sourceTime(path.join(folder, place), env)).found;
const snapshot = (place = ''): Promise<string> => readSnapshot(path.join(folder, place), new InputLog(''));

history('SOURCE_DATE_EPOCH counts first, and must be a number that tar can hold', async () => {
  for (const [given, time] of [
    ['0', 0],
    ['1700000000', 1700000000],
    [String(LATEST_TIME), LATEST_TIME],
  ] as const) {
    assert.is(await timeOf('', { SOURCE_DATE_EPOCH: given }), time);
  }
  for (const given of ['', '01', '-1', '1.5', '1e9', ' 1', '1\n', 'now', String(LATEST_TIME + 1), 'x'.repeat(100)]) {
    const text = await refusal(sourceTime(folder, { SOURCE_DATE_EPOCH: given }));
    assert.ok(text.startsWith(`SOURCE_DATE_EPOCH is ${JSON.stringify(given.slice(0, 80))}\n`), given);
    assert.match(text, /^tar holds 0 to 8589934591, which is in the year 2242$/m);
  }
});

history('without a history the time is a fixed one, without a word; a broken one is told', async () => {
  assert.equal(await sourceTime(folder, {}), { found: 946684800, warnings: [] });
  const what = 'a snapshot needs a git commit to be named after';
  assert.match(await refusal(snapshot()), `${what}\nfatal: not a git repository`);
  assert.match(
    await refusal(snapshot()),
    /\nbegin its history with git init and a first git commit, or build without --snapshot$/,
  );
  await cmd('init', '--quiet');
  assert.equal(await sourceTime(folder, {}), { found: 946684800, warnings: [] });
  assert.match(await refusal(snapshot()), /\nmake the first one with git commit, or build without --snapshot$/);
  assert.equal(await taggedReleases(folder, '1', []), { found: [], warnings: [] });
  await lay({ '.git/config': '[core' });
  const { warnings } = await sourceTime(folder, {});
  assert.is(warnings.length, 1);
  assert.match(
    warnings[0] ?? '',
    /^git does not read the history, so its times and changes are not in the package: fatal: bad config line/,
  );
  assert.equal((await taggedReleases(folder, '1', [])).warnings, warnings);
  assert.match(await refusal(snapshot()), /\nfatal: bad config line[^\n]*\nor build without --snapshot$/);
  process.env.PATH = path.join(folder, 'none');
  assert.match(
    await refusal(snapshot()),
    `${what}\ngit is not installed: apt install git, or build without --snapshot`,
  );
  assert.equal(await sourceTime(folder, {}), { found: 946684800, warnings: [] });
});

history('the time and the snapshot are those of the last commit', async () => {
  await cmd('init', '--quiet');
  await lay({ a: '' });
  await commit('one', 1600000000);
  const last = await commit('two', 1700000000);
  assert.is(await timeOf(), 1700000000);
  assert.match(await snapshot(), new RegExp(`^~git20231114\\.${last.slice(0, 7)}$`));
  const inputs = new InputLog('');
  await readSnapshot(folder, inputs);
  assert.ok(inputs.files.has(path.join(folder, '.git/HEAD')));
});

history('a commit of a time that tar cannot hold has the latest one that it can', async () => {
  await cmd('init', '--quiet');
  const head = await commit('far away', '@9000000000');
  assert.is(await cmd('log', '-1', '--format=%ct'), '9000000000');
  assert.is(await timeOf(), LATEST_TIME);
  assert.match(await snapshot(), head.slice(0, 7));
  await cmd('tag', 'v1.0.0');
  assert.equal(
    (await taggedReleases(folder, '1', [])).found.map(({ time }) => time),
    [LATEST_TIME],
  );
});

history('a repository of another user is not read, and the way to trust it is told', async () => {
  await mkdir(path.join(folder, 'bin'));
  const text = '#!/bin/sh\necho "fatal: detected dubious ownership in repository at \'/x\'" >&2\nexit 128\n';
  await writeFile(path.join(folder, 'bin/git'), text, { mode: 0o755 });
  process.env.PATH = `${path.join(folder, 'bin')}:${process.env.PATH}`;
  const trust = `the repository belongs to another user; if you trust it: git config --global --add safe.directory ${folder}`;
  assert.match((await sourceTime(folder, {})).warnings[0] ?? '', `are not in the package: ${trust}`);
  assert.is(
    await refusal(snapshot()),
    `a snapshot needs a git commit to be named after\n${trust}\nor build without --snapshot`,
  );
});

const LOCKED = { 'package.json': { workspaces: ['apps/*', 'packages/*'] }, 'package-lock.json': '{}' };

history(
  'in a repository of several projects, commits count that touch the project or its part of the workspace',
  async () => {
    await cmd('init', '--quiet');
    await lay({ ...LOCKED, 'apps/web/package.json': { dependencies: { lib: '*', gone: '*' } }, 'other/a': '' });
    await lay({
      'packages/lib/package.json': { name: 'lib', dependencies: { deep: '*' } },
      'packages/deep/package.json': {},
    });
    await lay({ 'packages/stray/package.json': {}, '.gitignore': 'node_modules\n', 'empty/x': '' });
    await lay({ 'node_modules/real/package.json': {} });
    for (const name of ['lib', 'deep', 'stray'])
      await symlink(`../packages/${name}`, path.join(folder, 'node_modules', name));
    let time = 1600000000;
    await commit('first', time);
    const touches = async (file: string): Promise<boolean> => {
      time += 1000;
      await lay({ [file]: `${time}` });
      await commit(file, time);
      return (await timeOf('apps/web')) === time;
    };
    for (const file of [
      'apps/web/a.js',
      'packages/lib/a.js',
      'packages/deep/a.js',
      'package-lock.json',
      'pnpm-workspace.yaml',
    ])
      assert.ok(await touches(file), file);
    for (const file of ['other/b', 'packages/stray/a.js', 'readme']) assert.not.ok(await touches(file), file);
    assert.is(await timeOf(''), time, 'the whole repository');
    assert.is(await timeOf('other'), time - 2000);
    await lay({ 'alone/.keep': '' });
    await rm(path.join(folder, 'package.json'));
    await rm(path.join(folder, 'package-lock.json'));
    await rm(path.join(folder, 'pnpm-workspace.yaml'));
    assert.match(
      await refusal(snapshot('alone')),
      'no commit has a file of this folder: git add it, or build without --snapshot',
    );
    assert.is(await timeOf('alone'), 946684800);
  },
);

history('a workspace above the repository is none of its paths', async () => {
  await lay({ ...LOCKED, 'packages/lib/package.json': { name: 'lib' }, 'packages/web/package.json': {} });
  await cmd('init', '--quiet', 'packages');
  await cmd('-C', 'packages', 'add', '--all', '.');
  process.env.GIT_COMMITTER_DATE = '1600000000 +0000';
  await cmd('-C', 'packages', 'commit', '--quiet', '--message=one');
  delete process.env.GIT_COMMITTER_DATE;
  assert.equal(await sourceTime(path.join(folder, 'packages/web'), {}), { found: 1600000000, warnings: [] });
});

history('a history that git reads only in part is told, and not taken for all of it', async () => {
  await cmd('init', '--quiet');
  await lay({ 'apps/shop/a': '' });
  await commit('begin', 1000000000);
  await cmd('tag', 'v0.1.0');
  const real = (await run('sh', ['-c', 'command -v git'])).stdout.trim();
  const broken = 'case "$*" in *"--format=%H -- ."*) echo "fatal: bad object" >&2; exit 128;; esac';
  await mkdir(path.join(folder, 'bin'));
  await writeFile(path.join(folder, 'bin/git'), `#!/bin/sh\n${broken}\nexec ${real} "$@"\n`, { mode: 0o755 });
  process.env.PATH = `${path.join(folder, 'bin')}:${process.env.PATH}`;
  const { found, warnings } = await taggedReleases(path.join(folder, 'apps/shop'), '9.0.0', []);
  assert.equal(found, []);
  assert.match(warnings.join(), /^git does not read the history, .*: fatal: bad object$/);
});

history('tagged releases, of one project and of several', async () => {
  await cmd('init', '--quiet');
  await lay({ 'apps/shop/a': '', 'apps/bank/a': '' });
  await commit('begin', 1000000000);
  await cmd('tag', 'v0.1.0');
  await lay({ 'apps/bank/a': 'secret' });
  await commit('of the bank', 1000000100);
  await lay({ 'apps/shop/a': 'more' });
  await commit('of the shop', 1000000200);
  await cmd('tag', 'shop@0.2.0');
  await lay({ 'apps/shop/a': 'even more' });
  await commit('later', 1000000300);
  const told = async (place: string, names: string[]) =>
    (await taggedReleases(path.join(folder, place), '9.0.0', names)).found.map(
      ({ version, time, changes }) => `${version} ${time} ${changes.join(', ')}`,
    );
  assert.equal(await told('', ['x']), ['9.0.0 1000000300 later, of the shop, of the bank', '0.1.0 1000000000 begin']);
  assert.equal(await told('apps/shop', []), ['9.0.0 1000000300 later', '0.2.0 1000000200 of the shop, begin']);
  await cmd('tag', 'apps/bank/v3.0.0', 'HEAD~2');
  assert.equal(await told('apps/bank', []), ['3.0.0 1000000100 of the bank, begin']);
});

history.run();
