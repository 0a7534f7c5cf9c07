/**
 * Files that a package does without, and files that a program may miss on the target.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fixedPart } from '../../builder/programs/file-matches.ts';
import { hiddenWarnings } from '../../builder/programs/modules/ignored.ts';
import { inFolders, installed, lay, paths } from '../support/projects.ts';

const leftOut = suite('files that are left out');
inFolders(leftOut);

leftOut('files of tools, which packages of others hold, and no program reads', async () => {
  const tools = [
    ...['.npmignore', '.gitignore', '.gitattributes', '.gitmodules', '.eslintrc', '.eslintrc.json', '.eslintignore'],
    ...[
      '.editorconfig',
      '.jshintrc',
      '.nycrc',
      '.nycrc.json',
      '.prettierrc',
      '.prettierrc.yml',
      '.prettierignore',
      '.travis.yml',
    ],
  ];
  const kept = [
    '.eslintrcx',
    'x.npmignore',
    '.travis.yaml',
    '.config/a',
    'gitignore',
    '.gitignore.js',
    'node_modulesx/a',
    '.gitx/a',
  ];
  const home = 'node_modules/a/';
  await lay({ 'package.json': { dependencies: { a: '1' } }, ...installed('node_modules/a') });
  for (const file of [
    ...tools,
    ...tools.map((tool) => `deep/${tool}`),
    ...kept,
    '.git/HEAD',
    '.cache/x',
    'node_modules/b/x',
  ])
    await lay({ [`${home}${file}`]: '' });
  await lay({ 'node_modules/.prisma/x': '', 'node_modules/a/deep/node_modules/x': '' });
  const found = (await paths()).filter((file) => file.startsWith(home)).map((file) => file.slice(home.length));
  assert.equal(found, [...kept, 'deep/node_modules/x', 'index.js', 'package.json'].sort());
});

leftOut('a word about ignored files that a program may read', () => {
  const says = (...files: string[]): string[] => hiddenWarnings(files.map((file) => ({ file, by: '.gitignore' })));
  const noLoss = [
    ...['coverage', 'log', 'logs', 'tmp', 'temp', 'report', 'reports', 'cache'].flatMap((name) => [
      `${name}/a`,
      `x/${name}/a`,
    ]),
    ...[
      'a.log',
      'a.tmp',
      'a.pid',
      'a.seed',
      'a.tsbuildinfo',
      'a.map',
      'a.lcov',
      '.a.swp',
      'a.d.ts',
      'a.d.mts',
      'a.d.cts',
    ],
  ];
  for (const file of noLoss) assert.equal(says(file), [], file);
  const list = (places: string, example: string): string[] => [
    `.gitignore leaves out ${places}: if the program reads them, add them, as in "include": [".", "${example}"]`,
  ];
  for (const file of ['mylogs/a', 'a.logs', 'a.ts', 'd.ts', 'tmp', 'a.maps', 'acoverage/x'])
    assert.equal(says(file), list(file, file), file);
  assert.equal(says('b/a', 'b/c', 'a.log', 'a'), list('a, b/ (2 files)', 'a'));
  assert.equal(says('b/a', 'b/c'), list('b/ (2 files)', 'b'));
  assert.equal(says('e', 'd', 'c', 'b', 'a'), list('a, b, c, d, e', 'a'));
  assert.equal(says('g', 'f', 'e', 'd', 'c', 'b', 'a'), list('a, b, c, d, e and 2 more', 'a'));
});

leftOut('the fixed part of a pattern', () => {
  for (const [pattern, fixed] of [
    ['a', ''],
    ['a/b', 'a/'],
    ['a/b/c', 'a/b/'],
    ['a/*', 'a/'],
    ['a/*/c', 'a/'],
    ['*/a/b', ''],
    ...['?', '[x]', '{x}', '(x)', '!x'].map((wild) => [`a/b${wild}/c`, 'a/'] as const),
    ['a/**/b', 'a/'],
  ] as const) {
    assert.is(fixedPart(pattern), fixed, pattern);
  }
});

leftOut.run();
