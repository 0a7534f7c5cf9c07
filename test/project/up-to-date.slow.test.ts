/**
 * A package is built again only if an input has changed.
 */
import fs from 'node:fs';
import { appendFile, chmod, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type BuildRequest, unchanged } from '../../builder/project/up-to-date.ts';
import {
  build,
  describe,
  finishedBuild,
  git,
  inProjects,
  isSame,
  project,
  put,
  requestOf,
} from '../support/recorded.ts';

const again = suite('built again');
inProjects(again);

again('nothing has changed: the build is recognised, and says the same', async () => {
  assert.is(unchanged(requestOf()), undefined);
  await build();
  assert.equal(unchanged(requestOf()), finishedBuild());
  assert.equal(await readdir(path.join(project, 'node_modules/.cache/build-deb')), ['built.json']);
});

again('files that are younger, but the same, are recognised by their content', async () => {
  await build();
  for (const file of ['server.js', 'LICENSE', 'package.json', 'public/index.html', 'public/large.txt']) {
    const place = path.join(project, file);
    await writeFile(`${place}.new`, await readFile(place));
    await rename(`${place}.new`, place);
    await utimes(place, 1e9, 1e9);
  }
  assert.ok(isSame());
  // The same file in the place of the link's target.
  await rm(path.join(project, 'public/start.html'));
  await symlink('index.html', path.join(project, 'public/start.html'));
  assert.ok(isSame());
});

const CHANGES: Record<string, () => Promise<unknown>> = {
  'a source': () => appendFile(path.join(project, 'greet.js'), '// more\n'),
  'the licence': () => appendFile(path.join(project, 'LICENSE'), 'more\n'),
  'the configuration': () => describe({ files: [{ from: 'public', to: '/usr/share/again' }], mail: true }),
  'a further file': () => appendFile(path.join(project, 'public/index.html'), 'more\n'),
  'the end of a large file': async () => {
    const file = fs.openSync(path.join(project, 'public/large.txt'), 'r+');
    fs.writeSync(file, 'y', 2_499_999);
    fs.closeSync(file);
  },
  'the mode of a file': () => chmod(path.join(project, 'public/index.html'), 0o755),
  'the mode of a source': () => chmod(path.join(project, 'greet.js'), 0o600),
  'the same content with another mode': async () => {
    const place = path.join(project, 'public/index.html');
    const text = await readFile(place);
    await rm(place);
    await writeFile(place, text, { mode: 0o600 });
  },
  'a file of the same size and times': async () => {
    const place = path.join(project, 'public/index.html');
    await utimes(place, 1e9, 1e9);
    await build();
    await writeFile(place, (await readFile(place, 'utf8')).toUpperCase());
    await utimes(place, 1e9, 1e9);
  },
  'a new file in a folder that was empty': () => put('public/deep/empty/new', ''),
  'where a link leads': async () => {
    await rm(path.join(project, 'public/start.html'));
    await symlink('deep', path.join(project, 'public/start.html'));
  },
  'a changelog that was not there': () => put('CHANGELOG.md', '## 1.0.0 - 2026-02-03\n\n- Begun\n'),
  'the changelog is gone': () => rm(path.join(project, 'CHANGELOG.md')),
  'how the bundler reads the sources': () => put('tsconfig.json', '{ "compilerOptions": { "target": "es5" } }'),
  'settings that others extend': async () => {
    await put('config/base.json', '{ "extends": "./deeper" }');
    await put('config/deeper.json', '{}');
    await put('tsconfig.json', '{ "extends": "./config/base" }');
    await build();
    await put('config/deeper.json', '{ "compilerOptions": { "strict": true } }');
  },
  'a module that comes first': () => put('greet.js.ts', ''),
  'a package that is installed': () => put('node_modules/.package-lock.json', '{}'),
  'a lock file': () => put('pnpm-lock.yaml', ''),
  'the last commit': () => git('commit', '--quiet', '--allow-empty', '--message=two', '--date=2026-03-01T00:00:00Z'),
  'a tag': () => git('tag', 'v0.9.0'),
  'the commit of a tag': () => git('tag', '--force', 'v0.9.0', 'HEAD~1'),
  'a tag whose name has parts': () => git('tag', 'again/v0.8.0', 'HEAD~1'),
  'another tag beside it': () => git('tag', 'again/v0.7.0', 'HEAD~1'),
  'tags in one file': () => git('pack-refs', '--all'),
  'another branch': () => git('checkout', '--quiet', '-b', 'other'),
  'the package itself': () => appendFile(path.join(project, 'dist/again.deb'), 'x'),
  'the other name': () => appendFile(path.join(project, 'dist/again_1.0.0_all.deb'), 'x'),
  'the folder of a link is gone': () => rm(path.join(project, 'public/deep'), { recursive: true }),
};

again('each change of an input causes one new build', async () => {
  await build();
  for (const [what, change] of Object.entries(CHANGES)) {
    assert.ok(isSame(), `before: ${what}`);
    await change();
    assert.not.ok(isSame(), what);
    // The links into it would lead nowhere.
    if (what !== 'the folder of a link is gone') await build();
  }
});

again('files in the folder of the packages, and the packages of npm, are no inputs by their names', async () => {
  await build();
  await put('dist/other.deb', '');
  await put('node_modules/.cache/x', '');
  assert.ok(isSame());
});

again('another request is another package', async () => {
  await build();
  const others: Partial<BuildRequest>[] = [{ out: '/elsewhere' }, { architecture: 'arm64' }, { isSnapshot: true }];
  for (const other of others) assert.is(unchanged(requestOf(other)), undefined);
  assert.ok(isSame());
  process.env.SOURCE_DATE_EPOCH = '1';
  assert.not.ok(isSame());
  delete process.env.SOURCE_DATE_EPOCH;
  const { version } = process;
  const node = (value: string) => Object.defineProperty(process, 'version', { value, configurable: true });
  node('v99.0.0');
  assert.not.ok(isSame());
  node(version);
  assert.ok(isSame());
});

again('modules count as they are installed', async () => {
  await put('node_modules/dep/package.json', '{ "name": "dep", "version": "1.0.0", "license": "MIT" }');
  await put('node_modules/dep/index.js', '');
  await put('node_modules/dep/lib/a.js', '');
  await describe({ payload: 'modules' }, { dependencies: { dep: '1.0.0' } });
  const changes = [
    () => put('node_modules/dep/lib/new.js', ''),
    () => appendFile(path.join(project, 'node_modules/dep/index.js'), '// more\n'),
    () => chmod(path.join(project, 'node_modules/dep/index.js'), 0o755),
  ];
  for (const change of changes) {
    await build();
    assert.ok(isSame());
    await change();
    assert.not.ok(isSame());
  }
});

again.run();
