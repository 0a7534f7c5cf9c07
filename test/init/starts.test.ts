/**
 * Start commands, their variables and ports, as build-deb init reads them.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { surveyProject } from '../../builder/init/survey.ts';
import { inFolders, type Json, KEPT, MIT, project, proposed, put, says } from '../support/proposals.ts';

const init = suite('init, starts');
inFolders(init);

const COMMANDS: readonly [string, string | undefined, string[]?][] = [
  ['node src/server', 'src/server.js'],
  ['node .', 'lib/main.js'],
  ['node build', 'build/index.js'],
  ['NODE_ENV=production node -r dotenv/config src/server.js a "b c"', 'src/server.js', ['a', 'b c']],
  ['cross-env A=1 nodemon --watch src --exec "ts-node -P tsconfig.x.json src/a.ts"', 'src/a.ts'],
  ['nodemon -x node src/server.js', 'src/server.js'],
  ['dotenv -e .env -- pm2-runtime start src/server.js', 'src/server.js'],
  ['tsc; node src/server.js --level info >> log.txt 2>&1', 'src/server.js', ['--level', 'info']],
  ['node src/server.js | pino-pretty', 'src/server.js'],
  ['yarn serve', 'src/a.ts'],
  ['node migrate.js && node src/server.js', 'src/server.js'],
  ['npm run start', undefined],
  ['pm2 start ecosystem.config.js', undefined],
  ['react-scripts start', undefined],
  ['node ../elsewhere.js', undefined],
  ['node /opt/x.js', undefined],
  ['npm run constructor', undefined],
];

init('start commands as people write them', async () => {
  await put({ 'src/server.js': '', 'src/a.ts': '', 'lib/main.js': '', 'tsconfig.json': {} });
  for (const [start, entry, given = []] of COMMANDS) {
    const scripts = { start, serve: 'tsx src/a.ts' };
    await put({ 'package.json': { ...KEPT, main: 'lib/main.js', scripts } });
    const { start: found } = await surveyProject(project);
    const understood = found?.from === 'scripts.start' ? found : undefined;
    assert.is(understood?.source ?? understood?.entry, entry, start);
    assert.equal(understood?.arguments ?? [], given, start);
  }
  says((await proposed({})).guesses, 'entry: scripts.start does not say which file it runs: "npm run constructor"');
});

init('arguments that need a shell become questions', async () => {
  const ask = async (start: string): Promise<string[]> => {
    const files = { 'package.json': { ...KEPT, scripts: { start } }, 'a.js': '', 'b.json': '', LICENSE: MIT };
    const { deb, questions } = await proposed(files);
    assert.is((deb.service as Json).arguments, undefined);
    return questions;
  };
  says(await ask('node a.js --port $PORT'), 'deb.service.arguments: only a shell understands "--port $PORT"');
});

init('a time zone, a language and an environment that the start command sets', async () => {
  const settings = async (start: string, env = '') => {
    const { deb, guesses } = await proposed({
      'package.json': { ...KEPT, scripts: { start } },
      'a.js': "require('dotenv/config')",
      '.env': env,
      LICENSE: MIT,
    });
    const values = Object.entries((deb.settings ?? {}) as Record<string, { value: string }>);
    return [values.map(([name, { value }]) => `${name}=${value}`).join(' '), guesses.join('\n')] as const;
  };
  assert.is(
    (await settings('TZ=Europe/Berlin LANG=de_DE.UTF-8 HOME=/x node a.js'))[0],
    'TZ=Europe/Berlin LANG=de_DE.UTF-8',
  );
  assert.is((await settings('node a.js', 'TZ=UTC\nNODE_ENV=staging'))[0], 'TZ=UTC');
  assert.is((await settings('cross-env NODE_ENV=staging node a.js'))[0], 'NODE_ENV=staging');
  assert.is((await settings('NODE_ENV=production node a.js'))[0], '');
  const [none, guesses] = await settings('NODE_ENV=development node a.js');
  assert.is(none, '');
  assert.match(guesses, 'NODE_ENV is production in the package, and development in scripts.start');
});

init('variables of the start command become settings', async () => {
  const start = 'PORT=9000 LEVEL=info NODE_ENV=production lower=1 COST=5% node a.js';
  const proposal = await proposed({
    'package.json': { ...KEPT, scripts: { start } },
    'a.js': 'listen(process.env.PORT || 3000)',
    LICENSE: MIT,
  });
  assert.equal(proposal.deb.settings, {
    PORT: { value: '9000', description: 'The port to listen on.' },
    LEVEL: { value: 'info', description: 'As scripts.start sets it.' },
    lower: { value: '1', description: 'As scripts.start sets it.' },
  });
  assert.equal(proposal.questions, [
    'deb.settings.COST: its value in scripts.start has characters that a unit cannot hold; write another',
  ]);
});

const PORTS: readonly [string, string | undefined][] = [
  ['listen(process.env.PORT ?? 3001)', '3001'],
  ["listen(process.env['PORT'] || '3002')", '3002'],
  ['listen(Number(process.env.PORT) || 3003)', '3003'],
  ["parseInt(process.env.PORT || '3004', 10)", '3004'],
  ['parseInt(process.env.PORT, 10) || 3005', '3005'],
  ['process.env.PORT ? Number(process.env.PORT) : 3006', '3006'],
  ['const { HOST, PORT = 3007 } = process.env;', '3007'],
  ['const { PORT } = process.env;', '3000'],
  ['process.env.PORT || DEFAULT', '3000'],
  ['process.env.PORT || 70000', '8080'],
  ['process.env.PORTS || 3008', undefined],
  ['listen(3009)', undefined],
];

init('ports as people write them', async () => {
  await put({ 'package.json': { ...KEPT, main: 'a.js' }, LICENSE: MIT });
  for (const [source, port] of PORTS) {
    const { deb } = await proposed({ 'a.js': source });
    assert.is((deb.settings as { PORT: { value: string } } | undefined)?.PORT?.value, port, source);
  }
});

init.run();
