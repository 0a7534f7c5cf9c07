/**
 * The record of a build: the inputs that it holds, and builds that leave none.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import promises, { readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planned, textEntry } from '../../builder/manifest.ts';
import { InputLog } from '../../builder/project/inputs.ts';
import { BuildRecorder } from '../../builder/project/up-to-date.ts';
import { run } from '../../builder/shell.ts';
import { pretending, systemError } from '../support/faults.ts';
import { finishedBuild, git, inProjects, isSame, laterLog, project, put, requestOf } from '../support/recorded.ts';

const again = suite('records of builds');
inProjects(again);

/** Records a build with these inputs alone. */
function keep(inputs: InputLog, recorder = new BuildRecorder(inputs)): Promise<void> {
  return recorder.keep(requestOf(), finishedBuild());
}

again('of a folder that changes during the build, the names at the beginning count', async () => {
  const inputs = new InputLog('');
  inputs.folder(project);
  const before = inputs.folders.get(project);
  await put('late.js', '');
  inputs.folder(project);
  assert.is(inputs.folders.get(project), before);
  const later = new InputLog('');
  later.folder(project);
  assert.is.not(later.folders.get(project), before);
});

again('an input that changes during the build, or that is one of too many, leaves no record', async () => {
  const source = path.join(project, 'server.js');
  const { ctimeMs } = fs.lstatSync(source);
  for (const [began, isKept] of [
    [ctimeMs + 60_000, true],
    [ctimeMs + 21, true],
    [ctimeMs + 19, false],
    [ctimeMs - 60_000, false],
  ] as const) {
    const inputs = laterLog(began);
    inputs.file(source, path.join(project, 'gone.js'));
    await keep(inputs);
    assert.is(isSame(), isKept, `${began - ctimeMs} ms`);
  }
  for (const [count, isKept] of [
    [20_000, true],
    [20_001, false],
  ] as const) {
    const inputs = laterLog();
    inputs.file(...Array.from({ length: count }, (_, at) => `/gone/${at}`));
    await keep(inputs);
    assert.is(isSame(), isKept, `${count} inputs`);
  }
});

again('the sums that packing has told are taken over, those of texts are not', async () => {
  const source = path.join(project, 'public/index.html');
  const inputs = laterLog();
  inputs.file(source);
  const entries = planned('a test', [
    textEntry('/a', 'a'),
    { type: 'file', path: '/b', source, size: 6, mode: 0o644, owner: 'root', conffile: false },
  ]);
  const recorder = new BuildRecorder(inputs);
  const told = recorder.reader({ entries } as never);
  for (const at of [0, 2]) told(at, Buffer.from('00'));
  told(1, createHash('md5').update('hello\n').digest());
  await keep(inputs, recorder);
  // By its content: the times differ.
  await utimes(source, 1e9, 1e9);
  assert.ok(isSame());
  const wrong = new BuildRecorder(inputs);
  wrong.reader({ entries } as never)(1, Buffer.alloc(16));
  await keep(inputs, wrong);
  assert.ok(isSame());
  await utimes(source, 2e9, 2e9);
  assert.not.ok(isSame());
});

again('a record that is damaged, or that the disk does not take, is none', async () => {
  const inputs = laterLog();
  inputs.file(path.join(project, 'server.js'));
  const place = path.join(project, 'node_modules/.cache/build-deb');
  const rename = (): never => {
    throw systemError('ENOSPC', 'rename');
  };
  await keep(inputs);
  await pretending(promises, { rename }, () => keep(inputs));
  assert.equal(await readdir(place), []);
  await keep(inputs);
  assert.ok(isSame());
  await put('node_modules/.cache/build-deb/built.json', '{');
  assert.not.ok(isSame());
});

again('the folders of a repository, its worktrees and its formats', async () => {
  const files = (at: string): string[] => {
    const inputs = new InputLog('');
    inputs.history(at);
    return [...inputs.files].map((file) => path.relative(project, file));
  };
  const head = (await run('git', ['symbolic-ref', 'HEAD'], { cwd: project })).stdout.trim();
  const common = ['packed-refs', 'reftable/tables.list', 'shallow'].map((name) => `.git/${name}`);
  assert.equal(files(project), ['.git', '.git/HEAD', `.git/${head}`, ...common]);
  assert.equal(files(path.join(project, 'public/deep')).slice(0, 4), [
    'public/deep/.git',
    'public/.git',
    '.git',
    '.git/HEAD',
  ]);
  await git('tag', 'v1.0.0');
  await git('worktree', 'add', '--quiet', '-b', 'side', path.join(project, 'side'));
  const worktree = [
    'side/.git',
    '.git/worktrees/side/HEAD',
    '.git/refs/heads/side',
    ...common,
    '.git/refs/tags/v1.0.0',
  ];
  assert.equal(files(path.join(project, 'side')), worktree);
  await git('checkout', '--quiet', '--detach');
  assert.ok(files(project).includes('.git/HEAD'));
  const nowhere = new InputLog('');
  nowhere.history('/proc');
  assert.equal([...nowhere.files], ['/proc/.git', '/.git']);
});

again('sources count with the settings in the folders up to the project', async () => {
  const inputs = new InputLog('');
  inputs.source(project, 'public/deep/a.js');
  const names = (places: Iterable<string>): string[] =>
    [...places].map((place) => path.relative(project, place) || '.');
  assert.equal(names(inputs.files), [
    'public/deep/a.js',
    ...['public/deep/', 'public/', ''].flatMap((folder) => [`${folder}package.json`, `${folder}tsconfig.json`]),
  ]);
  assert.equal(names(inputs.folders.keys()), ['public/deep', 'public', '.']);
  const installed = new InputLog('');
  installed.source(project, 'node_modules/a/index.js');
  assert.equal(names(installed.files), ['node_modules/a/index.js']);
  assert.is(installed.folders.size, 0);
  const above = new InputLog('');
  above.installed('/proc/self');
  const records = [...above.files].filter((file) => !file.startsWith('/proc/'));
  assert.ok(records.includes('/node_modules/.package-lock.json'));
  assert.is(above.files.size, 3 * records.length);
});

again.run();
