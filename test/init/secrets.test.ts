/**
 * build-deb init and secrets in the start script: their names become keys, their values appear nowhere.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeProposal } from '../../builder/init/report.ts';
import { accepted, inFolders, KEPT, MIT, proposed } from '../support/proposals.ts';

const init = suite('build-deb init and secrets');
inFolders(init);

async function of(start: string, more: object = {}) {
  const proposal = await proposed({
    'package.json': { ...KEPT, scripts: { start, ...more } },
    'server.js': 'listen(3000)',
    LICENSE: MIT,
  });
  assert.not.match(`${JSON.stringify(proposal)}${describeProposal(proposal)}`, /hunter/);
  return proposal;
}

init('variables become secrets without their values', async () => {
  const values = `DB_PASSWORD=hunter2 API_KEY='hunter"$3' DATABASE_URL=postgres://u:hunter4@db/x LEVEL=info MONKEY=yes`;
  const proposal = await of(`cross-env ${values} PUBLIC_KEY=abc TLS_KEY=./tls/key.pem node server.js`);
  const { settings, secrets } = proposal.deb as Record<string, Record<string, unknown>>;
  const description = 'Secret that scripts.start sets during development.';
  assert.equal(secrets, { DB_PASSWORD: { description }, API_KEY: { description }, DATABASE_URL: { description } });
  assert.equal(Object.keys(settings ?? {}), ['LEVEL', 'MONKEY', 'PUBLIC_KEY', 'TLS_KEY']);
  assert.match(proposal.guesses.join('\n'), /secrets: DB_PASSWORD, API_KEY, DATABASE_URL, from scripts\.start/);
  await accepted(proposal);
});

init('arguments with a secret are not taken over', async () => {
  for (const words of ['--token hunter2', '--api-key=hunter2', 'redis://:hunter2@host', '-password hunter2']) {
    const proposal = await of(`node server.js ${words} --verbose`);
    assert.is((proposal.deb.service as { arguments?: unknown } | undefined)?.arguments, undefined, words);
    assert.match(proposal.questions.join('\n'), /deb\.service\.arguments: .*"secrets"/, words);
  }
  const harmless = await of('node server.js --token-file /etc/shop/token --key ./tls/key.pem --port 80');
  assert.is((harmless.deb.service as { arguments: string[] }).arguments.length, 6);
  // An option without a value: the next word is the next option.
  const bare = await of('node server.js --token --verbose');
  assert.equal((bare.deb.service as { arguments: string[] }).arguments, ['--token', '--verbose']);
});

init('addresses with a token become secrets, in files of variables and in steps, too', async () => {
  const hook = `https://hooks.slack.com/services/T0${'AB12'.repeat(2)}/B0${'AB12'.repeat(2)}/hunter${'aB3d'.repeat(5)}`;
  const proposal = await proposed({
    'package.json': { ...KEPT, dependencies: { dotenv: '1' }, scripts: { start: 'node server.js' } },
    'server.js': "require('dotenv').config(); listen(3000)",
    '.env': `HOOK=${hook}\nREPORTS=https://hunter2hunter2@reports.example/1\nPAGE=https://example.org/a@b\n`,
    LICENSE: MIT,
  });
  assert.not.match(`${JSON.stringify(proposal)}${describeProposal(proposal)}`, /hunter/);
  const { settings, secrets } = proposal.deb as Record<string, Record<string, unknown>>;
  assert.equal(Object.keys(secrets ?? {}), ['HOOK', 'REPORTS']);
  assert.ok(settings?.PAGE);
  const { deb, questions } = await of('node server.js migrate --url pg://u:hunter2@db/x && node server.js');
  assert.is(deb.before, undefined);
  assert.match(questions.join('\n'), /deb\.before: .* with a secret: .*"secrets"/);
});

init('a script that init does not understand is shown without them', async () => {
  const proposal = await of('DB_PASSWORD=hunter2 ./start.sh --token hunter3');
  assert.match(proposal.questions.join('\n') + proposal.guesses.join('\n'), /DB_PASSWORD=\.\.\./);
});

init.run();
