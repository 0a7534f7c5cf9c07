/**
 * Repositories whose settings name programs, whose commits have odd times, or that hold other projects.
 */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { build, built, commit, folder, git, inShops, marking, marks, packaged, project, put } from './shop.ts';

const hostile = suite('hostile repositories');
inShops(hostile);

hostile('settings of git change neither the package nor run a program', async () => {
  await git('init', '--quiet');
  await git('add', '.');
  await commit('feat: a page');
  await git('tag', 'v1.0.0');
  await built();
  const before = await packaged('changelog.gz');
  const packageBefore = (await readFile(path.join(project, 'dist/shop.deb'))).toString('base64');
  await put('../program', marking('program'), 0o755);
  const program = path.join(project, '../program');
  const settings = {
    'log.showSignature': 'true',
    'log.decorate': 'full',
    'log.date': 'relative',
    'log.follow': 'true',
    'log.mailmap': 'true',
    'log.excludeDecoration': 'refs/tags/*',
    'log.showRoot': 'false',
    'log.diffMerges': 'on',
    'format.pretty': 'fuller',
    'format.notes': 'true',
    'color.ui': 'always',
    'core.quotePath': 'true',
    'i18n.logOutputEncoding': 'UTF-16',
    'core.pager': program,
    'core.fsmonitor': program,
    'core.hooksPath': folder,
    'gpg.program': program,
    'gpg.ssh.program': program,
    'gpg.ssh.allowedSignersFile': program,
    'diff.external': program,
    'core.sshCommand': program,
    'core.alternateRefsCommand': program,
    'alias.log': `!${program}`,
    'notes.displayRef': 'refs/notes/*',
    'column.ui': 'always',
    'extensions.partialClone': 'origin',
    'remote.origin.promisor': 'true',
    'remote.origin.url': `ext::${program}`,
    'protocol.ext.allow': 'always',
    'protocol.allow': 'always',
  };
  for (const [name, value] of Object.entries(settings)) await git('config', name, value);
  for (const args of [[], ['--snapshot']]) {
    await rm(path.join(project, 'dist'), { recursive: true });
    await built(args);
  }
  await rm(path.join(project, 'dist'), { recursive: true });
  await built();
  assert.is(await packaged('changelog.gz'), before);
  assert.ok((await readFile(path.join(project, 'dist/shop.deb'))).toString('base64') === packageBefore);
  assert.is(await marks(), '');
  // A signed commit is what gpg.program is called for.
  const { stdout } = await run('git', ['cat-file', 'commit', 'HEAD'], { cwd: project });
  for (const kind of ['PGP', 'SSH']) {
    const signature = `\ngpgsig -----BEGIN ${kind} SIGNATURE-----\n \n x\n -----END ${kind} SIGNATURE-----\n\n`;
    const input = stdout.replace('\n\n', signature);
    const made = await run('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], { cwd: project, input });
    await git('update-ref', 'HEAD', made.stdout.trim());
    await built(['--plan']);
    assert.is(await marks(), '', kind);
  }
});

hostile('a repository without its objects makes git fetch nothing', async () => {
  await git('init', '--quiet', '..');
  await git('add', '.');
  await commit('one');
  await put('../program', marking('program'), 0o755);
  await git('config', 'extensions.partialClone', 'origin');
  await git('config', 'core.repositoryFormatVersion', '1');
  await git('config', 'remote.origin.promisor', 'true');
  await git('config', 'remote.origin.url', `ext::${path.join(project, '../program')}`);
  await git('config', 'protocol.ext.allow', 'always');
  const tree = (await run('git', ['rev-parse', 'HEAD^{tree}'], { cwd: project })).stdout.trim();
  await rm(path.join(project, '../.git/objects', tree.slice(0, 2), tree.slice(2)));
  await build();
  await build(['--snapshot']);
  assert.is(await marks(), '');
});

hostile('variables of a git hook do not lead to another repository, and a token in a subject is refused', async () => {
  await git('init', '--quiet');
  await git('add', '.');
  await commit('one', 1700000000);
  await git('init', '--quiet', path.join(folder, 'other'));
  const env = { GIT_DIR: path.join(folder, 'other/.git'), GIT_WORK_TREE: folder, GIT_INDEX_FILE: '/nowhere' };
  const plan = JSON.parse((await built(['--plan', '--json'], env)).stdout);
  assert.is(plan.time, 1700000000);
  // Subjects become the changelog.
  const token = `npm_${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9rS'.slice(0, 36)}`;
  await commit(`feat: use ${token}`);
  await git('tag', 'v1.0.0');
  const refused = await build(['--plan']);
  assert.is(refused.exitCode, 1);
  assert.match(refused.stderr, "the changelog, which git's commits make without a CHANGELOG.md: a token of npm");
  assert.not.match(refused.stderr, token);
});

hostile('a commit of any time is no defect, and its subject writes no line of its own', async () => {
  await git('init', '--quiet');
  await git('add', '.');
  await git('commit', '--quiet', '--allow-empty', '-m', 'x', '--no-gpg-sign');
  const write = async (line: string, subject: string): Promise<void> => {
    const tree = (await run('git', ['write-tree'], { cwd: project })).stdout.trim();
    const text = `tree ${tree}\nauthor A <a@b.c> ${line}\ncommitter A <a@b.c> ${line}\n\n${subject}\n`;
    const options = ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'];
    const made = await run('git', options, { cwd: project, input: text });
    // git itself refuses to name some of them.
    await put('.git/HEAD', made.stdout);
    await put('.git/refs/tags/v1.0.0', made.stdout);
  };
  const times = ['-5 +0000', '99999999999999 +0000', '253402300800 +0000', '0 +9999', 'x +0000', ''];
  for (const time of times) {
    await write(time, 'red \x1b[31m\x9b1m\u0085\u202etxt.\u2066');
    const { stderr } = await built(['--snapshot']);
    assert.not.match(stderr, 'defect');
    const text = await packaged('changelog.gz');
    assert.match(text, 'red \\u001b[31m');
    assert.not.match(text, /[^\P{C}\n]/u);
  }
});

hostile('a package of a monorepo has no commits, tags and times of other directories', async () => {
  await git('init', '--quiet', '..');
  await put('../.gitignore', 'dist\nnode_modules\n');
  await put('../bank/plan.md', 'one');
  await git('add', '..');
  await commit('feat: the first page', 1700000000);
  await git('tag', 'shop@1.0.0');
  await put('../bank/plan.md', 'two');
  await git('add', '..');
  await commit('secret plan: buy the rival', 1700001000);
  await git('tag', 'bank@9.0.0');
  await git('tag', 'v7.0.0');
  await put('page.html', 'two');
  await git('add', '..');
  await commit('feat: the second page', 1700002000);
  const outcome = JSON.parse((await built(['--snapshot', '--json'])).stdout);
  const { time } = JSON.parse((await built(['--plan', '--json'])).stdout);
  assert.is(time, 1700002000);
  const changelog = await packaged('changelog.gz');
  assert.match(changelog, /shop \(1\.0\.0~git\S+\).*\n\n {2}\* feat: the second page\n/);
  assert.match(changelog, /shop \(1\.0\.0\) .*\n\n {2}\* feat: the first page\n/);
  assert.not.match(changelog, /secret|9\.0\.0|7\.0\.0/);
  await put('../bank/plan.md', 'three');
  await git('add', '..');
  await commit('secret plan: sell', 1700003000);
  const again = JSON.parse((await built(['--snapshot', '--json'])).stdout);
  assert.is(again.version, outcome.version);
});

hostile('a foreign repository, which git refuses to read, gets a warning', async () => {
  await git('init', '--quiet');
  await git('add', '.');
  await commit('one');
  if (process.getuid?.() !== 0) return;
  await run('chown', ['-R', '12345:12345', project]);
  const { stderr } = await built();
  assert.match(stderr, /warning: .*git.*another user.*safe\.directory/s);
  const refused = await build(['--snapshot']);
  assert.is(refused.exitCode, 1);
  assert.match(refused.stderr, 'safe.directory');
});

hostile.run();
