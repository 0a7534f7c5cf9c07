import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure, outcomeOf } from './outcome.ts';
import { tableOf } from './page.ts';
import { identity, parseRecipe, readRecipes } from './recipe.ts';

const TEXT = `A web service
# A remark.
port: 8080
setting: KEY=a=b
page: /a => b => c
write: curl -X POST $URL/x => ok
-- package.json --
{ "dependencies": { "express": "5.3.0" } }
-- lib/a.js --
// -- no file --
-- deb --
"service": {},
"writable": ["data"]
`;

const recipes = suite('recipes');

recipes('a recipe has facts, questions, files and lines for the deb section', () => {
  const recipe = parseRecipe('web', TEXT);
  assert.is(recipe.title, 'A web service');
  assert.is(recipe.port, '8080');
  assert.equal(recipe.settings, [['KEY', 'a=b']]);
  assert.equal(recipe.checks, [
    { kind: 'page', question: '/a => b', answer: /c/ },
    { kind: 'write', question: 'curl -X POST $URL/x', answer: /ok/ },
  ]);
  assert.equal([...recipe.files.keys()], ['package.json', 'lib/a.js']);
  assert.is(recipe.files.get('lib/a.js'), '// -- no file --\n');
  assert.equal(recipe.edit, ['"service": {},', '"writable": ["data"]']);
});

recipes('a line that is no fact is an error', () => {
  assert.throws(() => parseRecipe('web', TEXT.replace('port:', 'prot:')), 'web: prot: 8080');
  assert.throws(() => parseRecipe('web', TEXT.replace(' => ok', '')), /lacks its answer/);
  assert.throws(() => readRecipes(['no-such-project']), /there is no recipe no-such-project/);
});

recipes('the installed project follows from the files, the commands and Node, and not from the questions', () => {
  const first = identity(parseRecipe('web', TEXT));
  assert.is(identity(parseRecipe('web', TEXT.replace('=> ok', '=> done'))), first);
  for (const [old, changed] of [
    ['5.3.0', '5.3.1'],
    ['port: 8080', 'node: 24.21.0'],
    ['port: 8080', 'make: npm ci'],
  ] as const) {
    assert.is.not(identity(parseRecipe('web', TEXT.replace(old, changed))), first, changed);
  }
});

recipes('each project pins its dependencies and answers questions; there are forty and more', () => {
  const all = readRecipes([]);
  assert.ok(all.length >= 40);
  for (const { name, files, checks, edit } of all) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(files.get('package.json') ?? '');
    for (const [dependency, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      assert.match(String(version), /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${name}: ${dependency}`);
    }
    assert.ok(checks.length > 0, name);
    assert.ok(edit.length <= 4, name);
    assert.not.throws(() => JSON.parse(`{${edit.join('\n')}}`), name);
  }
});

recipes('a failure that the person is told of is no wrong result', () => {
  const verdict = (failure: Failure): string => outcomeOf(failure).verdict;
  assert.is(verdict(new Failure('make', 'no such package')), 'unmade');
  for (const stage of ['init', 'build', 'install'] as const) assert.is(verdict(new Failure(stage, 'x')), 'stopped');
  assert.is(verdict(new Failure('page', '404')), 'wrong');
  assert.is(verdict(new Failure('page', '404', ['warning: relative paths'])), 'warned');
});

recipes(
  'the table keeps the rows of other projects, replaces a row, drops that of a project that is gone, and counts',
  () => {
    const recipe = parseRecipe('web', TEXT);
    const occasion = { date: '2026-01-02', known: ['web', 'zoo'] };
    const ok = { verdict: 'ok', lines: 0, message: '' } as const;
    const stopped = {
      verdict: 'stopped',
      stage: 'build',
      lines: 0,
      message: 'read 1 ms\nerror: a|b\n\n  deb.entry is missing',
    } as const;
    const first = tableOf('', new Map([[{ ...recipe, name: 'zoo' }, ok]]), occasion);
    const second = tableOf(first, new Map([[recipe, stopped]]), occasion);
    assert.match(second, '2 projects: 1 ok, 0 needs a hand edit, 1 stops with a message');
    assert.match(
      second,
      '| express 5.3.0 | stops with a message; build: error: a\\|b deb.entry is missing | 2026-01-02 |',
    );
    assert.ok(second.indexOf('[web]') < second.indexOf('[zoo]'));
    assert.match(tableOf(second, new Map([[recipe, ok]]), occasion), '2 projects: 2 ok');
    const unready = {
      ...stopped,
      stage: 'install',
      message: 'CPU: 8ms\nnot ready after 30 s: / answered 503',
    } as const;
    assert.match(
      tableOf('', new Map([[recipe, unready]]), occasion),
      'install: not ready after 30 s: / answered 503 |',
    );
    const unmade = { ...stopped, verdict: 'unmade', stage: 'make', message: 'FetchError: failed' } as const;
    assert.match(tableOf('', new Map([[recipe, unmade]]), occasion), '| not made; make: FetchError: failed |');
    const needing = { ...recipe, needs: 'a server' };
    assert.match(tableOf('', new Map([[needing, unmade]]), occasion), '| not made; it needs a server |');
    assert.match(tableOf(second, new Map(), { ...occasion, known: ['zoo'] }), '1 projects: 1 ok');
  },
);

recipes('the page names no server of a failed download', () => {
  const message =
    'Error: request to https://files.example.org/a failed, reason: getaddrinfo ENOTFOUND files.example.org';
  const outcome = { verdict: 'unmade', lines: 0, stage: 'make', message } as const;
  const table = tableOf('', new Map([[parseRecipe('web', TEXT), outcome]]), { date: '2026-01-01', known: ['web'] });
  assert.match(table, 'getaddrinfo ENOTFOUND an address');
  assert.not.match(table, 'example.org');
});

recipes.run();
