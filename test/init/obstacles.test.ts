/**
 * build-deb init in projects that need modules, other files, or another runtime.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inFolders, KEPT, MIT, proposed, says } from '../support/proposals.ts';

const init = suite('init, obstacles');
inFolders(init);

init('packages that hook into the loading of modules, and aliases of modules: modules', async () => {
  for (const [dependency, below, reason] of [
    ['@acme/tracing', 'import-in-the-middle', 'import-in-the-middle patches packages as they are loaded'],
    ['@sentry/node', 'other', '@sentry/node patches packages as they are loaded'],
    ['module-alias', 'other', 'module-alias finds modules by aliases'],
  ] as const) {
    const proposal = await proposed({
      'package.json': { ...KEPT, main: 'index.js', dependencies: { [dependency]: '1' } },
      'index.js': `require('${dependency}'); require('http').createServer().listen(1);`,
      'package-lock.json': { lockfileVersion: 1 },
      [`node_modules/${dependency}/package.json`]: {
        name: dependency,
        version: '1.0.0',
        dependencies: { [below]: '1' },
      },
      [`node_modules/${below}/package.json`]: { name: below, version: '1.0.0' },
      LICENSE: MIT,
    });
    assert.is(proposal.deb.payload, 'modules', dependency);
    says(proposal.guesses, reason);
  }
});

init('a program for Bun or Deno is asked about, unless it knows Node', async () => {
  const asked = async (source: string, start: string): Promise<string> => {
    const files = { 'package.json': { ...KEPT, scripts: { start } }, 'src/index.ts': source, LICENSE: MIT };
    const { deb, questions } = await proposed(files);
    assert.is(deb.entry, 'src/index.ts');
    return questions.join();
  };
  const server = 'Bun.serve({ port: 3000, fetch: () => new Response("x") });';
  const told = 'deb.entry: src/index.ts uses Bun.serve, and Node, which the package runs, has none';
  assert.is(await asked(server, 'bun run src/index.ts'), told);
  assert.is(await asked(server, 'bun --watch src/index.ts'), told);
  assert.match(await asked("import { sql } from 'bun';", 'bun src/index.ts'), 'uses bun, and');
  assert.match(await asked('Deno.serve(() => new Response());', 'bun src/index.ts'), 'uses Deno.serve');
  const both = "if (typeof Bun !== 'undefined') Bun.serve({}); else require('http').createServer().listen(1);";
  assert.is(await asked(both, 'bun src/index.ts'), '');
  assert.is(await asked("// Bun.serve()\nrequire('http').createServer().listen(1);", 'bun run src/index.ts'), '');
});

init('a file of settings that the list "files" leaves out: all files', async () => {
  const include = async (files: string[] | undefined): Promise<unknown> => {
    const json = { ...KEPT, main: 'index.js', dependencies: { knex: '1' }, ...(files && { files }) };
    const source = "require('http').createServer().listen(1);";
    const own = { 'index.js': source, 'config.production.json': '{}', LICENSE: MIT };
    const { deb, guesses } = await proposed({ 'package.json': json, ...own });
    const because = '"files" of package.json, which is for npm, leaves out config.production.json';
    assert.is(guesses.includes(`include: ".", because ${because}`), deb.include !== undefined);
    return deb.include;
  };
  assert.equal(await include(['core/', 'index.js']), ['.']);
  for (const files of [undefined, ['**'], ['index.js', './config.production.json']]) {
    assert.is(await include(files), undefined, String(files));
  }
  // A file that the command names, and that is not there.
  const scripts = { start: 'node index.js --config gone.yaml' };
  const named = await proposed({
    'package.json': { ...KEPT, scripts, files: ['index.js', 'config.production.json'], dependencies: { knex: '1' } },
  });
  assert.is(named.deb.include, undefined);
});

init.run();
