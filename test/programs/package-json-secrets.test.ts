/**
 * Secrets in the package.json of a project, which the package carries.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inFolders, type Layout, lay, read } from '../support/projects.ts';

const secret = suite('secrets in package.json');
inFolders(secret);

const PROJECT: Layout = { 'package-lock.json': { lockfileVersion: 3, packages: {} }, 'app.js': '' };

secret('a secret in package.json, which becomes part of the package, is a warning with its place', async () => {
  const warned = async (json: object): Promise<string> => {
    await lay({ ...PROJECT, 'package.json': { main: 'app.js', ...json } });
    const [warning = '', ...others] = (await read()).warnings;
    assert.equal(others, []);
    return warning;
  };
  const address = 'git+https://ada:hunter2@example.org/shop.git';
  for (const [place, json] of Object.entries({
    'scripts.start': { scripts: { test: 'TOKEN=$TOKEN node test.js', start: 'DB_PASSWORD=hunter2 node app.js' } },
    'config.db.password': { config: { db: { password: 'hunter2' } } },
    'repository.url': { repository: { type: 'git', url: address } },
    'maintainers.0.url': { maintainers: [{ name: 'Ada', url: address }] },
  })) {
    const warning = await warned(json);
    assert.match(warning, `package.json has a secret in ${place}: every user of the target can read it`);
    assert.not.match(warning, 'hunter2');
  }
  const harmless = {
    scripts: { start: 'API_KEY=$API_KEY node app.js --port 80', test: 'TOKEN="${TOKEN:-x}" node --test' },
    repository: 'https://example.org/ada/shop',
    author: { name: 'Ada', url: 'https://example.org/@ada' },
  };
  assert.is(await warned(harmless), '');
});

secret.run();
