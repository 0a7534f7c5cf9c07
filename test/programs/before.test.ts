/**
 * The program of the step before the start: a bundle of its own, a file of the project, or one of its npm packages.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { markProgram } from '../../builder/programs/before.ts';
import { collectPrograms } from '../../builder/programs/programs.ts';
import { run } from '../../builder/shell.ts';
import { configOf } from '../support/plans.ts';
import { contextOf } from '../support/programs.ts';

const steps = suite('programs of the step before the start');
let project = '';
steps.before.each(() => {
  project = mkdtempSync(path.join(tmpdir(), 'build-deb-step-'));
  write('package.json', JSON.stringify({ name: 'web', version: '1.0.0', dependencies: { mover: '1.0.0' } }));
  write('server.js', "require('node:http').createServer().listen(1);\n");
  write('migrate.js', "console.log('up', ...require('./tables.js'), process.argv[2]);\n");
  write('tables.js', "module.exports = ['orders'];\n");
  write(
    'node_modules/mover/package.json',
    JSON.stringify({ name: 'mover', version: '1.0.0', license: 'MIT', bin: 'bin/cli.js' }),
  );
  write('node_modules/mover/bin/cli.js', "#!/usr/bin/env node\nconsole.log('moved', process.argv.slice(2));\n");
});
steps.after.each(() => rmSync(project, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
  writeFileSync(path.join(project, file), text);
}

async function collected(deb: object) {
  const config = configOf({ name: 'web', mail: false, entry: 'server.js', ...deb });
  const { starts, entries } = await collectPrograms(config, contextOf(project));
  return { start: starts.get('web-before'), entries };
}

steps('with a bundle it is a program of its own, with what it imports', async () => {
  const { start, entries } = await collected({ before: { entry: 'migrate.js' } });
  assert.is(start, '/usr/lib/web/before.cjs');
  const found = entries.find((entry) => entry.path === start);
  assert.ok(found?.type === 'text');
  const file = path.join(project, 'packed.cjs');
  writeFileSync(file, found.content);
  assert.is((await run('node', [file, 'now'])).stdout, 'up orders now\n');
  assert.ok(entries.some((entry) => entry.path === '/usr/lib/web/before_mark.cjs'));
});

steps('with modules it is a file of the project or of a package', async () => {
  const modules = { payload: 'modules' };
  assert.is((await collected({ ...modules, before: { entry: 'migrate.js' } })).start, '/usr/lib/web/app/migrate.js');
  const entry = 'node_modules/mover/bin/cli.js';
  const { start, entries } = await collected({ ...modules, before: { entry } });
  assert.is(start, `/usr/lib/web/app/${entry}`);
  assert.ok(entries.some((file) => file.path === start));
});

steps('one that is not there is named with its key', async () => {
  const reason = (deb: object) =>
    collected(deb).then(
      () => '',
      (error) => [error.message, ...error.notes].join('\n'),
    );
  assert.match(await reason({ before: { entry: 'away.js' } }), /away\.js.*deb\.before\.entry/s);
  assert.match(await reason({ payload: 'modules', before: { entry: 'away.js' } }), 'there is no file away.js');
  assert.is((await collected({})).start, undefined);
});

steps('the mark of a version takes the place of all others', async () => {
  const { entries } = await markProgram(configOf({ before: { entry: 'a.js' } }), process.cwd());
  const [program] = entries;
  assert.ok(program?.type === 'text');
  const file = path.join(project, 'mark.cjs');
  writeFileSync(file, program.content);
  const state = path.join(project, 'state');
  // The account may have made a directory.
  const marks = ['state/.before-1.0.0', 'state/.before-2~rc', 'state/.before-3/a'];
  for (const name of [...marks, 'state/data', 'state/before-x']) write(name, '');
  const mark = async (...words: string[]): Promise<string[]> => {
    assert.is((await run('node', [file, state, ...words])).exitCode, 0);
    return readdirSync(state).sort();
  };
  assert.equal(await mark(), ['before-x', 'data']);
  assert.equal(await mark('3.0.0-1'), ['.before-3.0.0-1', 'before-x', 'data']);
  assert.equal(await mark('2.0.0'), ['.before-2.0.0', 'before-x', 'data']);
});

steps.run();
