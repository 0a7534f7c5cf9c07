/**
 * Parts of a plan: words as a language takes them, holders of a licence, conditions of readiness, collisions.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError, describeError } from '../../builder/errors.ts';
import { type Entry, planned, textEntry } from '../../builder/manifest.ts';
import { refuseCollisions } from '../../builder/plan/collisions.ts';
import { controlView } from '../../builder/plan/control.ts';
import { copyrightView } from '../../builder/plan/copyright.ts';
import { usedDefinitions } from '../../builder/plan/definitions.ts';
import { manView } from '../../builder/plan/man.ts';
import { fieldLines, manText, render, unitText, unitWord } from '../../builder/plan/render.ts';
import { configOf, facts, plan, programs } from '../support/plans.ts';
import { file, folder, link, told } from './told.ts';

const parts = suite('parts of a plan');

/** A word of a command line as systemd reads it (systemd.service(5), "Command lines"; systemd.unit(5), specifiers). */
function readWord(word: string): string {
  const plain = word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : word;
  return plain.replaceAll('%%', '%').replaceAll('$$', '$');
}

parts('a word of a command is the same word to systemd', () => {
  const pairs = {
    'a/B_9.:=@,+-': 'a/B_9.:=@,+-',
    '': '""',
    'a b': '"a b"',
    'a$b%c"d\\e': '"a$$b%%c\\"d\\\\e"',
    "it's": `"it's"`,
    'a;': '"a;"',
  };
  for (const [text, word] of Object.entries(pairs)) assert.is(unitWord(text), word);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...' a$%"\\\'b;~#') }), (text) => {
      const word = unitWord(text);
      assert.match(word, /^([\w/.:=@,+-]+|"([^"\\]|\\["\\])*")$/);
      assert.not.match(word.replaceAll('%%', '').replaceAll('$$', ''), /[%$]/);
      assert.is(readWord(word), text);
    }),
  );
  assert.is(unitText('50% of %n'), '50%% of %%n');
});

parts('text of a man page and of a field', () => {
  assert.is(manText(".a\n'b\n a-b\\c\nd.e"), "\\&.a\n\\&'b\n a\\-b\\ec\nd.e");
  assert.equal(fieldLines(['a ', '', ' \t', 'b\nc', '  d']), ['a', '.', '.', 'b', 'c', '  d']);
});

parts('a template that lacks or is broken is an error with its name', () => {
  assert.throws(() => render({}, 'control', {}), /debian-templates has no control\.hbs/);
  assert.throws(() => render({ x: '{{#if}}' }, 'x', {}), /the template x cannot be rendered/);
  assert.is(render({ x: 'a{{b}}' }, 'x', { b: '<&">' }), 'a<&">');
});

parts('definitions that are used, directly or through each other, in their order', () => {
  const [one, two, three] = ['one() { two; }', "TWO='three'", 'three() (\n  one\n)'];
  const all = [one, two, three];
  assert.equal(usedDefinitions('three', all), [one, three]);
  assert.equal(usedDefinitions('echo $TWO', all), [two]);
  assert.equal(usedDefinitions('# three\n  # one', all), []);
  assert.equal(usedDefinitions('threes one_', all), []);
  assert.equal(usedDefinitions('one "$TWO" three', all), all);
});

const input = (deb: object = {}, keys: object = {}) => ({
  config: configOf(deb),
  facts: { ...facts, ...keys },
  programs,
});

parts('the condition of readiness in the manual', () => {
  const ready = (service: object) => manView(input({ service })).ready;
  assert.is(ready({ ready: 'http', health: '/a' }), '/a has answered 2xx or 429');
  assert.is(ready({ ready: 'listening' }), 'its port is open, and a web server there does not answer 503');
  assert.is(ready({ ready: 'app' }), 'it says that it is ready');
  assert.is(ready({ ready: 'loaded' }), 'its program has been loaded');
  const [step] = manView(input({ before: { entry: 'a.js' } })).services;
  assert.equal([step?.unit, step?.summary], ['notifydemo-before', 'Runs once, before version 1.0.0 starts.']);
});

parts('the holder of a licence is the one that its text names, or else the maintainer', () => {
  const holder = (licenseText: string) => copyrightView(input({}, { licenseText, time: 1767225599 })).copyright;
  const { maintainer } = configOf();
  for (const [text, found] of [
    ['Copyright (c) 2020-2024 Ada  \n', '2020-2024 Ada'],
    ['MIT\n\n  copyright © 2021 B\n', '2021 B'],
    ['Copyright 2022 C', '2022 C'],
    ['Copyright (C) 2007 Free Software Foundation, Inc.\nCopyright (c) 2023 D', '2023 D'],
  ] as const) {
    assert.is(holder(text), found);
  }
  // The last second of 2025.
  for (const text of [
    '',
    'The Copyright (c) 2020 Ada',
    'Copyright (c) Ada',
    'Copyright (C) 2007 Free Software Foundation, Inc.',
  ]) {
    assert.is(holder(text), `2025 ${maintainer}`, text);
  }
  assert.is(copyrightView(input({}, { licenseText: '', time: 1767225600 })).copyright, `2026 ${maintainer}`);
});

parts('a paragraph of the description has 78 columns at most, and a dot stands between two', () => {
  const lines = (extendedDescription: string[]) => controlView(input({ extendedDescription }), 1).description;
  assert.equal(lines(['a', 'b']), ['a', '.', 'b']);
  const long = `${'x'.repeat(70)} ${'y'.repeat(7)} z`;
  assert.equal(lines([long]), [long.slice(0, -2), 'z']);
});

function collision(...entries: Entry[]): string {
  try {
    refuseCollisions(entries.flatMap((entry, at) => planned(`deb.files[${at}]`, [entry])));
    return '';
  } catch (error) {
    assert.instance(error, BuildError);
    return describeError(error);
  }
}

parts('two entries in one place, or one below another that is no directory', () => {
  const note = 'comes from deb.files';
  assert.is(
    collision(file('/etc/a'), link('/etc/a', '/b')),
    `error: two entries would land in /etc/a\n  /etc/a ${note}[0]\n  /etc/a ${note}[1]\n  change the "to" or "directory" of one of the two, or leave it out`,
  );
  for (const above of [file('/etc/a'), link('/etc/a', '/b')]) {
    for (const entries of [
      [above, file('/etc/a/b/c')],
      [file('/etc/a/b/c'), above],
      [file('/etc/x/y'), file('/etc/a/b'), above],
    ]) {
      assert.match(collision(...entries), 'would land below /etc/a, which is no directory');
    }
  }
  assert.is(collision(folder('/etc/a'), file('/etc/a/b'), file('/etc/ab'), file('/etc/a-/b')), '');
  assert.match(
    told([file('/usr/lib/shop/app.cjs')]),
    'change the "to" or "directory" of deb.files[0], or leave it out',
  );
});

const conffile = (path: string): Entry => ({ ...textEntry(path, 'x'), conffile: true });

parts('a directory in the place of the backup of a conffile, listed or above another entry', () => {
  assert.match(
    collision(conffile('/etc/a'), folder('/etc/a.dpkg-tmp')),
    'could not purge the directory /etc/a.dpkg-tmp',
  );
  assert.match(collision(file('/etc/#a#/b'), conffile('/etc/a')), '/etc/a comes from deb.files[1]');
  assert.is(collision(conffile('/etc/a'), file('/etc/a.bak')), '');
  assert.is(collision(file('/etc/a'), folder('/etc/a.bak')), '');
  assert.is(collision(conffile('/etc/a'), folder('/etc/b.bak'), folder('/usr/a.bak')), '');
});

parts('owners and modes of files are those that they get on the target', () => {
  const seal = { path: '/etc/other/seal', type: 'z', owner: 'root' } as const;
  assert.match(told([file(seal.path)], { owned: [{ ...seal, mode: '0646' }] }), 'every user could write to it');
  assert.is(told([file(seal.path, 0o644)], { owned: [{ ...seal, mode: '0640', group: 'shop' }] }), '');
  assert.is(
    told([file('/etc/cron.d/shop', 0o600)], { owned: [{ ...seal, path: '/etc/cron.d/shop', mode: '0644' }] }),
    '',
  );
  const wrong = told([file('/etc/cron.d/shop', 0o755)]);
  assert.match(wrong, 'its mode is 0755, and files in /etc/cron.d need 0644');
  const cron = { type: 'd', path: '/etc/cron.daily/shop', mode: '0750', owner: 'root' } as const;
  assert.is(told([], { owned: [cron] }), '');
  assert.is(told([folder('/etc/cron.daily/shop.d')]), '');
});

parts('members of the control archive have the modes of debhelper', () => {
  const { members } = plan();
  assert.equal(
    members.map(({ name, mode }) => `${name} ${mode.toString(8)}`),
    ['control 644', 'preinst 755', 'postinst 755', 'prerm 755', 'postrm 755', 'triggers 644'],
  );
  const names = (deb: object) =>
    plan(deb)
      .entries.map(({ path }) => path)
      .filter((path) => /changelog/.test(path));
  assert.equal(names({ revision: '1' }), ['/usr/share/doc/notifydemo/changelog.Debian.gz']);
  assert.equal(names({}), ['/usr/share/doc/notifydemo/changelog.gz']);
});

parts.run();
