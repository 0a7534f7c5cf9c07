/**
 * .npmignore and .gitignore, for projects with their modules.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { folder, inFolders, type Layout, lay, paths, read } from '../support/projects.ts';

const ignored = suite('ignored files');
inFolders(ignored);

const KEY = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\n-----END PRIVATE KEY-----\n';
const PROJECT: Layout = {
  'package.json': { name: 'web' },
  'package-lock.json': { lockfileVersion: 3, packages: {} },
  'app.js': '',
};

ignored('.gitignore leaves files out, and .npmignore beside it counts instead', async () => {
  await lay({
    ...PROJECT,
    '.gitignore': '/config/production.json\n*.local.js\n!keep.local.js\nuploads/\n*.log\n',
    'config/production.json': '',
    'config/default.json': '',
    'x.local.js': '',
    'deep/keep.local.js': '',
    'uploads/a.jpg': '',
    'uploads/b.jpg': '',
    'src/.gitignore': '/cache\ngen*\n',
    'src/cache/a': '',
    'src/deep/cache/a': '',
    'src/deep/generated.js': '',
    'public/generated.js': '',
  });
  assert.equal(await paths(), [
    ...[
      'app.js',
      'config/default.json',
      'deep/keep.local.js',
      'package.json',
      'public/generated.js',
      'src/deep/cache/a',
    ],
  ]);
  assert.equal((await read()).warnings, [
    '.gitignore leaves out config/production.json, src/deep/generated.js, uploads/ (2 files), x.local.js: if the program reads them, add them, as in "include": [".", "config/production.json"]',
  ]);
  await lay({ '.npmignore': 'public\n' });
  assert.ok((await paths()).includes('config/production.json'));
  assert.not.ok((await paths()).includes('public/generated.js'));
  assert.ok((await paths('', { include: ['**/*.json', 'public'] })).includes('public/generated.js'));
  await lay({ 'package.json': { files: ['public'] } });
  assert.equal(await paths(), ['package.json', 'public/generated.js']);
});

ignored('.gitignore of the folders above counts up to the top of the repository', async () => {
  await lay({ '.gitignore': 'a.js\n', 'repo/.git/HEAD': '', 'repo/.gitignore': 'b.js\n/web/c.js\n/d.js\nweb/data/\n' });
  const files = Object.fromEntries(['a.js', 'b.js', 'c.js', 'd.js', 'data/x'].map((file) => [file, '']));
  await lay({ ...PROJECT, ...files }, path.join(folder, 'repo/web'));
  assert.equal(await paths('repo/web'), ['a.js', 'app.js', 'd.js', 'package.json']);
});

ignored('compiled files stay, although .gitignore names them', async () => {
  const cases: [rules: string, main: string, entries: string[], kept: string[]][] = [
    ['dist\n*.pem', 'dist/main.js', [], ['dist/main.js', 'dist/part.js']],
    ['/build/', 'dist/main.js', [], ['build/client/a.js', 'dist/main.js', 'dist/part.js']],
    ['target/', 'app.js', ['target/server/main.js'], ['target/server/main.js', 'target/server/part.js']],
    ['*.js', 'app.js', [], ['app.js', 'target/server/part.js']],
    ['*', 'app.js', [], ['app.js', 'dist/part.js']],
    ['target/*  ', 'app.js', ['target/server/main.js'], ['target/server/part.js']],
  ];
  for (const [rules, main, entries, kept] of cases) {
    await lay({
      'package.json': { name: 'web', main },
      '.gitignore': rules,
      'package-lock.json': '{"lockfileVersion":1}',
    });
    await lay({ 'dist/main.js': '', 'dist/part.js': '', 'build/client/a.js': '', 'app.js': '', 'dist/dev.pem': KEY });
    await lay({ 'target/server/main.js': '', 'target/server/part.js': '' });
    if (!rules.includes('pem')) await rm(path.join(folder, 'dist/dev.pem'));
    const found = await paths('', { entries });
    for (const file of kept) assert.ok(found.includes(file), `${rules}: ${file}`);
    assert.not.ok(found.includes('dist/dev.pem'));
  }
  // .npmignore says it of packages.
  await lay({ '.npmignore': 'build\n' });
  assert.not.ok((await paths()).includes('build/client/a.js'));
});

ignored('the name of a folder counts outside of compiled files, where sources have folders of any name', async () => {
  const repository = { '.git/HEAD': '', '.gitignore': 'dist\nlogs\n**/data/\n*.map\n/dist/uploads/\n' };
  const compiled = ['dist/main.js', 'dist/logs/logger.js', 'dist/data/store.js', 'dist/data/schema.json'];
  const hidden = ['dist/main.js.map', 'dist/uploads/a.jpg', 'logs/today.txt', 'logs/rotate.js', 'data/words.json'];
  const files = Object.fromEntries([...compiled, ...hidden].map((file) => [file, '']));
  const wanted = ['app.js', ...compiled, 'package.json'].sort();
  await lay({ ...repository, ...PROJECT, ...files });
  assert.equal(await paths(), wanted);
  assert.match((await read()).warnings[0] ?? '', 'leaves out data/words.json, dist/uploads/a.jpg:');
  await lay({ ...repository, ...PROJECT, ...files }, path.join(folder, 'member'));
  assert.equal(await paths('member'), wanted);
});

ignored('rules of nested files count in their folder alone, whatever its name is', async () => {
  const names = ['a', 'a[b]', 'a b', 'a*', '#a', '!a', 'a?', 'deep/er'];
  for (const name of names) {
    await lay({
      [`${name}/.gitignore`]: '\ufeff# a comment\n\n/top.js\r\nany.js\nin/deep.js\n*.x\n!kept.x\nfolder/\n',
      ...Object.fromEntries(
        [
          'top.js',
          'any.js',
          'in/top.js',
          'in/any.js',
          'in/deep.js',
          'in/in/deep.js',
          'a.x',
          'kept.x',
          'in/kept.x',
          'in/folder/y',
          'folder.js',
          '# a comment',
        ].map((file) => [`${name}/${file}`, '']),
      ),
    });
  }
  await lay({ ...PROJECT, 'top.js': '', 'any.js': '', 'ab/top.js': '', 'a.x': '', 'in/deep.js': '' });
  const kept = ['# a comment', 'folder.js', 'in/in/deep.js', 'in/kept.x', 'in/top.js', 'kept.x'];
  const own = ['a.x', 'ab/top.js', 'any.js', 'app.js', 'in/deep.js', 'package.json', 'top.js'];
  assert.equal(await paths(), [...own, ...names.flatMap((name) => kept.map((file) => `${name}/${file}`))].sort());
});

ignored('rules that hide what the program starts with, and names of folders of compiled files', async () => {
  const outputs = 'dist build out output lib compiled generated public/build .next .output .svelte-kit'.split(' ');
  for (const name of outputs) {
    for (const rule of [
      name,
      `/${name}`,
      `${name}/`,
      `**/${name}`,
      `${name}/*`,
      `${name}/**`,
      `packages/${name}`,
    ].slice(0, name.includes('/') ? 3 : 7)) {
      await lay({ ...PROJECT, '.gitignore': rule, [`${name}/a.js`]: '', 'package.json': { main: 'app.js' } });
      const isThere = (await paths('', { include: ['.', '!none'] })).includes(`${name}/a.js`);
      assert.is(isThere, !name.startsWith('.'), `${rule} in .gitignore`);
    }
    await rm(path.join(folder, name.split('/')[0] ?? ''), { recursive: true });
  }
  for (const rule of ['distx', 'xdist', 'dist.js', 'a/b/dist']) {
    const name = rule.replace(/^a\/b\//, '');
    const place = rule.startsWith('a/b') ? rule : name;
    await lay({ ...PROJECT, '.gitignore': rule, [`${place}/a.js`]: '' });
    assert.not.ok((await paths()).includes(`${place}/a.js`), rule);
  }
});

ignored.run();
