/**
 * Names and values of variables that hold secrets, and of those that only sound like it.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isSecret, withoutSecrets } from '../../builder/config/secret-values.ts';

const secrets = suite('secret values');

const SECRET =
  'PASS PASSWORD DB_PASSWORD DB_PASS DBPASS PGPASSWORD MYSQL_PWD SMTP_PASSWD KEY_PASSPHRASE API_KEY APIKEY API_KEY2 ' +
  'STRIPE_SECRET_KEY SECRET SECRET_KEY_BASE JWT_SECRET CLIENT_SECRET TOKEN GITHUB_TOKEN AUTHTOKEN NPM_TOKENS ' +
  'AWS_SECRET_ACCESS_KEY PRIVATE_KEY ENCRYPTION_KEYS CREDENTIAL DB_CREDENTIALS apiToken dbPassword api-key DB_PASSWORD_2';

const OTHER =
  'KEYBOARD MONKEY TURKEY_HOST PASSENGER PASSPORT_STRATEGY BYPASS COMPASS_URL KEYSPACE TOKENIZER MAX_TOKENS TOKEN_TTL ' +
  'TOKEN_URL PUBLIC_KEY VAPID_PUBLIC_KEY NEXT_PUBLIC_API_KEY STRIPE_PUBLISHABLE_KEY KEY_FILE TLS_KEY_PATH ' +
  'AWS_ACCESS_KEY_ID KEY_LENGTH PASSWORD_FILE PASSWORD_MIN_LENGTH JWT_SECRET_EXPIRES_IN SECRET_NAME PARTITION_KEY ' +
  'PWD SECRETARY_MAIL LOG_LEVEL HOST';

secrets('by the words of a name', () => {
  for (const name of SECRET.split(' ')) assert.ok(isSecret(name, 'hunter2'), name);
  for (const name of OTHER.split(' ')) assert.not(isSecret(name, 'hunter2'), name);
});

secrets('a path of a file and a switch are none', () => {
  for (const value of ['/etc/ssl/private/shop.key', './certs/key.pem', 'certs/key.pem', '~/key.json', 'true', 'off']) {
    assert.not(isSecret('TLS_KEY', value), value);
  }
  for (const value of ['123456', 'aGVsbG8/d29ybGQ=', '/+abc', '']) assert.ok(isSecret('TLS_KEY', value), value);
});

secrets('an address with a password, whatever the name is', () => {
  for (const value of [
    'postgres://u:p@host/db',
    'redis://:p@host',
    'amqps://guest:guest@mq:5671',
    'see mongodb+srv://a:b@c.example',
    'https://api.example/?user=x&api_key=abc',
    'Server=db;User=sa;Password=x;',
  ]) {
    assert.ok(isSecret('DATABASE', value), value);
  }
  for (const value of [
    'postgres://u@host/db',
    'http://host:80/a@b',
    'http://[::1]:8080/x',
    'redis://host:6379',
    'a:b@c',
  ]) {
    assert.not(isSecret('DATABASE', value), value);
  }
  // Of this process alone, whatever else the machine does: some milliseconds, or minutes of backtracking.
  const { user } = process.cpuUsage();
  for (const part of ['a', 'a://', 'a://:', '?', ';pwd', '/a.', 'a:b@']) isSecret('X', part.repeat(100_000));
  assert.ok(process.cpuUsage().user - user < 10_000_000);
});

secrets('a command is shown without them', () => {
  const command =
    `DB_PASSWORD='hunter 1' PORT=3000 cross-env "API_KEY=hunter2" node --api-key hunter3 --token=hunter4 ` +
    `server.js postgres://u:hunter5@h/x --verbose TOKEN=hunter6`;
  const shown = withoutSecrets(command);
  assert.not.match(shown, /hunter/);
  assert.match(shown, 'PORT=3000 cross-env');
  assert.match(shown, 'server.js');
});

secrets('each form of an assignment, with what stands around it', () => {
  for (const [command, shown] of [
    [`A_TOKEN=abc run`, 'A_TOKEN=... run'],
    [`A_TOKEN="a b" run`, 'A_TOKEN=... run'],
    [`A_TOKEN='a "b' run`, 'A_TOKEN=... run'],
    [`A_TOKEN="a \\"b c" run`, 'A_TOKEN=... run'],
    ['x --token abc y', 'x --token ... y'],
    ['x --api-key=abc y', 'x --api-key=... y'],
    ['x -token abc', 'x -token ...'],
    ['x --token A=b', 'x --token A=b'],
    ['x --key ./certs/key.pem', 'x --key ./certs/key.pem'],
    ['x --key "./certs/key.pem"', 'x --key "./certs/key.pem"'],
    ['--no-token true', '--no-token true'],
    ['curl https://a:b@c/d?x=1 z', 'curl ...c/d?x=1 z'],
    ['my-token=abc', 'my-token=abc'],
  ] as const) {
    assert.is(withoutSecrets(command), shown);
  }
});

secrets.run();
