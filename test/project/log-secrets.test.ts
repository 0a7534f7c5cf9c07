/**
 * Subjects of commits become the changelog, which is public.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { readFacts } from '../../builder/project/facts.ts';
import { contextOf } from '../support/programs.ts';
import { cmd, commit, folder, inFolders, lay, refusal } from '../support/repositories.ts';

const log = suite('secrets in the log of git');
inFolders(log);

const TOKEN = `npm_${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9rS'.slice(0, 36)}`;

log('a subject with a token is refused', async () => {
  const fields = { name: 'shop', version: '1.0.0', description: 'Sells', author: 'Ada <a@b.c>', license: 'MIT' };
  const config = parseConfig(JSON.stringify({ ...fields, engines: { node: '>=18' }, deb: { entry: 'app.js' } }));
  await cmd('init', '--quiet');
  await lay({ LICENSE: 'MIT' });
  await commit('begin', 1600000000);
  await cmd('tag', 'v0.1.0');
  const { releases } = await readFacts(config, contextOf(folder), {});
  assert.equal(
    releases.map(({ changes }) => changes),
    [['begin']],
  );
  await commit(`use ${TOKEN}`, 1600000100);
  const words = "the changelog, which git's commits make without a CHANGELOG.md: a token of npm";
  assert.match(await refusal(readFacts(config, contextOf(folder), {})), words);
});

log.run();
