/**
 * Scripts with several commands, scripts that call scripts, and parts that a package does not have: none goes unsaid.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { accepted, inFolders, type Json, KEPT, MIT, proposed, says } from '../support/proposals.ts';

const init = suite('init, scripts');
inFolders(init);

async function of(scripts: Json, files: Record<string, string | Json> = {}, more: Json = {}) {
  return proposed({
    'package.json': { ...KEPT, scripts, ...more },
    'server.js': 'listen(3000);',
    LICENSE: MIT,
    ...files,
  });
}

init('the service with its options of Node, and the files that they name', async () => {
  const required = await of(
    { start: 'node -r ./preload.js -r dotenv/config --max-old-space-size=300 server.js' },
    { 'preload.js': '', '.env': 'PORT=4126\n' },
    { dependencies: { dotenv: '1' } },
  );
  assert.equal(required.deb, {
    entry: 'server.js',
    payload: 'modules',
    settings: { PORT: { value: '4126', description: 'The port to listen on.' } },
    service: {
      nodeOptions: ['-r', './preload.js', '-r', 'dotenv/config', '--max-old-space-size=300'],
      ready: 'listening',
    },
  });
  await accepted(required);
  const traced = await of({ start: 'node --import ./instrumentation.mjs server.js' }, { 'instrumentation.mjs': '' });
  assert.equal(traced.deb.service, { nodeOptions: ['--import', './instrumentation.mjs'], ready: 'listening' });
  says(traced.guesses, 'because scripts.start has --import ./instrumentation.mjs for its modules');
  const small = await of({ start: 'node --max-old-space-size=300 server.js' });
  assert.is(small.deb.payload, undefined);
});

init('commands around the program are told, or asked about', async () => {
  for (const [start, ...parts] of [
    ['tsc && node server.js', 'entry: tsc in scripts.start is left out: it builds; run it before build-deb'],
    [
      'npm ci; npm run build; node server.js',
      'entry: npm ci in scripts.start',
      'entry: npm run build in scripts.start',
    ],
    ['node server.js | pino-pretty', 'entry: | pino-pretty in scripts.start is left out: the journal takes the lines'],
    [
      'node server.js >> out.log 2>&1',
      'entry: >> out.log 2>&1 in scripts.start is left out: the journal takes all output',
    ],
    ['node server.js || npm run again', 'entry: || npm run again in scripts.start is left out'],
    ['pm2 start server.js -i max --name web', 'service: pm2 -i max --name web is left out: systemd keeps one process'],
    ['nodemon --watch src server.js', 'service: nodemon --watch src is left out: systemd restarts'],
    ['node --watch server.js', 'service.nodeOptions: --watch is left out: it restarts the program'],
  ] as const) {
    const proposal = await of({ start });
    assert.is(proposal.deb.entry, 'server.js', start);
    says(proposal.guesses, ...parts);
    await accepted(proposal);
  }
  for (const [start, ...parts] of [
    [
      'mkdir -p ./data logs/a/ && node server.js',
      'deb.writable: scripts.start makes data and logs/a; if the program writes there, add "writable": ["data", "logs/a"]',
    ],
    ['node --env-file=../x.env server.js', 'deb.settings: list the variables that ../x.env, outside the project, sets'],
    ['node prices.js && node server.js', 'deb.before: scripts.start also runs "node prices.js"'],
    ['migrate-everything && node server.js', 'deb.before: scripts.start also runs "migrate-everything"'],
    ['node worker.js & node server.js', 'deb.before: scripts.start also runs "node worker.js"'],
  ] as const) {
    const proposal = await of({ start }, { 'prices.js': '', 'worker.js': '' });
    assert.is(proposal.deb.entry, 'server.js', start);
    says(proposal.questions, ...parts);
  }
});

init('programs that init cannot know become a question, and no other file takes their place in silence', async () => {
  for (const [start, part] of [
    ['cd api && node index.js', 'deb.entry: scripts.start starts the project in api/: run build-deb init there'],
    ['npm --prefix api start', 'deb.entry: scripts.start starts a project in another folder'],
    ['pnpm --filter api start', 'deb.entry: scripts.start starts a project in another folder'],
    ['yarn workspace api start', 'deb.entry: scripts.start starts a project in another folder'],
    ['turbo run start', 'deb.entry: scripts.start starts a project in another folder'],
    ['concurrently "npm:a" "npm:b"', 'deb.entry: scripts.start starts several programs at once'],
    ['run-p a b', 'deb.entry: scripts.start starts several programs at once'],
    ['./start.sh', 'deb.entry: scripts.start runs "./start.sh", a script that init does not read'],
    ['bash bin/go.sh', 'deb.entry: scripts.start runs "bash bin/go.sh"'],
  ] as const) {
    const { deb, questions, guesses } = await of({ start }, { 'api/package.json': {}, 'api/index.js': '' });
    says(questions, part);
    assert.is(deb.entry, undefined, start);
    says(guesses, 'entry: scripts.start does not say which file it runs');
  }
});

init('scripts that call scripts, and what npm runs before them', async () => {
  for (const scripts of [
    { start: 'npm run go -- --own x', go: 'node server.js' },
    { start: 'npm run go -- x', go: 'node server.js --own' },
    { start: 'cross-env A=1 yarn go --own x', go: 'node server.js' },
    { start: 'sh -c "npm run go -- --own x"', go: 'node server.js' },
    { start: 'node --run go -- --own x', go: 'node server.js' },
    { start: 'npm run go -- \\\n  --own x', go: 'node server.js' },
    { start: 'node --run=go', go: 'node server.js --own x' },
    { start: 'run-s build go', build: 'tsc', go: 'node server.js --own x' },
    { start: 'pm2 start npm --name web -- run go', go: 'node server.js --own x' },
  ]) {
    const { deb } = await of(scripts);
    assert.equal((deb.service as Json).arguments, ['--own', 'x'], scripts.start);
  }
  const before = await of({ prestart: 'node setup.js', start: 'node server.js' }, { 'setup.js': '' });
  assert.is(before.deb.entry, 'server.js');
  says(before.questions, 'deb.before: scripts.start also runs "node setup.js"');
  // `serve` is what `preserve` starts, and not the command after it.
  const calls = { start: 'npm run preserve', preserve: 'node setup.js && npm run serve', serve: 'node server.js' };
  const { deb, questions } = await of(calls, { 'setup.js': '' });
  assert.is(deb.entry, 'server.js');
  assert.is(questions.filter((question) => question.startsWith('deb.before: ')).length, 1, questions.join('\n'));
  // Of scripts that call each other none is read twice.
  for (const start of ['run-s start', 'run-s go', 'npm start'])
    assert.is((await of({ start, go: 'run-s start' })).deb.entry, 'server.js', start);
  const folder = await of({ start: 'cd web && node -r ./p.js main.js' }, { 'web/main.js': 'listen()', 'web/p.js': '' });
  assert.equal(folder.deb.service, { nodeOptions: ['-r', './p.js'], directory: 'web', ready: 'listening' });
  assert.equal([folder.deb.entry, folder.deb.payload], ['web/main.js', 'modules']);
  await accepted(folder);
});

init('the Procfile, and the list of pm2', async () => {
  const heroku = await of({}, { Procfile: 'web: node server.js --own x\nworker: node worker.js\n' });
  assert.is(heroku.deb.entry, 'server.js');
  says(heroku.questions, 'deb.services: Procfile also starts worker');
  // A script that is known to start the project comes first, and a script for anything else comes later.
  const procfile = { Procfile: 'web: node server.js --of procfile\n' };
  for (const [name, from] of [
    ['start:production', 'script'],
    ['start', 'script'],
    ['prod', 'procfile'],
  ] as const) {
    const { deb } = await of({ [name]: 'node server.js --of script' }, procfile);
    assert.equal((deb.service as Json).arguments, ['--of', from], name);
  }
  const list = `module.exports = { apps: [{ name: 'web', script: './server.js', instances: 'max', node_args: '--max-old-space-size=9', env: { LEVEL: 'info' } }] };`;
  const { deb } = await of(
    { start: 'pm2-runtime start ecosystem.config.js' },
    { 'ecosystem.config.js': list, Procfile: '' },
  );
  assert.equal([deb.entry, (deb.service as Json).nodeOptions], ['server.js', ['--max-old-space-size=9']]);
  assert.equal(deb.settings, { LEVEL: { value: 'info', description: 'As scripts.start sets it.' } });
  const two = `module.exports = { apps: [{ name: 'web', script: './server.js' }, { name: 'mail', script: 'jobs/mail.js' }] };`;
  const several = await of({ start: 'pm2-runtime start ecosystem.config.js' }, { 'ecosystem.config.js': two });
  says(
    several.questions,
    'deb.entry: ecosystem.config.js starts 2 programs: write "entry": "server.js", "services": { "mail": { "entry": "jobs/mail.js", "ready": "loaded" } }',
  );
  assert.is(several.deb.entry, undefined);
  assert.is(several.questions.filter((question) => question.startsWith('deb.entry:')).length, 1);
});

init('a project that only starts a dependency', async () => {
  const { deb } = await of(
    { start: 'statsd config.js' },
    {
      'config.js': '',
      'node_modules/statsd/package.json': { bin: { statsd: 'bin/statsd' } },
      'node_modules/statsd/bin/statsd': 'listen()',
    },
    { dependencies: { statsd: '1' } },
  );
  assert.equal([deb.entry, deb.payload], ['node_modules/statsd/bin/statsd', 'modules']);
  assert.equal((deb.service as Json).arguments, ['config.js']);
});

init.run();
