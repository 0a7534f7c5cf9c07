/**
 * The packages that a package needs, in the places where npm and pnpm install them.
 */
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { neededFolders } from '../../builder/programs/npm-facts.ts';

const facts = suite('needs of npm packages');
let project = '';

facts.before.each(async () => {
  project = await realpath(await mkdtemp(path.join(tmpdir(), 'notifydemo-needs-')));
});
facts.after.each(() => rm(project, { recursive: true, force: true }));

async function put(folder: string): Promise<string> {
  const place = path.join(project, folder);
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, 'package.json'), '{}');
  return place;
}

facts('the nearest one counts, links are followed, and what is not installed is left out', async () => {
  const a = await put('node_modules/a');
  const [inner, outer] = [await put('node_modules/a/node_modules/b'), await put('node_modules/b')];
  const stored = await put('node_modules/.pnpm/@s+c@1/node_modules/@s/c');
  await mkdir(path.join(project, 'node_modules/@s'));
  await symlink(stored, path.join(project, 'node_modules/@s/c'));
  const json = { dependencies: { b: '1', gone: '1' }, peerDependencies: { '@s/c': '1' } };
  assert.equal(neededFolders(a, json), [stored, inner]);
  assert.equal(neededFolders(project, { ...json, devDependencies: { a: '1' } }), [stored, outer]);
  assert.equal(neededFolders(project, { ...json, devDependencies: { a: '1' } }, { isProject: true }), [
    stored,
    a,
    outer,
  ]);
});

facts('a name that is no name of a package leads nowhere', async () => {
  await put('secret');
  await put('node_modules/a');
  const names = ['../secret', '..', '.', '', '@s/..', 'a/../../secret', '/etc', 'a\0', './a', '@s/../secret'];
  for (const name of names) assert.equal(neededFolders(project, { dependencies: { [name]: '1' } }), [], name);
  for (const dependencies of [null, 7, ['a'], 'a']) {
    assert.ok(neededFolders(project, { dependencies } as never).length < 2, String(dependencies));
  }
});

facts.run();
