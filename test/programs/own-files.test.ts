/**
 * The files of a project's own packages, and symbolic links in them.
 */
import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BuildError } from '../../builder/errors.ts';
import { folder, inFolders, installed, type Layout, lay, paths, read, refused } from '../support/projects.ts';

const own = suite('own files');
inFolders(own);

const OWN: Layout = {
  'package.json': { name: 'web', main: './dist/server', bin: { web: 'bin/web.js' } },
  'package-lock.json': { lockfileVersion: 3, packages: {} },
  'dist/server.js': '',
  'dist/deep/part.js': '',
  'dist/web.deb': '',
  'dist/web_1.0.0-1_all.cdx.json': '',
  'dist/.hidden/x': '',
  'dist/test/t.js': '',
  'bin/web.js': '',
  'public/[id].html': '',
  'public/[lang]/index.html': '',
  'app.log': '',
  'tsconfig.tsbuildinfo': '',
  '.env': '',
  'test/a.js': '',
  'coverage/index.html': '',
  'node_modules/dev/package.json': '{}',
  'tools/node_modules/dev/package.json': '{}',
  'tools/tool.js': '',
};

own('by default: all files but those for building, testing and tools', async () => {
  await lay({ ...OWN, 'dist/.turbo/x': '', 'dist/.env': '', '.vite/x': '', 'public/.well-known/x': '' });
  assert.equal(await paths(), [
    'bin/web.js',
    'dist/.hidden/x',
    'dist/deep/part.js',
    'dist/server.js',
    'dist/test/t.js',
    'package.json',
    'public/.well-known/x',
    'public/[id].html',
    'public/[lang]/index.html',
    'tools/tool.js',
  ]);
});

own('"files" that are no list are no choice', async () => {
  await lay({ 'package.json': { main: './server', files: 'dist' }, 'server.js': '', 'dist/a.js': '' });
  assert.equal(await paths(), ['dist/a.js', 'package.json', 'server.js']);
});

own('"files" of package.json, as npm understands it', async () => {
  const filesOf = async (...files: string[]): Promise<string[]> => {
    await lay({ 'package.json': { main: './dist/server', bin: { web: 'bin/web.js' }, files } });
    return paths();
  };
  await lay({ ...OWN, 'README.md': '' });
  await lay({ 'package.json': { main: './public', files: [] }, 'public/index.js': '' });
  assert.equal(await paths(), ['package.json', 'public/index.js']);
  const always = ['bin/web.js', 'dist/server.js', 'package.json'];
  assert.equal(await filesOf('not/there', 'not/there/*', '../*', 'node_modules'), always);
  const all = ['bin/web.js', 'dist/.hidden/x', 'dist/deep/part.js', 'dist/server.js', 'dist/test/t.js', 'package.json'];
  for (const way of ['dist', './dist/', '/dist', 'dist/*', 'dist/**']) assert.equal(await filesOf(way), all, way);
  assert.equal(
    await filesOf('dist', '!dist/test'),
    all.filter((file) => file !== 'dist/test/t.js'),
  );
  assert.equal(await filesOf('*/*/*.js', '!dist/deep', '!public'), [...always, 'dist/test/t.js'].sort());
  assert.equal(
    await filesOf('dist', '!part.js'),
    all.filter((file) => file !== 'dist/deep/part.js'),
  );
  assert.equal(await filesOf('test', 'public/[id].html'), [...always, 'public/[id].html', 'test/a.js']);
});

own('on request: folders with all that is in them, globs, and names with a dot if they are spelled out', async () => {
  await lay(OWN);
  const asked = (...include: string[]): Promise<string[]> => paths('', { include });
  const whole = ['dist/.hidden/x', 'dist/deep/part.js', 'dist/server.js', 'dist/test/t.js', 'package.json'];
  for (const way of ['dist', './dist/', 'dist/**']) assert.equal(await asked(way), whole, way);
  assert.equal(await asked('tools'), ['package.json', 'tools/node_modules/dev/package.json', 'tools/tool.js']);
  assert.equal(await asked('dist/**/*.js'), ['dist/deep/part.js', 'dist/server.js', 'dist/test/t.js', 'package.json']);
  assert.equal(await asked('**/*.js', '!dist'), ['bin/web.js', 'package.json', 'test/a.js', 'tools/tool.js']);
  assert.equal(await asked('.env', 'app.log', 'dist/.hidden'), ['.env', 'app.log', 'dist/.hidden/x', 'package.json']);
  await lay({ 'public/l/index.html': '' });
  assert.equal(await asked('public/[lang]', '*/server.js'), [
    'dist/server.js',
    'package.json',
    'public/[lang]/index.html',
  ]);
  assert.equal(await asked('tools/node_modules', 'package-lock.json'), [
    'package-lock.json',
    'package.json',
    'tools/node_modules/dev/package.json',
  ]);
  const wrong = async (pattern: string, expected: string): Promise<void> => {
    const { message, notes } = (await asked('dist', pattern).catch((error) => error)) as BuildError;
    assert.match([message, ...notes].join('\n'), expected);
  };
  await wrong('biuld/**', `"biuld/**" matches no file in ${folder}`);
  await wrong('biuld/deep/*.js', 'matches no file');
  await lay({ current: '->dist' });
  for (const pattern of ['current/*.js', 'current/server.js'])
    await wrong(pattern, 'current leads through a symbolic link');
  await wrong('*.tsbuildinfo', '"*.tsbuildinfo" matches no file');
  await wrong('node_modules/dev', 'dependencies are found by themselves');
  for (const pattern of ['../*', '/etc/passwd', 'dist/../../x']) await wrong(pattern, 'leads out of');
});

own('symbolic links in a package: kept if they lead to something that is in it, too', async () => {
  await lay({
    'package.json': { dependencies: { a: '1' } },
    'site/page.html': '',
    'site/again.html': '->page.html',
    current: '->site',
    'site/round': '->..',
    ...installed('node_modules/a'),
    'node_modules/a/lib.so': '->lib.so.1',
    'node_modules/a/lib.so.1': '->lib.so.1.2',
    'node_modules/a/lib.so.1.2': '',
    'node_modules/a/prebuilds/win32-x64/a.node': '',
    'node_modules/a/windows.node': '->prebuilds/win32-x64/a.node',
  });
  assert.equal((await read()).links, [
    { path: 'current', target: 'site' },
    { path: 'node_modules/a/lib.so', target: 'lib.so.1.2' },
    { path: 'node_modules/a/lib.so.1', target: 'lib.so.1.2' },
    { path: 'site/again.html', target: 'page.html' },
    { path: 'site/round', target: '..' },
  ]);
});

own('symbolic links that would lead nowhere are refused', async () => {
  await lay({ 'web/package.json': {}, 'web/.env': '', 'web/site/a': '', 'secret/key': '' });
  const wrong: Record<string, string> = {
    'gone.html': 'which does not exist',
    '../../secret/key': `outside ${folder}/web`,
    '../../secret': `outside ${folder}/web`,
    [`${folder}/web/site/a`]: 'an absolute path',
    '../.env': 'which is not part of the package',
    link: 'which leads back to itself',
  };
  for (const [target, why] of Object.entries(wrong)) {
    await lay({ 'web/site/link': `->${target}` });
    await refused('web', `site/link is a symbolic link to ${target}, ${why}`);
    await rm(path.join(folder, 'web/site/link'));
  }
});

own('files that no package can carry are refused', async () => {
  await lay({ 'package.json': { dependencies: { a: '1' } }, ...installed('node_modules/a') });
  for (const place of ['', 'node_modules/a/']) {
    const pipe = path.join(folder, place, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await refused('', `${pipe} is neither a file nor a folder nor a symbolic link`);
    await rm(pipe);
    for (const name of [Buffer.from('two\nlines'), Buffer.from([0x66, 0xfc, 0x72])]) {
      const file = Buffer.concat([Buffer.from(path.join(folder, place, '/')), name]);
      await writeFile(file, '');
      await refused('', 'holds a file named', 'rename or remove it');
      await rm(file);
    }
  }
});

own.run();
