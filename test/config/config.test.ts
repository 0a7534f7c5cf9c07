import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Config } from '../../builder/config/config.ts';
import { parseConfig } from '../../builder/config/parse.ts';
import { formats, schema } from '../../builder/config/schema/schema.ts';
import { BuildError } from '../../builder/errors.ts';

type Json = Record<string, unknown>;

const own = JSON.parse(readFileSync('package.json', 'utf8')) as Json & { deb: Json };

/** The demonstration's package.json with some of its fields, and some of its deb section, replaced. */
function project(deb: Json, fields: Json = {}): Json {
  return { ...own, ...fields, deb: { ...own.deb, ...deb } };
}

function parse(packageJson: unknown): Config {
  return parseConfig(JSON.stringify(packageJson, null, 2));
}

function mistakes(packageJson: unknown): readonly string[] {
  try {
    parse(packageJson);
  } catch (error) {
    assert.instance(error, BuildError);
    return (error as BuildError).notes;
  }
  return [];
}

const config = suite('configuration');

config('a place has one spelling: no part of it is empty, . or ..', () => {
  for (const to of [
    '/etc/./passwd',
    '/etc//passwd',
    '/etc/../bin/sh',
    '/usr/./local/a',
    '/var/lib/../x',
    '/etc/a/..',
  ]) {
    for (const file of [{ from: 'package.json', to }, { link: '/a', to }, { directory: to }]) {
      assert.match(mistakes(project({ files: [file] })).join('\n'), 'it must be a path in /usr', to);
    }
  }
  assert.equal(mistakes(project({ files: [{ from: 'package.json', to: '/etc/notifydemo/.x..y/a.' }] })), []);
});

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
  const parsed = parse(least);
  assert.is(parsed.name, 'acme-web-shop');
  assert.is(parsed.version, '2.0.0~rc.1');
  assert.is(parsed.maintainer, 'Ada <ada@example.org>');
  assert.equal(parsed.depends, ['nodejs (>= 20)']);
  assert.is(parsed.services.length, 1);
  const expected = {
    ready: 'http',
    reload: false,
    explain: false,
    health: '/health',
    startTimeout: 30,
    stopTimeout: 30,
    watchdog: 10,
    user: 'acme-web-shop',
    unit: 'acme-web-shop',
    state: 'acme-web-shop',
    summary: 'Sells things',
    entry: 'src/server.ts',
    arguments: [],
    restart: 'on-failure',
    restartDelay: undefined,
    priorities: true,
    harden: 'standard',
    hardenOverrides: [],
    enable: true,
    start: true,
    restartAfterUpgrade: true,
    settings: [],
    sockets: [],
  };
  // Keys that are new follow from the schema.
  for (const [key, value] of Object.entries(expected)) {
    assert.equal(parsed.services[0][key as keyof typeof expected], value, key);
  }
});

config('is frozen, to its depths', () => {
  const parsed = parse(own) as { -readonly [K in keyof Config]: Config[K] };
  assert.throws(() => (parsed.name = 'other'), /read only/);
  assert.throws(() => (parsed.services[0].user = 'other'), /read only/);
});

config('every mistake is reported at once, in the order of the file, with its place', () => {
  const wrong = project({ mail: 'yes', section: 7, service: { watchdog: 'ten' }, extra: 1 }, { version: 'latest' });
  const found = mistakes(wrong);
  assert.is(found.length, 5);
  const lines = found.map((line) => Number(/^package\.json:(\d+):\d+: /.exec(line)?.[1]));
  assert.equal(
    lines,
    lines.toSorted((a, b) => a - b),
  );
  const text = JSON.stringify(wrong, null, 2).split('\n');
  for (const [at, what] of ['"version"', '"section"', '"watchdog"', '"mail"', '"extra"'].entries()) {
    assert.match(text[(lines[at] ?? 0) - 1] ?? '', what);
  }
});

config('services share what the package says, and an account its home', () => {
  const services = {
    worker: { entry: 'src/worker.js', ready: 'loaded', user: 'hand' },
    night: { schedule: 'daily', user: 'hand' },
  };
  const { services: all } = parse(project({ services, settings: {} }));
  assert.equal(
    all.map(({ unit, entry, user, state, startTimeout }) => [unit, entry, user, state, startTimeout]),
    [
      ['notifydemo', 'payload/app.ts', 'notifydemo', 'notifydemo', 30],
      ['notifydemo-worker', 'src/worker.js', 'hand', 'notifydemo_hand', 30],
      ['notifydemo-night', 'payload/app.ts', 'hand', 'notifydemo_hand', 3600],
    ],
  );
});

config('a revision and a snapshot are part of the version', () => {
  assert.is(parse(project({ revision: '2' })).version, '1.0.0-2');
  const text = JSON.stringify(own);
  assert.is(parseConfig(text, '~git20261122.abcdef0').version, '1.0.0~git20261122.abcdef0');
});

config('a Node of its own is exactly that, and no dependency', () => {
  const parsed = parse(project({ runtime: 'bundled', node: '24.21.0' }));
  assert.equal(parsed.depends, []);
  assert.is(parsed.bundledNode, '24.21.0');
  assert.is(parsed.releases.length, 3);
});

config('anything else than an object is refused, with its place', () => {
  for (const nothing of [null, [], 'text', 7, true]) {
    assert.throws(() => parse(nothing), /does not hold an object/);
    assert.match(mistakes(nothing)[0] ?? '', /^package\.json:1:1: it is (null|a list|a text|a number|true or false);/);
  }
});

config('a package is compressed with xz, unless told', () => {
  assert.equal(parse(own).compression, { method: 'xz', level: 6 });
  for (const [compression, level] of [
    ['zstd', 12],
    ['gzip', 9],
    ['none', 0],
  ]) {
    assert.equal(parse(project({ compression })).compression, { method: compression, level });
  }
  const told = parse(project({ compression: 'zstd', compressionLevel: 19, compressionThreads: 3 }));
  assert.equal(told.compression, { method: 'zstd', level: 19, threads: 3 });
  assert.match(mistakes(project({ compression: 'gzp' })).join(), 'did you mean "compression": "gzip"?');
});

config('what is no JSON any more is told in words, with its line and a mark below the place', () => {
  const text = JSON.stringify(own, null, 2);
  const unchanged = JSON.stringify(JSON.parse(text));
  fc.assert(
    fc.property(
      fc.nat(text.length - 1),
      fc.constantFrom('', ',', '"', '}', ']', '{', "'", '#', '\n', 'x'),
      (at, by) => {
        const spoilt = `${text.slice(0, at)}${by}${text.slice(at + 1)}`;
        try {
          assert.type(JSON.parse(spoilt), 'object');
          return;
        } catch {
          assert.is.not(spoilt, unchanged);
        }
        let notes: readonly string[] = [];
        try {
          parseConfig(spoilt);
        } catch (error) {
          assert.is((error as Error).message, 'package.json is not valid JSON');
          notes = (error as BuildError).notes;
        }
        const [, line = '', column = ''] = /^package\.json:(\d+):(\d+): \S/.exec(notes[0] ?? '') ?? [];
        const shown = spoilt.split('\n')[Number(line) - 1];
        if (shown === undefined) throw new Error(`no line of this text: ${notes[0]}`);
        assert.ok(Number(column) >= 1 && Number(column) <= shown.length + 1, notes[0]);
        if (shown.trim() === '') {
          assert.is(notes.length, 1);
          return;
        }
        const [, part = '', mark = ''] = notes;
        assert.is(mark.trim(), '^');
        assert.ok(shown.includes(part.slice(2)), part);
        assert.is(part[mark.length - 1], shown[Number(column) - 1]);
      },
    ),
    { numRuns: 300 },
  );
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

config('the schema is one: build-deb itself takes it as it is', () => {
  const ajv = new Ajv({ strictTypes: false, formats });
  assert.ok(ajv.validateSchema(schema), JSON.stringify(ajv.errors));
});

config.run();
