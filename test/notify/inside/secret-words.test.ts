/**
 * The edges of a secret: which variables are one, how long it is, and where it stands in a text.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type * as ForeignText from '../../../payload/notify/messages/foreign-text.ts';
import { isolate } from '../isolated.ts';

const words = suite('notify agent: words that are secret');

/** The module of a process with these variables. */
const withEnv = (env: NodeJS.ProcessEnv): typeof ForeignText =>
  isolate('messages/foreign-text.ts', { globals: { process: { env } } });

/** A text of a process whose secret is `secret`. */
const hidden = (secret: string, text: string): string => withEnv({ DB_PASSWORD: secret }).foreign(text);

const SECRET_NAMES = `PASS PASSWORD PASSWD PASSPHRASE PASSCODE DB_PASSWORDS SECRET CLIENT_SECRET SECRETS SECRET2 TOKEN TOKENS
  CREDENTIAL CREDENTIALS MY_PWD APIKEY API_KEY API_KEYS AUTH_KEY AUTHKEY ACCESSKEY PRIVATEKEY ENCRYPTIONKEY SIGNINGKEY MASTERKEY
  JWTKEY SESSIONKEY COOKIEKEY SSH_KEY password dbPassword`;
const OTHER_NAMES = `PORT HOST PWD OLDPWD_ MONKEY TURKEY KEY_FILE SECRET_FILE TOKEN_COUNT PASSENGER BYPASS COMPASS
  BYPASS_TOKEN PUBLIC_KEY PUBLISHABLE_KEY MAX_TOKENS MIN_TOKENS TTL_TOKEN TOKEN_LENGTH_KEY CACHE_KEY PRIMARY_KEY SORT_KEY`;

words('the name of a variable tells of a secret, or of none', () => {
  for (const [names, expected] of [
    [SECRET_NAMES, '<***>'],
    [OTHER_NAMES, '<sesame>'],
  ] as const) {
    for (const name of names.split(/\s+/)) assert.is(withEnv({ [name]: 'sesame' }).foreign('<sesame>'), expected, name);
  }
  // A part of a word is no limit.
  for (const name of ['MAXIMUM_TOKEN', 'SORTED_KEY']) assert.is(withEnv({ [name]: 'sesame' }).foreign('sesame'), '***');
});

words('a value that switches something, counts, or names a file is no secret', () => {
  for (const value of [
    'true',
    'False',
    'yes',
    'no',
    'on',
    'off',
    '0',
    '999',
    '/etc/ssl/key.pem',
    './a/b.key',
    '~/.ssh/id.pub',
  ])
    assert.is(hidden(value, `<${value}>`), `<${value}>`, value);
  for (const value of ['1234', 'truest', 'offer', '/etc/ssl', 'key.pem', '/a b/c.pem', '/a/key.p', '/a/key.backup'])
    assert.is(hidden(value, `<${value}>`), '<***>', value);
  assert.equal([hidden('', 'as it is'), hidden('  ', 'as  it is')], ['as it is', 'as  it is']);
  assert.is(withEnv({ DB_PASSWORD: undefined }).foreign('undefined'), 'undefined');
});

words('passwords in addresses, in any variable', () => {
  for (const [address, text, expected] of [
    ['postgres://shop:sesame@db', 'no sesame for shop', 'no *** for shop'],
    ['redis://:sesame@cache:6379', 'sesame', '***'],
    ['AMQP+ssl://u:ses@me@host/x', 'ses@me host', '*** host'],
    ['https://user@host/?x=1', 'user host', 'user host'],
    ['https://host:8080/path', '8080', '8080'],
    ['Server=db;Password=sesame;Port=1', 'sesame 1', '*** 1'],
    ['Server=db; pwd=sesame', 'sesame db', '*** db'],
    ['http://h/?token=sesame&x=1', 'sesame', '***'],
    ['http://h/?x=1&api-key=sesame', 'sesame', '***'],
    ['http://h/?apikey=sesame', 'sesame', '***'],
    ['http://h/?Access_Key=sesame', 'sesame', '***'],
    ['E=sb://x/;SharedAccessKey=sesame', 'sesame', '***'],
    ['A=b;AccountKey=sesame', 'sesame', '***'],
    ['http://h/?mytoken=sesame', 'sesame', 'sesame'],
    ['http://h/?token=open%20sesame', 'open sesame, open%20sesame', '***, ***'],
    ['redis://u:50%zz@h', '50%zz', '***'],
    ['a://u:first@h b://u:second@h', 'first second', '*** ***'],
  ] as const)
    assert.is(withEnv({ ADDRESS: address }).foreign(text), expected, address);
  // The address itself is hidden, too.
  assert.is(withEnv({ URL: 'redis://:sesame@h' }).foreign('at redis://:sesame@h'), 'at ***');
});

words('passwords in addresses of the text itself, which no variable has', () => {
  const { foreign } = withEnv({ PORT: '3000' });
  for (const [text, expected] of [
    ['cannot reach postgres://shop:sesame@db/shop', 'cannot reach postgres://shop:***@db/shop'],
    ['redis://:redis@redis and b://u:p@h', 'redis://:***@redis and b://u:***@h'],
    ['Server=db;Password=sesame;Port=1', 'Server=db;Password=***;Port=1'],
    ['GET /reset?x=1&token=token failed', 'GET /reset?x=1&token=*** failed'],
    ['https://host:8080/path and a@b', 'https://host:8080/path and a@b'],
  ] as const)
    assert.is(foreign(text), expected);
  const error = new Error('no answer of redis://:sesame@h');
  assert.is(withEnv({}).describeError(error), 'no answer of redis://:***@h');
});

words('three letters are a whole word, four hide in any word', () => {
  assert.equal([hidden('abcd', 'xabcdx'), hidden('abc', 'xabc abcx abc')], ['x***x', 'xabc abcx ***']);
  assert.equal([hidden('äöü', 'xäöü äöü7 äöü_'), hidden('😀😀😀', 'x😀😀😀')], ['xäöü äöü7 ***_', 'x😀😀😀']);
});

words('a secret of 200 letters is compared as a whole, a longer one by its beginning', () => {
  assert.is(hidden('y'.repeat(200), `${'y'.repeat(200)}z`), '***z');
  assert.is(hidden('y'.repeat(201), `${'y'.repeat(200)}z b`), '*** b');
  assert.is(hidden('y'.repeat(201), 'y'.repeat(199)), 'y'.repeat(199));
});

words('a text of 10,000 letters is kept whole, a longer one loses its end', () => {
  assert.is(hidden('sesame', 'x'.repeat(10_000)), 'x'.repeat(10_000));
  assert.is(hidden('sesame', 'x'.repeat(10_001)), 'x'.repeat(8800));
});

words('a secret is a part of another: the longest comes first', () => {
  const env = { A_TOKEN: 'open', B_TOKEN: 'open sesame', C_TOKEN: 'sesame' };
  assert.is(withEnv(env).foreign('open sesame, open, sesame'), '***, ***, ***');
});

words('the lines of a secret count from eight letters on, and only where there are several', () => {
  const key = 'BEGIN\n12345678\n1234567\n  abcdefg  \n';
  assert.is(hidden(key, 'abcdefg 1234567 12345678 BEGIN'), 'abcdefg 1234567 *** BEGIN');
});

words('base64 counts from eight letters on, in both alphabets, with and without padding', () => {
  for (const secret of ['??????>>>>>>', 'sesame12', 'sesame123', '~~~~~~~~']) {
    for (const alphabet of ['base64', 'base64url'] as const)
      assert.match(hidden(secret, Buffer.from(secret).toString(alphabet)), /^\*\*\*=*$/, secret);
  }
  const short = Buffer.from('sesame7').toString('base64');
  assert.is(hidden('sesame7', short), short);
});

words('secrets of the unit add up, and hide the messages of errors', () => {
  const { foreign, describeError, keepSecret } = withEnv({});
  assert.is(describeError(new Error('no database')), 'no database');
  keepSecret([]);
  assert.match(describeError(new Error('no database')), /^Error at /);
  keepSecret(['first']);
  keepSecret(['second']);
  assert.is(foreign('first second'), '*** ***');
});

words('an error in words: the first line of its message, or its code, or its name', () => {
  const { describeError } = withEnv({});
  for (const [error, told] of [
    [{ message: 'a\nb', code: 'C', name: 'N' }, 'a'],
    [{ message: '', code: 'C', name: 'N' }, 'C'],
    [{ message: '', code: '', name: 'N' }, 'N'],
    [{}, 'a thrown object'],
    [7, '7'],
    [null, 'null'],
    ['', ''],
  ] as const)
    assert.is(describeError(error), told);
});

words('an error in a unit with secrets: its kind, and its place in the app', () => {
  const { describeError } = withEnv({ A_TOKEN: 'sesame' });
  const error = (own: object): Error => Object.assign(new Error('m'), own);
  const stack = (...places: string[]): string => ['Error: m', ...places.map((place) => `    at ${place}`)].join('\n');
  class Broken extends Error {}
  for (const [thrown, told] of [
    [error({ stack: stack('f (/app/a.js:1:2)', '/app/b.js:3:4') }), 'Error at /app/a.js:1'],
    [error({ stack: stack('/app/b.js:3:4') }), 'Error at /app/b.js:3'],
    [error({ stack: stack('async file:///app/b.mjs:3:4') }), 'Error'],
    [error({ stack: stack('async f (file:///app/b.mjs:3:4)') }), 'Error at /app/b.mjs:3'],
    [error({ stack: stack('file:///app/b.mjs:3:4') }), 'Error at /app/b.mjs:3'],
    // The app comes before Node and the agent.
    [
      error({ stack: stack('g (node:fs:1:2)', 'h (/usr/lib/x/notify.cjs:1:2)', 'f (/app/a.js:1:2)') }),
      'Error at /app/a.js:1',
    ],
    [error({ stack: stack('g (node:fs:1:2)', 'h (/usr/lib/x/notify.cjs:1:2)') }), 'Error at node:fs:1'],
    [error({ stack: stack('native', 'f (<anonymous>)') }), 'Error'],
    // The message may look like a place.
    [
      error({ message: 'm\n    at /secret:1:1', stack: 'Error: m\n    at /secret:1:1\n    at /app/a.js:2:1' }),
      'Error at /app/a.js:2',
    ],
    [error({ stack: undefined }), 'Error'],
    [error({ name: 'E2', stack: '' }), 'E2'],
    [error({ name: 'not a name', stack: '' }), 'Error'],
    [error({ name: 5, stack: '' }), 'Error'],
    [error({ name: 'x'.repeat(61), stack: '' }), 'x'.repeat(61)],
    [error({ name: 'x'.repeat(62), stack: '' }), 'Error'],
    [Object.assign(new Broken('m'), { name: '', stack: '' }), 'Broken'],
    [Object.assign(new Broken('m'), { name: '', constructor: undefined, stack: '' }), 'Error'],
    [error({ name: 'sesame', stack: '' }), '***'],
    [null, 'a thrown null'],
    [undefined, 'a thrown undefined'],
    ['sesame', 'a thrown string'],
  ] as const)
    assert.is(describeError(thrown), told, String(thrown instanceof Error && thrown.stack));
  const hostile = {
    get stack() {
      throw new Error();
    },
  };
  assert.is(describeError(Object.setPrototypeOf(hostile, Error.prototype)), 'an error that cannot be read');
});

words.run();
