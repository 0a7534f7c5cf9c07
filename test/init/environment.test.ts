/**
 * Environment variables of files and sources: settings with their defaults, and secrets without their values.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { variablesOfFile, variablesOfSources } from '../../builder/init/environment.ts';
import { describeProposal } from '../../builder/init/report.ts';
import { accepted, inFolders, KEPT, MIT, project, proposed, says } from '../support/proposals.ts';

const init = suite('init, environment');
inFolders(init);

init('files as dotenv and Node read them', () => {
  const text = `# a comment\nA=1\nexport B="two words" # more\nC='x#y'\nD=a # b\nE=\nF = g\n\nnot a line\nG: h\nI:j\nlower__name=z\n`;
  const found = variablesOfFile({ file: '.env', text }).map(({ name, value }) => `${name}=${value}`);
  assert.equal(found, ['A=1', 'B=two words', 'C=x#y', 'D=a', 'E=', 'F=g', 'G=h', 'lower__name=z']);
});

init('sources as people write them', () => {
  for (const [text, name, value] of [
    ["process.env.A || 'x'", 'A', 'x'],
    ['process.env["A"] ?? 5', 'A', '5'],
    ['parseInt(process.env.A, 10) || 7', 'A', '7'],
    ['Number(process.env.A ?? "8")', 'A', '8'],
    ['process.env.A', 'A', undefined],
    ['process.env.A ?? path.join(home)', 'A', undefined],
    ['const { A = "x", B } = process.env', 'A', 'x'],
    ['const { A = make() } = process.env', 'A', undefined],
    ['const { A: own, B } = process.env', 'A', undefined],
    ['const { A: own = 5, B } = process.env', 'A', '5'],
    ['if (process.env.A === "x") go()', 'A', undefined],
  ] as const) {
    const [found] = variablesOfSources([{ file: 'a.js', text }]);
    assert.equal([found?.name, found?.value], [name, value], text);
  }
  for (const text of ["process.env.A = 'x'", 'process.environment.A', 'env.A'])
    assert.equal(variablesOfSources([{ file: 'a.js', text }]), [], text);
});

init('schemas of libraries that check all variables', () => {
  const found = (text: string): string =>
    variablesOfSources([{ file: 'a.js', text }])
      .map(({ name, value }) => `${name}=${value}`)
      .join(' ');
  for (const [text, variables] of [
    ['cleanEnv(process.env, { API_KEY: str(), SIZE: num({ default: 5 }) });', 'API_KEY=undefined SIZE=5'],
    [
      'z.object({\n  TOKEN: z.string().min(1),\n  SIZE: z.coerce.number().default(7),\n}).parse(process.env)',
      'TOKEN=undefined SIZE=7',
    ],
    ["Joi.object({ MODE: Joi.string().default('fast') }).validate(process.env)", 'MODE=fast'],
    ["import env from '@fastify/env';\nconst s = { properties: { DSN: { type: 'string', default: 'x' } } };", 'DSN=x'],
    ["convict({ port: { default: 1, env: 'SHOP_PORT' } })", 'SHOP_PORT=undefined'],
    ['const LEVELS = { LOW: rank(1) }; log(process.env.A);', 'A=undefined'],
    ['z.object({ NAME: z.string() }).parse(body)', ''],
  ] as const) {
    assert.is(found(text), variables, text);
  }
});

init('.env of a program that reads it: settings, and secrets by their names', async () => {
  const files = {
    'package.json': { ...KEPT, scripts: { start: 'node index.js' }, dependencies: { dotenv: '1', express: '5' } },
    'index.js':
      "require('dotenv').config();\nif (!ok) throw Error('copy', '.env.example');\napp.listen(process.env.PORT);\nfetch(process.env.API_URL, process.env.REGION, process.env.AUTH_TOKEN);\n",
    '.env':
      'PORT=4123\nGREETING=World\nDB_PASSWORD=hunter2\nDATABASE_URL=postgres://u:hunter3@db/x\nNODE_ENV=development\n',
    '.env.example': 'PORT=1\nGREETING=\nMODE=fast\nREGION=eu\nAPI_KEY=\n',
    LICENSE: MIT,
  };
  const proposal = await proposed(files);
  assert.equal(proposal.deb.settings, {
    PORT: { value: '4123', description: 'The port to listen on.' },
    GREETING: { value: 'World', description: 'As .env sets it.' },
    API_URL: { description: 'Read by index.js.' },
    REGION: { value: 'eu', description: 'Read by index.js.' },
    MODE: { value: 'fast', description: 'As .env.example sets it.' },
  });
  const during = (file: string) => ({ description: `Secret that ${file} sets during development.` });
  assert.equal(proposal.deb.secrets, {
    ...{ DB_PASSWORD: during('.env'), DATABASE_URL: during('.env'), API_KEY: during('.env.example') },
    AUTH_TOKEN: { description: 'Secret that index.js reads.' },
  });
  assert.not.match(`${JSON.stringify(proposal)}${describeProposal(proposal)}`, /hunter/);
  await accepted(proposal);
});

init('values that dotenvx has encrypted are secrets, and its own keys no settings', async () => {
  const proposal = await proposed({
    'package.json': { ...KEPT, scripts: { start: 'dotenvx run -- node index.js' } },
    'index.js': 'listen(3000)',
    '.env': 'DOTENV_PUBLIC_KEY="03aa"\nWHO="encrypted:BGh8Mf0m9gj0Epd//7ovyVPo1Pf5aT2N+v="\nMODE=fast\n',
    '.env.keys': 'DOTENV_PRIVATE_KEY=04bb\n',
    LICENSE: MIT,
  });
  assert.equal(Object.keys(proposal.deb.settings as object), ['MODE']);
  assert.equal(Object.keys(proposal.deb.secrets as object), ['WHO']);
  assert.not.match(`${JSON.stringify(proposal)}${describeProposal(proposal)}`, /encrypted|03aa|04bb/);
});

init('the map of variables of the package config', async () => {
  const map = {
    port: { __name: 'PORT', __format: 'number' },
    db: { password: 'DB_PASSWORD', host: 'DB_HOST' },
    cache: 'CACHE_URL',
  };
  const config = { ...KEPT, main: 'index.js', dependencies: { config: '4' } };
  const yaml =
    'port:\n  __name: PORT\n  __format: number\ndb:\n  password: DB_PASSWORD\n  host: "DB_HOST"\ncache: CACHE_URL\n';
  for (const [file, text] of [
    ['config/custom-environment-variables.json', map],
    ['config/custom-environment-variables.yaml', yaml],
  ] as const) {
    const files = { 'package.json': config, 'index.js': "listen(config.get('port'))", [file]: text, LICENSE: MIT };
    const { deb } = await proposed(files);
    assert.equal(deb.settings, {
      PORT: { description: 'The port to listen on.' },
      DB_HOST: { description: `Read by ${file}.` },
      CACHE_URL: { description: `Read by ${file}.` },
    });
    assert.equal(deb.secrets, { DB_PASSWORD: { description: `Secret that ${file} reads.` } });
    const other = await proposed({ ...files, 'package.json': { ...config, dependencies: {} } });
    assert.is(other.deb.secrets, undefined);
    await rm(path.join(project, file));
  }
});

init('the port in a schema of all variables', async () => {
  const settings = async (text: string): Promise<unknown> => {
    const files = { 'package.json': { ...KEPT, main: 'index.js' }, 'index.js': text, LICENSE: MIT };
    return (await proposed(files)).deb.settings;
  };
  const port = { description: 'The port to listen on.' };
  const zod = 'const env = z.object({ PORT: z.coerce.number().default(8123) }).parse(process.env);\nlisten(env.PORT);';
  assert.equal(await settings(zod), { PORT: { value: '8123', ...port } });
  // A file of settings may have another port, and the variable is stronger.
  const convict = "const config = convict({ port: { default: 8123, env: 'PORT' } });\nlisten(config.get('port'));";
  assert.equal(await settings(convict), { PORT: port });
});

init('variables of npm have no value in a unit, unless they come from package.json', async () => {
  const source = 'listen(1); log(process.env.npm_package_version, process.env.npm_lifecycle_event)';
  const { questions } = await proposed({ 'package.json': { ...KEPT, main: 'a.js' }, 'a.js': source, LICENSE: MIT });
  says(questions, 'a.js: it reads npm_lifecycle_event, which npm alone sets');
});

init.run();
