/**
 * Secrets in messages: systemd passes them to this service alone, and every local user can read STATUS.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError, foreign } from '../../payload/notify/messages/foreign-text.ts';
import { HEALTHY } from './apps.ts';
import { API, endAll, Service } from './systemd.ts';

const hiding = suite('notify agent: secrets in messages');
const folder = mkdtempSync(path.join(tmpdir(), 'notifydemo-foreign-'));
hiding.after.each(endAll);
hiding.after(() => rmSync(folder, { recursive: true, force: true }));

const SECRET = 'hunter2-the-password';

/** An app with the secret TOKEN. */
function start(app: string, secret = SECRET, env: NodeJS.ProcessEnv = {}): Service {
  writeFileSync(path.join(folder, 'TOKEN'), secret);
  return new Service({ app, env: { NOTIFY_SECRETS: 'TOKEN', CREDENTIALS_DIRECTORY: folder, ...env } });
}

async function lastMessage(service: Service): Promise<string> {
  await service.ended;
  return service.messages.at(-1) ?? '';
}

/** Blanks with other variables in the environment. */
function withVariables<T>(variables: NodeJS.ProcessEnv, work: () => T): T {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return work();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

const hidden = (secret: string, text: string): string => withVariables({ DB_PASSWORD: secret }, () => foreign(text));

hiding('an error is its kind and its place in a unit with secrets', async () => {
  const file = path.join(folder, 'app.cjs');
  for (const [source, told] of [
    ['JSON.parse(process.env.TOKEN)', `SyntaxError at ${file}:1`],
    ['\nthrow new TypeError(process.env.TOKEN.slice(3))', `TypeError at ${file}:2`],
    ["throw new Error('a\\n    at /etc/hunter2:1:1')", `Error at ${file}:1`],
    ["throw Object.assign(new Error(''), { name: process.env.TOKEN })", `Error at ${file}:1`],
    ['throw process.env.TOKEN.slice(3)', 'a thrown string'],
    ['throw { message: process.env.TOKEN }', 'a thrown object'],
    ["throw Object.assign(new Error('x'), { stack: process.env.TOKEN })", 'Error'],
    ["throw Object.assign(new Error('x'), { stack: 5 })", 'Error'],
    ["Promise.reject(new RangeError('x'))", `RangeError at ${file}:1`],
  ] as [string, string][]) {
    writeFileSync(file, source);
    writeFileSync(path.join(folder, 'TOKEN'), SECRET);
    const env = { NOTIFY_SECRETS: 'TOKEN', CREDENTIALS_DIRECTORY: folder };
    assert.is(await lastMessage(new Service({ file, env })), `STATUS=failed: ${told}`, source);
  }
  rmSync(file);
});

hiding('no message of the app or of its health shows a secret', async () => {
  const api = `const { notify } = require('${API}');`;
  const said = start(`${api} notify.status('with ' + process.env.TOKEN + '!'); setTimeout(() => process.exit(), 100)`);
  await said.message(/^STATUS=with \*\*\*!$/);
  const check = `notify.watchdog(() => { throw new Error('no login with ' + process.env.TOKEN); });`;
  const ill = start(`${api} ${check} ${HEALTHY}`, SECRET, { NOTIFY_START_TIMEOUT: '3' });
  assert.match(await lastMessage(ill), /^STATUS=not ready after 3 s: the app says that it is not healthy: Error at /);
  assert.not.match(`${ill.stderr}${ill.messages.join()}`, /hunter2/);
});

hiding('a credential that the app reads by itself counts, and a variable of a file that it reads later', async () => {
  writeFileSync(path.join(folder, 'OTHER'), 'open sesame\n');
  const api = `const { notify } = require('${API}');`;
  const read = "require('node:fs').readFileSync(process.env.CREDENTIALS_DIRECTORY + '/OTHER', 'utf8')";
  const app = `${api} notify.status(${read}.trim()); process.env.API_KEY = 'later4711'; notify.status('key later4711');`;
  const service = new Service({ app, env: { CREDENTIALS_DIRECTORY: folder } });
  await service.ended;
  rmSync(path.join(folder, 'OTHER'));
  assert.equal(service.messages.slice(1, 3), ['STATUS=***', 'STATUS=key ***']);
});

hiding('a secret that is missing is named in STATUS', async () => {
  const service = new Service({ app: '', env: { NOTIFY_SECRETS: 'ABSENT', CREDENTIALS_DIRECTORY: folder } });
  assert.is(await lastMessage(service), 'STATUS=failed: the secret ABSENT is missing');
});

hiding('a secret is found in the spellings of JSON, of addresses and of base64', () => {
  const secret = 'pä"ss w/ö\\rd\'+&%$';
  for (const text of [
    secret,
    JSON.stringify(secret),
    JSON.stringify(JSON.stringify(secret)),
    encodeURIComponent(secret),
    encodeURIComponent(secret).toLowerCase(),
    encodeURI(secret),
    new URLSearchParams({ p: secret }).toString(),
    new URL(`http://u:${encodeURIComponent(secret)}@host/`).href,
    JSON.stringify(secret).replace(/[^ -~]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`),
    `'${secret.replace(/[\\']/g, '\\$&')}'`,
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ]) {
    assert.match(hidden(secret, `a ${text} b`), /^a .*\*\*\*.* b$/, text);
    assert.not.match(hidden(secret, text), /ss|rd|cMOk/, text);
  }
});

hiding('a secret of several lines, of one key, and in one line', () => {
  const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----';
  for (const text of [key, key.replaceAll('\n', ' '), JSON.stringify(key), key.replaceAll('\n', '\r\n')]) {
    assert.match(hidden(key, text), /^"?\*\*\*"?$/, text);
  }
  assert.is(hidden(key, 'bad line: hkiG9w0BAQEFAASC'), 'bad line: ***');
  const long = 'x7'.repeat(500);
  assert.is(hidden(long, `token ${long} is bad`), 'token *** is bad');
});

hiding('a long text takes no long time, and its end shows no part of a secret', () => {
  // The time of the processor: a busy machine lets this process wait.
  const began = process.cpuUsage();
  for (const text of ['\\'.repeat(1e6), 'o'.repeat(1e6), '%2'.repeat(5e5), '\\u00'.repeat(2e5)])
    assert.ok(hidden('"\'\\ open', text).length < 10_000);
  const seconds = process.cpuUsage(began).user / 1e6;
  assert.ok(seconds < 4, `${seconds} s`);
  for (const length of [9_985, 9_990, 9_995]) assert.not.match(hidden(SECRET, 'x'.repeat(length) + SECRET), /hunter/);
  const many = `${'s3cr3t'.repeat(40)} `;
  assert.match(hidden(many, many.repeat(100)), /^(\*\*\* ?)*$/);
});

hiding('a short secret hides no letters of other words, and no secret hides nothing', () => {
  assert.is(hidden('a', 'a banana and a cat'), '*** banana and *** cat');
  assert.is(hidden('abc', 'abcd abc "abc"'), 'abcd *** "***"');
  assert.is(hidden('.', 'db.local answered.'), 'db.local answered.');
  assert.is(hidden('', 'as it is'), 'as it is');
  assert.is(hidden(' \n', 'as it is'), 'as it is');
  assert.is(hidden('true', 'it is true'), 'it is true');
});

hiding('variables count by their names, and addresses by their passwords', () => {
  const blanked = (name: string, value: string): string =>
    withVariables({ [name]: value }, () => foreign(`<${value}>`));
  for (const name of [
    'DB_PASSWORD',
    'api_key',
    'JWT_SECRET',
    'GITHUB_TOKEN',
    'PGPASSWORD',
    'DB_PWD',
    'APIKEY',
    'DB_PASS',
  ])
    assert.is(blanked(name, 'sesame'), '<***>', name);
  for (const name of ['PORT', 'TOKEN_TTL', 'PUBLIC_KEY', 'BYPASS', 'PASSWORD_FILE', 'MONKEY', 'TZ'])
    assert.is(blanked(name, 'sesame'), '<sesame>', name);
  assert.is(blanked('SSL_KEY', '/etc/ssl/key.pem'), '</etc/ssl/key.pem>');
  const url = { DATABASE_URL: 'postgres://shop:sesame@db/shop' };
  assert.is(
    withVariables(url, () => foreign('postgres://shop:sesame@db/shop says: "sesame" is wrong for shop')),
    '*** says: "***" is wrong for shop',
  );
  const query = { DB: 'Server=db;Password=open%20sesame;Port=1' };
  assert.is(
    withVariables(query, () => foreign('user shop, password "open sesame", port 1')),
    'user shop, password "***", port 1',
  );
  assert.match(
    withVariables(url, () => describeError(new TypeError('x'))),
    /^TypeError at /,
  );
});

hiding('no secret of at least four letters is left in any text, and no text makes an error', () => {
  const texts = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(texts, texts, texts, (secret, before, after) => {
      const blanked = hidden(secret.replaceAll('\0', ''), `${before}${secret.replaceAll('\0', '')}${after}`);
      const value = secret.replaceAll('\0', '').trim();
      if ([...value].length >= 4)
        assert.not.ok(
          blanked.includes(value) && !`${before}***${after}`.includes(value),
          JSON.stringify([secret, blanked]),
        );
    }),
  );
});

hiding('a secret that is like a word of the agent does not show in its messages', async () => {
  const service = start(`${HEALTHY}; process.on('SIGUSR2', () => { throw new Error('demo') });`, 'demo');
  assert.match(await service.message(/READY=1/), /STATUS=demo ready on :\d+$/);
  service.signal('SIGUSR2');
  assert.match(await lastMessage(service), /^STATUS=failed: Error/);
});

hiding.run();
