/**
 * Start scripts that bring a database up to date first: init makes it a step before the start.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { accepted, inFolders, type Json, KEPT, MIT, project, proposed, says } from '../support/proposals.ts';

const init = suite('build-deb init: a step before the start');
inFolders(init);

const FILES = {
  LICENSE: MIT,
  'server.js': "require('express')().listen(process.env.PORT);",
  'scripts/migrate.js': '',
  'seed.js': '',
  'src/migrate.ts': '',
};

async function of(scripts: Json, { files = {}, fields = {} }: { files?: Record<string, string>; fields?: Json } = {}) {
  const packageJson = JSON.stringify({ ...KEPT, scripts, ...fields });
  return proposed({ ...FILES, ...files, 'package.json': packageJson });
}

const TOOL = (name: string, bin: string): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({
    name,
    version: '1.0.0',
    license: 'MIT',
    bin: { [name]: bin },
  }),
  [`node_modules/${name}/${bin}`]: '',
});

init('a tool of the dependencies, by whatever way the script calls it', async () => {
  const files = TOOL('prisma', 'build/index.js');
  const fields = { dependencies: { prisma: '6.0.0' } };
  for (const scripts of [
    { start: 'prisma migrate deploy && node server.js' },
    { start: 'npx prisma migrate deploy && node server.js' },
    { start: 'npm run migrate && node server.js', migrate: 'prisma migrate deploy' },
    { prestart: 'prisma migrate deploy', start: 'node server.js' },
    { start: 'prisma migrate deploy; exec node server.js' },
    { start: 'sh -c "npx prisma migrate deploy && node server.js"' },
    { start: 'prisma generate && prisma migrate deploy && node server.js' },
  ]) {
    const proposal = await of(scripts, { files, fields });
    const { entry, payload, before } = proposal.deb;
    assert.equal(
      [entry, payload, before],
      ['server.js', 'modules', { entry: 'node_modules/prisma/build/index.js', arguments: ['migrate', 'deploy'] }],
      JSON.stringify(scripts),
    );
    says(proposal.guesses, 'before: "prisma migrate deploy", which scripts.start runs before the program');
    assert.not(
      proposal.questions.some((question) => /before|dependencies/.test(question)),
      proposal.questions.join(),
    );
    await accepted(proposal);
  }
});

init('a file of the project, and a tool that is a development dependency', async () => {
  const own = await of({ start: 'node scripts/migrate.js --latest && node server.js' });
  assert.equal(own.deb.before, { entry: 'scripts/migrate.js', arguments: ['--latest'] });
  const plain = await of({ start: 'node seed.js && node server.js' });
  assert.equal(plain.deb.before, { entry: 'seed.js' });
  for (const [command, entry, given] of [
    ['knex migrate:latest', 'node_modules/knex/bin/cli.js', ['migrate:latest']],
    ['drizzle-kit migrate', 'node_modules/drizzle-kit/bin.cjs', ['migrate']],
    ['typeorm migration:run -d dist/data.js', 'node_modules/typeorm/cli.js', ['migration:run', '-d', 'dist/data.js']],
    ['npx sequelize-cli db:migrate', 'node_modules/sequelize-cli/lib/sequelize', ['db:migrate']],
  ] as const) {
    const proposal = await of({ start: `${command} && node server.js` });
    assert.equal(proposal.deb.before, { entry, arguments: given }, command);
    says(proposal.questions, 'dependencies: the package takes no devDependencies, and');
  }
});

init('the sources of a step show what it needs', async () => {
  const seed =
    "const dir = path.join(__dirname, '..', 'generated');\nfs.mkdirSync(dir);\nrequire('./tables').fill(process.env.SEED_SIZE || 5);";
  const files = {
    'scripts/seed.js': seed,
    'scripts/tables.js': "if (!process.env.DATABASE_URL) throw new Error('no database');",
  };
  const { deb, questions } = await of({ prestart: 'node scripts/seed.js', start: 'node server.js' }, { files });
  assert.equal(questions, []);
  assert.equal(deb.before, { entry: 'scripts/seed.js' });
  assert.equal(deb.writable, ['generated']);
  const named = { ...(deb.settings as Json), ...(deb.secrets as Json) };
  assert.equal(Object.keys(named).sort(), ['DATABASE_URL', 'PORT', 'SEED_SIZE']);
});

init('a program that brings its database up to date has time for its first start', async () => {
  const time = async (text: string, dependencies: Json = {}): Promise<unknown> => {
    const { deb, guesses } = await of(
      { start: 'node server.js' },
      { files: { 'server.js': text }, fields: { dependencies } },
    );
    const { startTimeout } = deb.service as Json;
    assert.is(
      guesses.some((line) => line.startsWith('service.startTimeout: 120, because ')),
      startTimeout === 120,
    );
    return startTimeout;
  };
  const listens = "require('http').createServer().listen(3000);";
  for (const text of [
    'knex.migrate.latest().then(listen);',
    'await source.runMigrations();',
    'new DataSource({ migrationsRun: true });',
    "const { Umzug } = require('umzug');",
    "import { migrate } from 'drizzle-orm/better-sqlite3/migrator';",
    'await orm.getMigrator().up();',
  ]) {
    assert.is(await time(text + listens), 120, text);
  }
  assert.is(await time(listens, { 'knex-migrator': '5.0.0' }), 120);
  assert.is(await time(`migrate();${listens}`, { knex: '3.0.0' }), undefined);
});

init('several steps, a step that only a shell understands, and TypeScript with modules are questions', async () => {
  const several = await of({ start: 'node scripts/migrate.js && node seed.js && node server.js' });
  says(
    several.questions,
    'deb.before: scripts.start runs "node scripts/migrate.js", "node seed.js" before the program',
  );
  const shell = await of({ start: 'node scripts/migrate.js $TARGET && node server.js' });
  says(shell.questions, 'deb.before: scripts.start also runs');
  const typed = await of(
    { start: 'tsx src/migrate.ts && node server.js' },
    { fields: { dependencies: { knex: '3.0.0' } } },
  );
  says(
    typed.questions,
    'deb.before: scripts.start runs "tsx src/migrate.ts" before the program: compile src/migrate.ts',
  );
  const elsewhere = await of(
    { start: 'cd api && node seed.js && cd .. && node server.js' },
    { files: { 'api/seed.js': '' } },
  );
  says(elsewhere.questions, 'deb.before: scripts.start also runs "node seed.js"');
  for (const { deb } of [several, shell, typed, elsewhere])
    assert.equal([deb.entry, deb.before], ['server.js', undefined]);
});

init('migrations that the start does not run', async () => {
  const start = { start: 'node server.js' };
  const told = async (name: string, file: string, more: Parameters<typeof of>[1] = {}): Promise<string | undefined> => {
    const fields = { dependencies: { [name]: '1' }, ...more.fields };
    const { deb, guesses } = await of(start, { files: { [file]: '', ...more.files }, fields });
    assert.is(deb.before, undefined);
    await rm(path.join(project, file), { recursive: true });
    return guesses.find((guess) => guess.startsWith('before: '));
  };
  assert.is(
    await told('knex', 'knexfile.js'),
    'before: the start runs no migrations of knex; "before": { "entry": "node_modules/knex/bin/cli.js", "arguments": ["migrate:latest"] } runs them for each version',
  );
  const development = { fields: { dependencies: {}, devDependencies: { prisma: '7' } } };
  assert.is(
    await told('prisma', 'prisma/migrations/migration_lock.toml', development),
    'before: the start runs no migrations of prisma; after npm install --save-prod prisma, "before": { "entry": "node_modules/prisma/build/index.js", "arguments": ["migrate", "deploy"] } runs them for each version',
  );
  assert.is(
    await told('drizzle-kit', 'drizzle/meta/_journal.json'),
    'before: the start runs no migrations of drizzle-kit; "before": { "entry": "dist/migrate.js" } runs them for each version, if this file calls migrate()',
  );
  assert.match((await told('sequelize-cli', '.sequelizerc')) ?? '', '"db:migrate"');
  const source = { 'server.js': "listen(new DataSource({ type: 'sqlite', migrations: ['dist/migrations/*.js'] }));" };
  assert.match(
    (await told('typeorm', 'a.txt', { files: source })) ?? '',
    '"migration:run", "-d", "dist/data-source.js"',
  );
  const none = { 'server.js': "listen(new DataSource({ type: 'sqlite', migrations: [] }));" };
  assert.is(await told('typeorm', 'a.txt', { files: none }), undefined);
  assert.match((await told('node-pg-migrate', 'migrations/1_a.js')) ?? '', '"up"');
  const own = { 'server.js': 'knex.migrate.latest().then(() => app.listen(1));' };
  assert.is(await told('knex', 'knexfile.js', { files: own }), undefined, 'a program that runs them');
  assert.is(await told('express', 'knexfile.js'), undefined, 'another tool');
  assert.is(await told('knex', 'migrations/a.js'), undefined, 'no file of the tool');
  const { deb } = await of(
    { start: 'knex migrate:latest && node server.js' },
    { files: { 'knexfile.js': '' }, fields: { dependencies: { knex: '1' } } },
  );
  assert.is((deb.before as Json).entry, 'node_modules/knex/bin/cli.js');
});

init.run();
