/**
 * The one way to ask git.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { git, readCommitter } from '../../builder/project/git.ts';
import { run } from '../../builder/shell.ts';
import { pretending } from '../support/faults.ts';
import { cmd, commit, folder, inFolders, lay, refusal } from '../support/repositories.ts';

const repository = suite('git');
inFolders(repository);

repository('the committer, as the last setting says', async () => {
  await cmd('init', '--quiet');
  assert.equal(await readCommitter(folder), { name: undefined, email: undefined });
  await lay({ global: '[user]\n\tname = Global\n\temail = global@example.org\n' });
  process.env.GIT_CONFIG_GLOBAL = path.join(folder, 'global');
  assert.equal(await readCommitter(folder), { name: 'Global', email: 'global@example.org' });
  await cmd('config', 'user.name', '  Own\n Name ');
  assert.equal(await readCommitter(folder), { name: 'Own\n Name', email: 'global@example.org' });
  await cmd('config', 'user.email', ' ');
  assert.equal((await readCommitter(folder)).email, undefined);
});

repository('git runs none of your programs, takes no other repository, and waits for no pipe', async () => {
  await cmd('init', '--quiet');
  await lay({ a: '' });
  await commit('one', 1600000000);
  await lay({ bad: `#!/bin/sh\necho ran >> '${folder}/ran'\ncat\n` });
  await run('chmod', ['+x', path.join(folder, 'bad')]);
  const bad = path.join(folder, 'bad');
  for (const [key, value] of Object.entries({
    'core.fsmonitor': bad,
    'core.pager': bad,
    'gpg.program': bad,
    'log.showSignature': 'true',
    'log.decorate': 'full',
    'color.ui': 'always',
  })) {
    await cmd('config', key, value);
  }
  const { stdout } = await git(folder, ['log', '-1', '--format=%D%Cred%s']);
  assert.match(stdout, /^HEAD -> \w+one$/m);
  await git(folder, ['status', '--short']);
  assert.not.ok((await run('ls', [folder])).stdout.includes('ran'));
  process.env.GIT_DIR = '/nowhere';
  assert.is((await git(folder, ['rev-parse', '--show-toplevel'])).stdout.trim(), folder);
  delete process.env.GIT_DIR;
  assert.is((await git(folder, ['log', '--format=%s', '--', '*'])).stdout, '');
  await rm(path.join(folder, '.git/packed-refs'), { force: true });
  await run('mkfifo', [path.join(folder, '.git/packed-refs')]);
  assert.match(await refusal(git(folder, ['status'])), `cannot read ${folder}/.git/packed-refs: it is a named pipe`);
  await mkdir(path.join(folder, 'deep/er'), { recursive: true });
  assert.match(await refusal(git(path.join(folder, 'deep/er'), ['status'])), 'it is a named pipe');
});

repository('git that does not end is ended after a minute, and other failures are as they are', async () => {
  await cmd('init', '--quiet');
  await lay({ 'bin/git': '#!/bin/sh\nexec sleep 30\n' });
  await run('chmod', ['+x', path.join(folder, 'bin/git')]);
  const { timeout } = AbortSignal;
  const limits: number[] = [];
  const soon = (limit: number): AbortSignal => {
    limits.push(limit);
    return timeout.call(AbortSignal, 20);
  };
  process.env.PATH = `${path.join(folder, 'bin')}:${process.env.PATH}`;
  const text = await pretending(AbortSignal, { timeout: soon }, () => refusal(git(folder, ['log', '-1'])));
  assert.match(text, `git log has not ended within 60 s in ${folder}\nis a file of the repository a named pipe?`);
  assert.equal(limits, [60_000]);
  const gone = await git(path.join(folder, 'gone'), ['log']).then(
    ({ exitCode }) => `exit code ${exitCode}`,
    (error) => error.message,
  );
  assert.not.match(gone, /^exit code 0$|has not ended/);
});

repository('a signed commit is told as any other, and no program looks at its signature', async () => {
  await cmd('init', '--quiet');
  await commit('one', 1600000000);
  await lay({ verifier: `#!/bin/sh\necho "gpg: Signature made today" | tee -a '${folder}/ran'\n`, signers: '' });
  await run('chmod', ['+x', path.join(folder, 'verifier')]);
  await cmd('config', 'log.showSignature', 'true');
  await cmd('config', 'gpg.ssh.allowedSignersFile', path.join(folder, 'signers'));
  for (const name of ['gpg.program', 'gpg.ssh.program']) await cmd('config', name, path.join(folder, 'verifier'));
  const unsigned = (await run('git', ['cat-file', 'commit', 'HEAD'], { cwd: folder })).stdout;
  for (const kind of ['PGP', 'SSH']) {
    const signature = `\ngpgsig -----BEGIN ${kind} SIGNATURE-----\n \n eA==\n -----END ${kind} SIGNATURE-----\n\n`;
    const input = unsigned.replace('\n\n', signature);
    const signed = await run('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], { cwd: folder, input });
    await cmd('update-ref', 'HEAD', signed.stdout.trim());
    const told = { exitCode: 0, stdout: '1600000000\n', stderr: '' };
    assert.equal(await git(folder, ['log', '-1', '--format=%ct']), told, kind);
    assert.not.ok(existsSync(path.join(folder, 'ran')), kind);
  }
});

repository.run();
