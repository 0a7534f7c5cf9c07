/**
 * Files whose names begin with a dot, which a program reads itself or has a library look for; and secrets that it reads.
 */
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collect, landed, refusal } from '../support/collected.ts';
import { folder, inFolders, installed, lay } from '../support/projects.ts';

const hidden = suite('files with a dot in front');
inFolders(hidden);

const LOCK = { 'package-lock.json': { lockfileVersion: 1 } };
const SERVICE = { ready: 'loaded' };

/** The hidden files of a package, by both ways to package a program. */
async function packed(files: Record<string, string>, packages: string[] = []): Promise<string[]> {
  const modules = packages.map((name) => installed(`node_modules/${name}`, { license: 'MIT', main: 'index.js' }));
  const parts = packages.map((name) => ({ [`node_modules/${name}/index.js`]: 'module.exports = () => {};' }));
  await lay(Object.assign({ ...LOCK }, ...modules, ...parts, files));
  const dependencies = Object.fromEntries(packages.map((name) => [name, '1.0.0']));
  const lists: string[] = [];
  for (const payload of ['bundle', 'modules']) {
    const programs = await collect({ payload, service: SERVICE }, { dependencies });
    const own = landed(programs).flatMap((line) => /\/usr\/lib\/shop\/app\/(.*)/.exec(line)?.[1] ?? []);
    lists.push(
      own
        .filter((file) => /(^|\/)\./.test(file))
        .sort()
        .join(' '),
    );
  }
  return lists;
}

const both = (list: string): string[] => [list, list];

hidden('a source names them: beside itself, in the working directory, in a folder', async () => {
  const source = `const fs = require('node:fs'); const path = require('node:path');
    fs.readFileSync(path.join(__dirname, '.config', 'app.json')); fs.readFileSync('.settings.json');
    fs.readdirSync(path.join(__dirname, '.mails'));`;
  const files = { '.config/app.json': '{}', '.settings.json': '{}', '.mails/a.txt': '', '.mails/b/c.txt': '' };
  const others = { '.other.json': '{}', '.config/other.json': '{}', '.gitignore': '' };
  assert.equal(
    await packed({ 'app.js': source, ...files, ...others }),
    both('.config/app.json .mails/a.txt .mails/b/c.txt .settings.json'),
  );
});

hidden('a library looks for them, by the name of the program', async () => {
  const source = "require('cosmiconfig')('shop'); require('rc')('till');";
  const files = { '.shoprc.yaml': '', '.config/shoprc.json': '{}', '.tillrc': 'a=1', '.otherrc': '', '.eslintrc': '' };
  assert.equal(
    await packed({ 'app.js': source, ...files }, ['cosmiconfig', 'rc']),
    both('.config/shoprc.json .shoprc.yaml .tillrc'),
  );
});

hidden('a dependency looks for its own', async () => {
  const files = { '.sequelizerc': '', '.babelrc': '{}', '.puppeteerrc.cjs': '', '.mocharc.json': '{}' };
  const found = await packed({ 'app.js': '', ...files }, ['sequelize-cli', '@babel/register', 'mocha']);
  assert.equal(found, both('.babelrc .sequelizerc'));
});

hidden('never those with secrets', async () => {
  const source = `const fs = require('node:fs');
    fs.readFileSync('.env'); require('dotenv').config({ path: './conf/.env.production' });`;
  const files = { '.env': 'A=b', 'conf/.env.production': 'A=b', '.dotenvrc': '', '.netrc': '' };
  assert.equal(await packed({ 'app.js': source, ...files }, ['dotenv', 'net-snmp']), both('.dotenvrc'));
  const token = `npm_${'a1B2'.repeat(9)}`;
  await lay({ 'app.js': "require('node:fs').readFileSync('.settings.json');", '.settings.json': `{"t":"${token}"}` });
  for (const payload of ['bundle', 'modules']) {
    assert.match(await refusal({ payload, service: SERVICE }), '.settings.json: a token of npm');
  }
});

hidden('a private key or a database that a source reads gets into no bundle by itself', async () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkq'.repeat(8)}\n-----END PRIVATE KEY-----\n`;
  const source =
    "require('node:fs').readFileSync('./certs/key.pem'); require('node:fs').readFileSync('./certs/a.sqlite');";
  await lay({ 'app.js': source, 'certs/key.pem': key, 'certs/a.sqlite': '' });
  await chmod(path.join(folder, 'certs/key.pem'), 0o600);
  const text = await refusal({ service: SERVICE });
  assert.match(text, 'the package would hold secrets\ncerts/key.pem: a private key');
  assert.match(text, '"include": [".", "certs/key.pem"] takes it all the same');
  const named = await collect({ include: ['certs/key.pem'], service: SERVICE });
  assert.ok(landed(named).includes('600 /usr/lib/shop/app/certs/key.pem'), landed(named).join('\n'));
  assert.not.match(landed(named).join('\n'), 'sqlite');
  assert.match(named.warnings.join('\n'), 'certs/a.sqlite was left out, because it is a database');
});

hidden(
  'the list "files", which is for npm, leaves out no file that a source names, unless "include" is there',
  async () => {
    await lay({
      'dist/server.js':
        "require('node:path').join(__dirname, '../views'); require('node:fs').readFileSync('./rates.json');",
      ...{ 'views/a.html': '', 'rates.json': '{}', 'other/b.html': '', ...LOCK },
    });
    const fields = { files: ['dist'], main: 'dist/server.js' };
    const deb = { entry: 'dist/server.js', payload: 'modules', service: SERVICE };
    const own = async (more: object = {}): Promise<string> =>
      landed(await collect({ ...deb, ...more }, fields))
        .flatMap((line) => /\/usr\/lib\/shop\/app\/(.*)/.exec(line)?.[1] ?? [])
        .join(' ');
    assert.is(await own(), 'dist/server.js package.json rates.json views/a.html');
    assert.is(await own({ include: ['dist'] }), 'dist/server.js package.json');
  },
);

hidden.run();
