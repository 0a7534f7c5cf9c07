/**
 * Programs of dependencies with the names of commands.
 */
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { COMMAND } from '../terminal/sandbox.ts';
import { build, built, describe, folder, git, inShops, marking, marks, project, put } from './shop.ts';

const hostile = suite('hostile programs');
inShops(hostile);

hostile('no program of a dependency runs instead of a command, wherever it stands in PATH', async () => {
  const names = ['sh', 'bash', 'xz', 'git', 'npm', 'node', 'tar', 'tsc', 'env', 'dpkg-shlibdeps', 'lintian'];
  const bins = ['node_modules/.bin', '../node_modules/.bin', 'bin', 'node_modules/tool/bin'];
  for (const bin of bins) for (const name of names) await put(path.join(bin, name), marking(`${bin}/${name}`), 0o755);
  await put('tsconfig.json', '{}');
  await symlink(path.join(project, 'node_modules/.bin'), path.join(folder, 'link'));
  await git('init', '--quiet');
  const places = [
    ...bins.map((bin) => path.join(project, bin)),
    path.join(folder, 'link'),
    'node_modules/.bin',
    '.',
    '',
  ];
  const env = { PATH: [...places, process.env.PATH].join(':') };
  await built([], env);
  await build(['check'], env);
  assert.is(await marks(), '');
});

hostile('npx and npm run find no program of a dependency either', async () => {
  for (const name of ['sh', 'xz', 'git', 'dpkg-shlibdeps']) {
    await put(`node_modules/.bin/${name}`, marking(name), 0o755);
  }
  await put('node_modules/.bin/build-deb', `#!/bin/sh\nexec '${process.execPath}' '${COMMAND}' "$@"\n`, 0o755);
  await describe({}, { scripts: { package: 'build-deb' } });
  const script = 'npm run --silent package';
  // npm itself starts its scripts by the first sh of PATH: it gets another one here.
  const env = { ...process.env, npm_config_script_shell: '/bin/sh', NODE_OPTIONS: '' };
  const outcome = await run('sh', ['-c', script], { cwd: project, env });
  assert.is(outcome.exitCode, 0, outcome.stderr);
  assert.is(await marks(), '');
});

hostile.run();
