/**
 * A package is built again only if an input has changed.
 */
import { createHash } from 'node:crypto';
import { appendFile, cp, mkdir, mkdtemp, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';

const HERE = process.cwd();
const COMMAND = path.join(HERE, 'node_modules/.cache/build-deb/build-deb.mjs');
const again = suite('built again');
let project = '';

/** A service of two files, with a folder of further ones, in a git repository. */
again.before.each(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'notifydemo-unchanged-'));
  await writeFile(path.join(project, 'server.js'), "import './greet.js';\n");
  await writeFile(path.join(project, 'greet.js'), "import net from 'node:net';\nnet.createServer().listen(5001);\n");
  await cp('LICENSE', path.join(project, 'LICENSE'));
  await mkdir(path.join(project, 'public/deep/empty'), { recursive: true });
  await writeFile(path.join(project, 'public/index.html'), 'hello\n');
  await symlink('index.html', path.join(project, 'public/start.html'));
  await writeConfig({ files: [{ from: 'public', to: '/usr/share/again' }] });
  await git('init', '--quiet');
  await git('add', '.');
  await git('commit', '--quiet', '--message=one', '--date=2026-01-01T00:00:00Z');
  await aMoment();
});
again.after.each(() => rm(project, { recursive: true, force: true }));

async function writeConfig(deb: object): Promise<void> {
  const common = { name: 'again', version: '1.0.0', description: 'Again', author: 'Ada <a@b.c>', license: 'MIT' };
  const packageJson = { ...common, type: 'module', engines: { node: '>=18' }, deb: { entry: 'server.js', ...deb } };
  await writeFile(path.join(project, 'package.json'), JSON.stringify(packageJson));
}

async function git(...args: string[]): Promise<void> {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=a@b.c'];
  const env = { ...process.env, GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' };
  const { exitCode, stderr } = await run('git', [...who, ...args], { cwd: project, env });
  assert.is(exitCode, 0, stderr);
}

/** A file that changes in the moment in which a build begins counts as changed. */
function aMoment(): Promise<void> {
  return setTimeout(60);
}

async function build(...args: string[]): Promise<{ isSame: boolean; stdout: string; stderr: string }> {
  const { exitCode, stdout, stderr } = await run('node', [COMMAND, ...args], { cwd: project });
  assert.is(exitCode, 0, stderr);
  return { isSame: /^pack .* is up to date/m.test(stderr), stdout, stderr };
}

async function digest(file = 'dist/again.deb'): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path.join(project, file)))
    .digest('hex');
}

again('nothing has changed: the package is recognised, and says the same', async () => {
  const first = await build();
  const before = await digest();
  assert.is(first.isSame, false);
  const second = await build();
  assert.is(second.isSame, true, second.stderr);
  assert.is(second.stdout, first.stdout);
  assert.is(await digest(), before);
  const json = await build('--json');
  assert.is(json.isSame, true);
  await rm(path.join(project, 'dist'), { recursive: true });
  assert.is((await build('--json')).stdout, json.stdout);
  assert.is(await digest(), before);
});

again('files that are younger, but the same, are recognised by their content', async () => {
  await build();
  for (const file of ['server.js', 'LICENSE', 'package.json', 'public/index.html']) {
    const place = path.join(project, file);
    await writeFile(`${place}.new`, await readFile(place));
    await rename(`${place}.new`, place);
    await utimes(place, 1e9, 1e9);
  }
  assert.is((await build()).isSame, true);
});

const CHANGES: Record<string, () => Promise<unknown>> = {
  'a source': () => appendFile(path.join(project, 'greet.js'), '// more\n'),
  'the licence': () => appendFile(path.join(project, 'LICENSE'), 'more\n'),
  'the configuration': () => writeConfig({ files: [{ from: 'public', to: '/usr/share/again' }], mail: true }),
  'a further file': () => appendFile(path.join(project, 'public/index.html'), 'more\n'),
  'a file of the same size and times': async () => {
    const place = path.join(project, 'public/index.html');
    await utimes(place, 1e9, 1e9);
    await build();
    await aMoment();
    await writeFile(place, 'HELLO\n');
    await utimes(place, 1e9, 1e9);
  },
  'a new file in a folder that was empty': () => writeFile(path.join(project, 'public/deep/empty/new'), ''),
  'where a link leads': async () => {
    await rm(path.join(project, 'public/start.html'));
    await symlink('deep', path.join(project, 'public/start.html'));
  },
  'a changelog that was not there': () =>
    writeFile(path.join(project, 'CHANGELOG.md'), '## 1.0.0 - 2026-02-03\n\n- Begun\n'),
  'how the bundler reads the sources': () =>
    writeFile(path.join(project, 'tsconfig.json'), '{ "compilerOptions": { "target": "es5" } }'),
  'a module that comes first': () => writeFile(path.join(project, 'greet.js.ts'), ''),
  'the last commit': () => git('commit', '--quiet', '--allow-empty', '--message=two', '--date=2026-03-01T00:00:00Z'),
  'a tag': () => git('tag', 'v0.9.0'),
  'the commit of a tag': () => git('tag', '--force', 'v0.9.0', 'HEAD~1'),
  'a tag whose name has parts': () => git('tag', 'again/v0.8.0', 'HEAD~1'),
  'another tag beside it': () => git('tag', 'again/v0.7.0', 'HEAD~1'),
  'the package itself': () => appendFile(path.join(project, 'dist/again.deb'), 'x'),
  'one of its names': () => rm(path.join(project, 'dist/again_1.0.0_all.deb')),
};

again('each change of an input causes one new build', async () => {
  await build();
  for (const [what, change] of Object.entries(CHANGES)) {
    await change();
    await aMoment();
    assert.is((await build()).isSame, false, what);
    assert.is((await build()).isSame, true, what);
  }
});

again('another request is another package', async () => {
  await build();
  assert.is((await build('--out', 'elsewhere')).isSame, false);
  assert.is((await build()).isSame, false);
  assert.is((await build('--snapshot')).isSame, false);
  const { exitCode, stderr } = await run('node', [COMMAND], {
    cwd: project,
    env: { ...process.env, SOURCE_DATE_EPOCH: '1' },
  });
  assert.is(exitCode, 0, stderr);
  assert.not.match(stderr, / is up to date/);
});

again('modules count as they are installed', async () => {
  await mkdir(path.join(project, 'node_modules/dep/lib'), { recursive: true });
  const dependency = path.join(project, 'node_modules/dep');
  await writeFile(path.join(dependency, 'package.json'), '{ "name": "dep", "version": "1.0.0", "license": "MIT" }');
  await writeFile(path.join(dependency, 'index.js'), '');
  await writeConfig({ payload: 'modules' });
  const packageJson = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'));
  await writeFile(
    path.join(project, 'package.json'),
    JSON.stringify({ ...packageJson, dependencies: { dep: '1.0.0' } }),
  );
  await aMoment();
  await build();
  assert.is((await build()).isSame, true);
  await writeFile(path.join(dependency, 'lib/new.js'), '');
  await aMoment();
  assert.is((await build()).isSame, false);
  await appendFile(path.join(dependency, 'index.js'), '// more\n');
  await aMoment();
  assert.is((await build()).isSame, false);
});

again.run();
