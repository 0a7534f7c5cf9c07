/**
 * The record of a build: links among its inputs, and paths that no file can have.
 */
import { rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { InputLog } from '../../builder/project/inputs.ts';
import { BuildRecorder } from '../../builder/project/up-to-date.ts';
import { finishedBuild, inProjects, isSame, laterLog, project, put, requestOf } from '../support/recorded.ts';

const links = suite('links in records of builds');
inProjects(links);

/** Records a build with these inputs alone. */
function keep(inputs: InputLog): Promise<void> {
  return new BuildRecorder(inputs).keep(requestOf(), finishedBuild());
}

links('links to nowhere, folders and files that come or go', async () => {
  const [link, folder, gone] = ['to-nowhere', 'public', 'gone.js'].map((name) => path.join(project, name)) as [
    string,
    string,
    string,
  ];
  await symlink('nowhere', link);
  const inputs = laterLog();
  inputs.file(link, folder, gone);
  await keep(inputs);
  assert.ok(isSame());
  await put('public/more', '');
  assert.ok(isSame(), 'the names in a folder count if it is noted as one');
  await put('nowhere', '');
  assert.not.ok(isSame());
  await keep(inputs);
  await put('nowhere', 'more');
  assert.not.ok(isSame(), 'behind a link');
  await keep(inputs);
  await writeFile(gone, '');
  assert.not.ok(isSame());
  await keep(inputs);
  await rm(gone);
  assert.not.ok(isSame());
});

links('of a link, its own text counts as well as the content behind it', async () => {
  const link = path.join(project, 'public/start.html');
  const lead = async (to: string): Promise<void> => {
    await rm(link);
    await symlink(to, link);
  };
  await put('public/copy.html', 'hello\n');
  const inputs = laterLog();
  inputs.file(link);
  await keep(inputs);
  for (const to of ['copy.html', './index.html', path.join(project, 'public/index.html')]) {
    await lead(to);
    assert.not.ok(isSame(), to);
  }
  await lead('index.html');
  assert.ok(isSame(), 'the same text again');
});

links('a path with links in a circle, or with a file as its folder, is that of a missing file', async () => {
  await symlink('circle', path.join(project, 'circle'));
  const inputs = laterLog();
  inputs.file(path.join(project, 'circle/a'), path.join(project, 'server.js/a'));
  await keep(inputs);
  assert.ok(isSame());
  await rm(path.join(project, 'circle'));
  await put('circle/a', '');
  assert.not.ok(isSame());
});

links.run();
