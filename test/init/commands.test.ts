/**
 * Commands of scripts and the files that they mean, in tables.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ofCommand } from '../../builder/init/command.ts';
import { initialize } from '../../builder/init/init.ts';
import { shellCommands } from '../../builder/init/shell-line.ts';
import { findStart } from '../../builder/init/start.ts';
import { findFile, type Places, programOf } from '../../builder/init/start-file.ts';
import { run } from '../../builder/shell.ts';
import { pretending, systemError } from '../support/faults.ts';
import { among, failure, HERE, inFolders, KEPT, MIT, project, put } from '../support/proposals.ts';

const init = suite('init, commands in tables');
inFolders(init);

init('lines of sh as commands and words, with what stands in front of them', () => {
  const lines: Record<string, [joint: string, ...words: string[]][]> = {
    '': [],
    'a b': [['', 'a', 'b']],
    'a && b; c || d & e': [
      ['', 'a'],
      ['&&', 'b'],
      [';', 'c'],
      ['||', 'd'],
      ['&', 'e'],
    ],
    'a | b && c': [
      ['', 'a'],
      ['|', 'b'],
      ['&&', 'c'],
    ],
    'a "b c" \'d e\' f"g h"i': [['', 'a', 'b c', 'd e', 'fg hi']],
    'a "b;c" \'d|e\' x\\ y': [['', 'a', 'b;c', 'd|e', 'x y']],
    '(cd b && c)\nd # e': [
      ['', 'cd', 'b'],
      ['&&', 'c'],
      [';', 'd'],
    ],
  };
  for (const [line, commands] of Object.entries(lines)) {
    const found = shellCommands(line).map(({ joint, words }) => [joint, ...words]);
    assert.equal(found, commands, line);
  }
  const redirected: Record<string, string[]> = {
    'a > x b': ['> x'],
    'a 2>&1 b': ['2>&1'],
    'a <in >>out': ['<in', '>>out'],
  };
  for (const [line, found] of Object.entries(redirected)) assert.equal(shellCommands(line)[0]?.redirections, found);
});

init('quotes and backslashes mean to init what they mean to sh', async () => {
  const letters = ['a', ' ', '"', "'", '\\', '`', '$', ';', '|', '&', '#', '(', '*', '\t', '!', 'ä'];
  const words = letters.flatMap((letter) => [
    `x\\${letter}y`,
    `"x\\${letter}y"`,
    ...(letter === "'" ? [] : [`'x${letter}y'`, `'x\\${letter}y'`]),
    ...(/["\\`$]/.test(letter) ? [] : [`"x${letter}y"`, `x"${letter}"'${letter === "'" ? '' : letter}'y`]),
  ]);
  const { stdout } = await run('sh', ['-c', `printf '%s\\n' ${words.join(' ')}`]);
  const [found, ...others] = shellCommands(words.join(' '));
  assert.equal(others, []);
  assert.equal(found?.words, stdout.split('\n').slice(0, -1));
});

const started = (line: string, places = HERE, json = {}) =>
  ofCommand(shellCommands(line)[0]?.words ?? [], { json, places, directory: '' });

init('tools of developers are no programs, whatever package brings them', () => {
  const tools =
    'tsc tsup esbuild webpack webpack-dev-server rollup vite parcel react-scripts vue-cli-service ng nx turbo lerna gulp grunt rimraf copyfiles concurrently npm-run-all run-s run-p wait-on husky prisma knex jest vitest mocha eslint prettier';
  const places: Places = { ...HERE, binaryOf: () => 'a.js' };
  for (const tool of tools.split(' ')) assert.is(started(`${tool} x`, places), undefined, tool);
  for (const other of ['n8n', 'xtsc', 'tscx', 'run-x', 'webpacks']) {
    assert.equal(
      [started(`${other} go`, places)?.entry, started(`${other} go`, places)?.arguments],
      ['a.js', ['go']],
      other,
    );
  }
  assert.is(started('n8n', { ...HERE, binaryOf: () => 'gone.js' }), undefined);
});

init('a port on the command line of a framework becomes its variable, wherever it stands', () => {
  const way = { package: 'kit', command: 'kit start', entry: ['build/index.js'] as const };
  const places: Places = { ...among('build/index.js'), runs: [way] };
  const port = (words: string): unknown => started(`kit start ${words}`, places)?.variables.PORT;
  const left = (words: string): string => started(`kit start ${words}`, places)?.notes.join() ?? '';
  for (const words of ['-p 80', '--port 80', '--port=80', '-v --port 80', 'x y --port=80', '-p x --port 80 -p'])
    assert.is(port(words), '80', words);
  for (const words of ['', '-p', '-p x', '--port=', '--portal 80', '-p80']) assert.is(port(words), undefined, words);
  assert.is(left('-p 80'), '');
  const ways = { ...way, entry: ['build/index.js', 'out/index.js'] as const };
  for (const [file, entry] of [
    ['out/index.js', 'out/index.js'],
    ['other.js', 'build/index.js'],
  ] as const)
    assert.is(started('kit start', { ...among(file), runs: [ways] })?.entry, entry);
  assert.match(left('-v --port 80 x'), /^service\.arguments: "?-v x"? is left out: the output takes no arguments$/);
});

init('the file that a word means', () => {
  for (const [word, entry, source] of [
    ['a', 'a.js', 'a.js'],
    ['./a.js', 'a.js', 'a.js'],
    ['dist/b', 'dist/b.js', 'dist/b.js'],
    ['dist/server.js', 'dist/server.js', 'src/server.ts'],
    ['build/server', 'build/server.js', 'src/server.ts'],
    ['src/server.js', 'src/server.js', 'src/server.ts'],
    ['src/server', 'src/server.ts', 'src/server.ts'],
    ['out', 'out/index.js', undefined],
    ['lib/', 'lib/index.js', undefined],
    ['other', 'other.js', undefined],
  ] as const) {
    const found = programOf(word, HERE.isFile);
    assert.equal([found?.entry, found?.source], [entry, source], word);
  }
  for (const word of ['', '..', '../a.js', '/a.js', 'a$b', 'a`b', 'a*', 'x.config.js', 'x.config.cjs', 'a.py', 'a\0'])
    assert.is(programOf(word, HERE.isFile), undefined, word);
  const extensions = ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.tsx'];
  for (const [at, extension] of extensions.entries()) {
    const rest = extensions.slice(at);
    assert.is(findFile('x', among(...rest.map((end) => `x${end}`)).isFile), `x${extension}`);
    assert.is(findFile('x', among(...rest.map((end) => `x/index${end}`)).isFile), `x/index${extension}`);
  }
  assert.is(findFile('x.js', among('x.ts').isFile), 'x.ts');
  assert.is(findFile('x.mjs', among('x.mts').isFile), 'x.mts');
  assert.is(findFile('x.js', among('x.tsx').isFile), 'x.tsx');
  assert.is(findFile('x.js', among('x.cts').isFile), undefined);
});

init('where a project shows its start', () => {
  const all = ['src/server', 'src/main', 'src/index', 'src/app', 'server', 'main', 'index', 'app'].map(
    (name) => `${name}.js`,
  );
  for (const [at, file] of all.entries()) {
    const found = findStart({}, among(...all.slice(at))).start;
    assert.equal([found?.entry, found?.from], [file, 'its name']);
  }
  const from = (json: object, ...files: string[]) => findStart({ ...json }, among(...files)).start?.from;
  const scripts = { start: 'node a.js', 'start:prod': 'node b.js' };
  assert.is(from({ scripts }), 'scripts.start:prod');
  assert.is(from({ scripts: { start: 'node a.js' }, main: 'm.js' }, 'm.js'), 'scripts.start');
  assert.is(from({ bin: 'c.js', main: 'm.js' }, 'm.js', 'c.js'), 'bin');
  assert.is(from({ bin: { a: 'c.js' }, main: 'm.js' }, 'm.js', 'c.js'), 'bin');
  assert.is(from({ bin: { a: 'c.js', b: 'd.js' }, main: 'm.js' }, 'm.js', 'c.js'), 'main');
  assert.is(from({ main: 'm.js' }, 'app.js'), 'its name');
  assert.is(from({ main: 'm.js' }), undefined);
  const called = (line: string) =>
    findStart({ scripts: { start: line, go: 'node a.js' } }, among('a.js', 'dist/b.js')).start?.entry;
  for (const line of [
    'npm run go',
    'npm go',
    'pnpm go',
    'yarn run go',
    'bun run go',
    'npm run --silent go',
    'build && npm run go',
    'node dist/b.js; yarn go',
  ])
    assert.is(called(line), 'a.js', line);
  for (const line of ['npm run gone', 'npm', 'npm run start']) assert.is(called(line), undefined, line);
});

init('a package.json that cannot be written stays, or its loss is told', async () => {
  await put({ 'package.json': { ...KEPT, main: 'a.js' }, 'a.js': '', LICENSE: MIT });
  const place = path.join(project, 'package.json');
  const before = await fs.readFile(place, 'utf8');
  const { writeFile } = fs;
  /** Fails the first `times`, and leaves an empty file if it `cuts` one. */
  const failing = (times: number, cuts: boolean) => {
    let calls = 0;
    return async (file: string, text: string): Promise<void> => {
      calls += 1;
      if (calls > times) return writeFile(file, text);
      if (cuts) await writeFile(file, '');
      throw systemError('ENOSPC', 'write');
    };
  };
  for (const [times, cuts, state] of [
    [1, true, 'it is as it was'],
    [2, false, 'it is as it was'],
    [2, true, 'a part of it is lost: restore it from git'],
  ] as const) {
    const error = await pretending(fs, { writeFile: failing(times, cuts) }, () => failure(initialize(project)));
    assert.equal([error.message, ...error.notes], ['cannot write package.json: the disk is full', state]);
    assert.is(await fs.readFile(place, 'utf8'), state === 'it is as it was' ? before : '');
  }
});

init.run();
