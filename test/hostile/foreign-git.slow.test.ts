/**
 * Folders whose `.git` leads to another repository of the developer, as an archive may bring it.
 */
import { cp, readFile, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { COMMAND } from '../terminal/sandbox.ts';
import { build, built, commit, folder, git, inShops, packaged, project, put } from './shop.ts';

const leading = suite('repositories of others');
inShops(leading);

leading('no .git shows the commits of another repository, and worktrees and submodules have their own', async () => {
  const other = path.join(folder, 'private');
  const inOther = (...args: string[]): Promise<void> => git('-C', other, ...args);
  await git('init', '--quiet', other);
  for (const args of [
    ['commit', '--quiet', '--allow-empty', '-m', 'buy the rival'],
    ['tag', 'v1.0.0'],
  ])
    await inOther(...args);
  const head = await readFile(path.join(other, '.git/HEAD'), 'utf8');
  const links = ['objects', 'refs', 'packed-refs'];
  const ways: Record<string, () => Promise<void>> = {
    'a file': () => put('.git', `gitdir: ${other}/.git\n`),
    'a link': () => symlink(path.join(other, '.git'), path.join(project, '.git')),
    'a common folder': async () => {
      await put('.git/HEAD', head);
      await put('.git/commondir', path.join(other, '.git'));
    },
    'borrowed objects': async () => {
      await git('init', '--quiet');
      await put('.git/objects/info/alternates', `${other}/.git/objects\n`);
      const { stdout } = await run('git', ['-C', other, 'rev-parse', 'HEAD']);
      await put('.git/refs/tags/v1.0.0', stdout);
      await git('update-ref', 'HEAD', stdout.trim());
    },
    'links inside': async () => {
      await git('init', '--quiet');
      await inOther('pack-refs', '--all');
      for (const name of links) {
        await rm(path.join(project, '.git', name), { recursive: true, force: true });
        await symlink(path.join(other, '.git', name), path.join(project, '.git', name));
      }
    },
  };
  for (const [way, lead] of Object.entries(ways)) {
    await lead();
    const { stderr } = await built();
    assert.match(stderr, /warning: git does not read the history.* which belongs to another folder/, way);
    assert.not.match(await packaged('changelog.gz'), 'rival', way);
    const refused = await build(['--snapshot']);
    assert.is(refused.exitCode, 1);
    assert.match(refused.stderr, 'which belongs to another folder');
    for (const name of ['.git', 'dist']) await rm(path.join(project, name), { recursive: true, force: true });
  }
  // Of the developer's own making: a worktree, a submodule, and a folder of git elsewhere that names the project.
  await cp(project, path.join(other, 'shop'), { recursive: true });
  await inOther('add', '.');
  await inOther('commit', '--quiet', '-m', 'feat: sells');
  const above = path.dirname(project);
  await git('init', '--quiet', above);
  const tree = path.join(folder, 'tree');
  await inOther('worktree', 'add', '--quiet', tree);
  await git('-c', 'protocol.file.allow=always', '-C', above, 'submodule', '--quiet', 'add', other, 'module');
  for (const place of [tree, path.join(above, 'module')]) {
    const { exitCode, stderr } = await run(process.execPath, [COMMAND, '--snapshot'], {
      cwd: path.join(place, 'shop'),
    });
    assert.is(exitCode, 0, stderr);
    assert.not.match(stderr, 'does not read the history');
  }
  await rm(path.join(above, '.git'), { recursive: true });
  await git('init', '--quiet', '--separate-git-dir', path.join(folder, 'apart'));
  await commit('feat: buys');
  assert.match((await built()).stderr, 'which belongs to another folder');
  await git('config', 'core.worktree', project);
  await rm(path.join(project, 'dist'), { recursive: true });
  assert.not.match((await built()).stderr, 'does not read the history');
});

leading.run();
