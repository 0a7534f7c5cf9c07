import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Config, parseConfig } from '../builder/config.ts';
import { BuildError } from '../builder/errors.ts';

type Json = Record<string, unknown>;

const own = JSON.parse(readFileSync('package.json', 'utf8')) as Json & { deb: Json };

/** The demonstration's package.json with some of its fields, and some of its deb section, replaced. */
function project(deb: Json, fields: Json = {}): Json {
  return { ...own, ...fields, deb: { ...own.deb, ...deb } };
}

function mistakes(packageJson: unknown): readonly string[] {
  try {
    parseConfig(packageJson);
  } catch (error) {
    assert.instance(error, BuildError);
    return (error as BuildError).notes;
  }
  return [];
}

const config = suite('configuration');

config('ten lines are enough', () => {
  const least = {
    name: '@acme/web-shop',
    version: '2.0.0-rc.1',
    description: 'Sells things',
    author: { name: 'Ada', email: 'ada@example.org' },
    license: 'MIT',
    engines: { node: '>=20' },
    deb: { entry: 'src/server.ts' },
  };
  const parsed = parseConfig(least);
  assert.is(parsed.name, 'acme-web-shop');
  assert.is(parsed.version, '2.0.0~rc.1');
  assert.is(parsed.maintainer, 'Ada <ada@example.org>');
  assert.equal(parsed.depends, ['nodejs (>= 20)']);
  assert.equal(parsed.service, {
    ready: 'http',
    reload: false,
    explain: false,
    health: '/health',
    startLimit: 30,
    stopLimit: 30,
    watchdog: 10,
    user: 'acme-web-shop',
  });
});

config('is frozen, to its depths', () => {
  const parsed = parseConfig(own) as { -readonly [K in keyof Config]: Config[K] };
  assert.throws(() => (parsed.name = 'other'), /read only/);
  assert.throws(() => (parsed.service.user = 'other'), /read only/);
});

config('a misspelt key is named, with its place and the nearest valid one', () => {
  assert.equal(mistakes(project({ servce: {} })), ['deb.servce: there is no such key; did you mean "service"?']);
  assert.equal(mistakes(project({ service: { helth: '/' } })), [
    'deb.service.helth: there is no such key; did you mean "health"?',
  ]);
});

config('every mistake is reported at once', () => {
  const wrong = project({ mail: 'yes', section: 7, service: { watchdog: 'ten' }, extra: 1 }, { version: 'latest' });
  assert.is(mistakes(wrong).length, 5);
});

const refusals: [string, Json, RegExp][] = [
  ['a wrong type', project({ mail: 'yes' }), /^deb\.mail: is "yes"; it must be true or false$/],
  [
    'a name Debian forbids',
    project({ name: 'Web_Shop' }),
    /^deb\.name: is "Web_Shop"; it must be a Debian package name/,
  ],
  [
    "npm's name, where Debian forbids it",
    { ...own, name: 'x' },
    /^name \(or deb\.name\): is "x"; it must be a Debian package name/,
  ],
  [
    'a version Debian cannot order',
    { ...own, version: '1.0.0-beta-2' },
    /^version: is "1\.0\.0-beta-2"; it must be a version that Debian can order/,
  ],
  ['no version', { ...own, version: undefined }, /^version: missing/],
  [
    'a description with a newline',
    { ...own, description: 'one\ntwo' },
    /^description \(or deb\.summary\): is "one\\ntwo"; it must be one line/,
  ],
  [
    'no description',
    { ...own, description: undefined },
    /^description \(or deb\.summary\): is missing; it must be one line/,
  ],
  ['a description that is too long', { ...own, description: 'x'.repeat(81) }, /at most 80 characters/],
  [
    'a maintainer without an address',
    { ...own, author: 'Ada' },
    /^author \(or deb\.maintainer\): is "Ada"; it must be a name and an address/,
  ],
  ["the name of a folder of the system's", project({ name: 'dpkg' }), /^deb\.name: is "dpkg"; .* belongs to already$/],
  ['a name that no unit can have', project({ name: 'c++app' }), /^deb\.name: is "c\+\+app"/],
  [
    'an explanation that would swallow the next line',
    project({ settings: { PORT: { value: '1', about: 'ends so \\' } } }),
    /^deb\.settings\.PORT\.about: .* does not end with a backslash$/,
  ],
  ['no deb section', { ...own, deb: undefined }, /^deb: missing; it must be an object/],
  ['no entry', project({ entry: undefined }), /^deb\.entry: missing; it must be the path of the file/],
  ['an entry outside the project', project({ entry: '../x.js' }), /^deb\.entry: is "\.\.\/x\.js"/],
  [
    'a range of Node versions that is none',
    project({ node: '20.x' }),
    /^deb\.node: is "20\.x"; it must be the oldest Node/,
  ],
  [
    'a dependency that is none',
    project({ depends: ['foo > 1'] }),
    /^deb\.depends\.0: is "foo > 1"; it must be a Debian dependency/,
  ],
  [
    'a setting that the agent uses itself',
    project({ settings: { NOTIFY_NAME: { value: '', about: 'x' } } }),
    /^deb\.settings\.NOTIFY_NAME: keys here must be variable names/,
  ],
];
for (const [what, packageJson, expected] of refusals) {
  config(`refuses ${what}`, () => {
    const found = mistakes(JSON.parse(JSON.stringify(packageJson)));
    assert.is(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', expected);
  });
}

config('anything else than an object is refused', () => {
  for (const nothing of [null, [], 'text', 7]) assert.throws(() => parseConfig(nothing), /does not hold an object/);
});

config('never crashes on what JSON can hold', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...Object.keys(own.deb), 'x'), fc.jsonValue()), (deb) => {
      const found = mistakes({ ...own, deb });
      assert.ok(
        found.every((line) => !line.includes('undefined') && !line.includes('[object')),
        found.join('\n'),
      );
    }),
    { numRuns: 300 },
  );
});

config.run();
