/**
 * Programs that run a file, their options, and the words in front of them, in tables.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ofCommand } from '../../builder/init/command.ts';
import { calledScript, isHarmless } from '../../builder/init/other-commands.ts';
import { shellCommands } from '../../builder/init/shell-line.ts';
import type { Places } from '../../builder/init/start-file.ts';
import { among, HERE } from '../support/proposals.ts';

const init = suite('init, runners in tables');

const started = (line: string, places = HERE, json = {}) =>
  ofCommand(shellCommands(line)[0]?.words ?? [], { json, places, directory: '' });

init('options of Node become those of the service, and the others are told', () => {
  for (const runner of ['node', 'tsx', 'ts-node', 'ts-node-dev']) {
    for (const option of ['-r', '--require', '--import', '--loader', '-C', '--conditions', '--title']) {
      const found = started(`${runner} ${option} value --enable-source-maps a.js --own x`);
      assert.equal(
        [found?.entry, found?.nodeOptions, found?.arguments],
        ['a.js', [option, 'value', '--enable-source-maps'], ['--own', 'x']],
        `${runner} ${option}`,
      );
    }
    assert.equal(started(`${runner} --max-old-space-size=512 a.js`)?.nodeOptions, ['--max-old-space-size=512']);
    assert.is(started(runner), undefined);
  }
  assert.equal(started('node --env-file=.env --env-file-if-exists .env.local a.js')?.envFiles, ['.env', '.env.local']);
  assert.equal(started("NODE_OPTIONS='--max-old-space-size=1 -r ./p.js' node a.js")?.nodeOptions, [
    '--max-old-space-size=1',
    '-r',
    './p.js',
  ]);
  for (const option of ['--watch', '--inspect=0.0.0.0:9229', '--test']) {
    const found = started(`node ${option} a.js`);
    assert.equal(found?.nodeOptions, []);
    assert.match(found?.notes.join() ?? '', `service.nodeOptions: ${option} is left out: it `);
  }
  const source = started('node --import tsx --experimental-strip-types --title x src/server.ts');
  assert.equal([source?.entry, source?.nodeOptions], ['src/server.ts', ['--title', 'x']]);
  assert.match(
    source?.notes.join() ?? '',
    '--import tsx --experimental-strip-types is left out: the build compiles instead',
  );
  assert.equal(started('node --import tsx a.js')?.nodeOptions, ['--import', 'tsx']);
});

init('managers of processes, tools that restart, and words in front', () => {
  for (const line of [
    'tsx watch a.js',
    'pm2 start a.js',
    'pm2-runtime start a.js',
    'pm2 start a.js -i max --name web',
    'pm2-runtime a.js -i 2',
    'forever start --minUptime 1000 a.js',
    'nodemon -x node a.js',
    "nodemon --exec 'tsx --title x a.js'",
    'nodemon --watch src -e ts,js a.js',
  ]) {
    const found = started(line);
    assert.equal([found?.entry, found?.arguments], ['a.js', []], line);
    if (/max|-i|min|watch src/.test(line)) assert.match(found?.notes.join() ?? '', 'is left out: ', line);
  }
  const managed = started('pm2 start a.js -i max --node-args="--max-old-space-size=9 --title x" -- --port 1');
  assert.equal(
    [managed?.arguments, managed?.nodeOptions],
    [
      ['--port', '1'],
      ['--max-old-space-size=9', '--title', 'x'],
    ],
  );
  // nodemon gives Node no option that it does not know itself (its documentation).
  const watched = started('nodemon --verbose a.js');
  assert.equal([watched?.entry, watched?.nodeOptions], ['a.js', []]);
  assert.match(watched?.notes.join() ?? '', 'nodemon --verbose');
  assert.is(started('node watch a.js')?.entry, 'watch.js');
  for (const wrapper of [
    ...['cross-env', 'env', 'npx', 'npx --yes', 'npm exec --', 'pnpm exec', 'exec', 'nohup', 'A=1 B=2'],
    ...['dotenv --', 'dotenv -e .env --', 'dotenv -e .env', 'dotenvx run -f .env --', 'env-cmd -f .env'],
  ])
    assert.is(started(`${wrapper} node a.js`)?.entry, 'a.js', wrapper);
  assert.equal(started('dotenv -e a.env -e b.env -v C=d -- node a.js')?.envFiles, ['a.env', 'b.env']);
  assert.equal(started('dotenv -v C=d -- node a.js')?.variables, { C: 'd' });
  assert.equal(started('env-cmd node a.js')?.envFiles, ['.env']);
  assert.equal(started('node -r dotenv/config a.js x dotenv_config_path=b.env')?.envFiles, ['b.env']);
  for (const wrapper of ['sudo -u web', 'nice -n 10', 'timeout -s INT 60', 'tini --', 'ionice -c 3 nice']) {
    const { entry, arguments: given, notes = [] } = started(`${wrapper} node a.js x`) ?? {};
    assert.equal([entry, given], ['a.js', ['x']], wrapper);
    assert.match(notes.join(), `service: ${wrapper.replace(/ nice$/, '')} is left out: `);
  }
  for (const node of ['/usr/bin/node', '/bin/env node', '"$npm_node_execpath"', 'node --title x --'])
    assert.equal([started(`${node} a.js -- y`)?.entry, started(`${node} a.js -- y`)?.arguments], ['a.js', ['--', 'y']]);
  const shell = started('cross-env-shell A=1 "B=2 node a.js x"');
  assert.equal([shell?.entry, shell?.variables, shell?.arguments], ['a.js', { A: '1', B: '2' }, ['x']]);
  assert.is(started('cross-env-shell "node a.js && node b.js"'), undefined);
  for (const line of ['node -e "require(1)"', 'node -pe 1', 'node --eval=1 a.js', 'node -c a.js', 'nice -n 10'])
    assert.is(started(line), undefined, line);
  assert.equal(started('A=${B:-1} C=${D-2}x E=$F node a.js')?.variables, { A: '1', C: '2x', E: '$F' });
  assert.equal(started('A=1 cross-env B=x=y C= node a.js')?.variables, { A: '1', B: 'x=y', C: '' });
  assert.is(started('node .', HERE, { main: 'dist/b.js' })?.entry, 'dist/b.js');
  assert.is(started('node ./', HERE, { main: 'dist/b.js' })?.entry, 'dist/b.js');
  assert.is(started('node .', HERE, { main: 7 })?.entry, 'index.js');
  const web: Places = { ...among('bin/www'), text: () => '#!/usr/bin/env -S node --title x\nlisten();\n' };
  for (const line of ['./bin/www', 'bin/www', 'A=1 ./bin/www']) {
    assert.equal([started(`${line} y`, web)?.entry, started(`${line} y`, web)?.arguments], ['bin/www', ['y']], line);
    assert.equal(started(line, web)?.nodeOptions, ['--title', 'x']);
  }
  for (const first of ['#!/bin/sh', '#!/usr/bin/env python3 node', '// #!/usr/bin/env node'])
    assert.is(started('./bin/www', { ...web, text: () => `${first}\n` }), undefined, first);
  const binary: Places = { ...HERE, binaryOf: (name) => (name === 'x' ? 'a.js' : undefined) };
  for (const line of ['x', 'npx x', 'node_modules/.bin/x', './node_modules/.bin/x', 'node node_modules/.bin/x'])
    assert.is(started(`${line} go`, binary)?.entry, 'a.js', line);
  for (const line of ['y', 'node_modules/.bin/y']) assert.is(started(line, binary), undefined, line);
  assert.is(started('node node_modules/.bin/y', binary)?.entry, 'node_modules/.bin/y.js');
});

init('the script that a command calls, with the words that its package manager passes on', () => {
  for (const [line, words] of [
    ['npm run go a -- b --c', ['b', '--c']],
    ['npm run go a', []],
    ['pnpm run go a -- b', ['a', '--', 'b']],
    ['yarn go -- a -- b', ['a', '--', 'b']],
    ['bun go a', ['a']],
    ['node --run go -- a', ['a']],
    ['node --run=go a', []],
    ['npm --workspace x run go', undefined],
    ['npm run other', undefined],
  ] as const)
    assert.equal(calledScript(line.split(' '), { go: 'node a.js' })?.arguments, words, line);
});

init('commands that a service needs not', () => {
  for (const line of [':', 'true', 'echo a b', 'sleep 5', '[ -f a ]', 'exec', 'npm -v', 'yarn --version'])
    assert.ok(isHarmless(line.split(' ')), line);
  for (const line of ['', 'exec node', 'npm', 'npm start', 'node -v', 'echoes', 'rm a'])
    assert.not(isHarmless(line.split(' ')), line);
});

init.run();
