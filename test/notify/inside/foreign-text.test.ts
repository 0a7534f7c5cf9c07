/**
 * Secrets in any text: their spellings, their lines, and the variables that hold them.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError, foreign } from '../../../payload/notify/messages/foreign-text.ts';
import { anySign } from '../../support/texts.ts';

const hiding = suite('notify agent: secrets in texts');

const SECRET = 'hunter2-the-password';

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
  const texts = fc.string({ unit: anySign });
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

hiding.run();
