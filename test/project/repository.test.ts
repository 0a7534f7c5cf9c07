/**
 * Whose repository git reads: that of the project's folder, and one that names this folder as its work tree.
 */
import { mkdir, realpath, symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { foreignRepository } from '../../builder/project/repository.ts';
import { cmd, commit, folder, inFolders, lay } from '../support/repositories.ts';

const belonging = suite('the repository of a project');
inFolders(belonging);

/** As git tells the places of a work tree below the folder of the test. */
async function foreign(tree: string): Promise<string | undefined> {
  const [own = '', common = ''] = (
    await cmd('-C', tree, 'rev-parse', '--absolute-git-dir', '--path-format=absolute', '--git-common-dir')
  ).split('\n');
  return foreignRepository(path.join(folder, tree), { own, common });
}

belonging(
  'a worktree belongs to its repository by the file that git writes there, with a relative path too',
  async () => {
    await cmd('init', '--quiet', 'main');
    await cmd('-C', 'main', 'commit', '--quiet', '--allow-empty', '--message=one');
    await cmd('-C', 'main', 'worktree', 'add', '--quiet', '../side');
    assert.is(await foreign('main'), undefined);
    assert.is(await foreign('side'), undefined);
    await lay({ 'main/.git/worktrees/side/gitdir': '../../../../side/.git\n' });
    assert.is(await foreign('side'), undefined);
    await lay({ 'main/.git/worktrees/side/gitdir': `${folder}/other/.git\n` });
    assert.is(await foreign('side'), await realpath(path.join(folder, 'main/.git')));
  },
);

belonging('a repository elsewhere belongs to the folder that core.worktree names', async () => {
  await lay({ 'project/a': '', 'other/a': '' });
  await cmd('init', '--quiet', '--separate-git-dir', path.join(folder, 'apart'), 'project');
  const apart = path.join(folder, 'apart');
  assert.is(await foreign('project'), apart);
  const settings = ['config', '--file', path.join(apart, 'config'), 'core.worktree'];
  for (const [place, expected] of [
    [path.join(folder, 'project'), undefined],
    ['../project', undefined],
    [path.join(folder, 'other'), apart],
  ] as const) {
    await cmd(...settings, place);
    assert.is(await foreignRepository(path.join(folder, 'project'), { own: apart, common: apart }), expected, place);
  }
});

belonging('objects, names and lines of alternates lead to no other repository', async () => {
  await cmd('init', '--quiet');
  await commit('one', 1_600_000_000);
  await lay({ 'ours/objects/a': '', '.git/ours/pack': '' });
  const alternates = (text: string): Promise<void> => lay({ '.git/objects/info/alternates': text });
  const other = path.join(folder, 'a"b\\c');
  await cmd('init', '--quiet', other);
  for (const [text, expected] of [
    [`# a comment\n\n#/../../../${path.basename(other)}\n`, undefined],
    ['../ours\n', undefined],
    ['/nowhere/objects\n', undefined],
    [`${other}/.git/objects\n`, `${other}/.git/objects`],
    [`../ours\n${other}/.git/objects`, `${other}/.git/objects`],
    // Git quotes a path as C does.
    [`"${other.replaceAll(/["\\]/g, '\\$&')}/.git/objects"\n`, `${other}/.git/objects`],
  ] as const) {
    await alternates(text);
    assert.is(await foreign('.'), expected, text);
  }
  await alternates('');
  await mkdir(path.join(folder, '.git/refs/tags/v1'), { recursive: true });
  await symlink(path.join(other, '.git/HEAD'), path.join(folder, '.git/refs/tags/v1/0'));
  assert.is(await foreign('.'), `${other}/.git/HEAD`);
});

belonging('the .git of a folder above counts, and without one there is no repository', async () => {
  const deep = path.join(folder, 'main/a/b');
  await lay({ 'main/a/b/c': '' });
  const places = { own: path.join(folder, 'main/.git'), common: '../../.git' };
  assert.is(await foreignRepository(deep, places), undefined);
  await cmd('init', '--quiet', 'main');
  assert.is(await foreignRepository(deep, places), undefined);
  const other = path.join(folder, 'other');
  await cmd('init', '--quiet', other);
  assert.is(await foreignRepository(deep, { own: other, common: other }), other);
});

belonging.run();
