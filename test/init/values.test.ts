/**
 * Fields of npm, names and settings, each at its edges.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { atLicense, atMaintainer, atVersion } from '../../builder/init/fields.ts';
import { atName, systemUser } from '../../builder/init/name.ts';
import { atNode } from '../../builder/init/node.ts';
import { atSettings } from '../../builder/init/settings.ts';
import type { Survey } from '../../builder/init/survey.ts';

const init = suite('init, values');

const survey = (more: object = {}): Survey =>
  ({
    env: { read: [], examples: [], maps: [] },
    readme: '',
    committer: {},
    folder: 'shop',
    sources: [],
    names: [],
    nodeNeeds: { needs: [], own: [], here: '24.1.0', addons: [], natives: [], hooks: [] },
    ...more,
  }) as unknown as Survey;

init('engines, versions and maintainers', () => {
  const node = (engines: unknown) => atNode(survey(), { engines });
  for (const engines of [undefined, {}, { node: 7 }, { node: '' }, { node: 'lts/*' }])
    assert.equal(node(engines).deb, { node: '>=18' });
  assert.equal(node({ node: '>=18' }), {});
  assert.match(node({ node: '<10' }).questions?.[0] ?? '', 'no Debian has the Node of engines.node (<10)');
  for (const version of ['1.0.0', '1.0.0-rc.1']) assert.equal(atVersion(survey(), { version }), {});
  for (const version of [7, '', 'one'])
    assert.match(atVersion(survey(), { version }).questions?.[0] ?? '', 'Debian cannot order');
  assert.equal(atVersion(survey(), {}), { fields: { version: '1.0.0' }, guesses: ['version: "1.0.0", the first one'] });
  const git = { committer: { name: 'Bob', email: 'b@c.d' } };
  const maintainer = (author: unknown, more = {}) => atMaintainer(survey(more), { author });
  for (const author of ['Ada <a@b.c>', { name: 'Ada', email: 'a@b.c' }]) assert.equal(maintainer(author, git), {});
  for (const author of ['Ada <a@b.c> (x)', ' Ada <a@b.c> '])
    assert.is(maintainer(author, git).deb?.maintainer, 'Ada <a@b.c>', author);
  for (const author of [
    undefined,
    'Ada',
    '<a@b.c>',
    'Ada <a b@c>',
    'Ada <ab.c>',
    'A\nda <a@b.c>',
    { name: 'Ada' },
    { name: 7, email: 'a@b.c' },
  ]) {
    assert.is(maintainer(author, git).deb?.maintainer, 'Bob <b@c.d>');
    for (const committer of [{}, { name: 'Bob' }, { email: 'b@c.d' }])
      assert.match(maintainer(author, { committer }).questions?.[0] ?? '', 'deb.maintainer');
  }
});

init('licences by the beginnings of their texts', () => {
  const texts: Record<string, string> = {
    ...{
      'The MIT License (MIT)': 'MIT',
      'Permission is hereby granted, free of charge, to': 'MIT',
      'x\nPermission is hereby granted, free of charge': 'MIT',
    },
    ...{
      '\n  Apache License\n  Version 2.0, January': 'Apache-2.0',
      'ISC License\n': 'ISC',
      'BSD 3-Clause License': 'BSD-3-Clause',
    },
    ...{
      'BSD 2-Clause License': 'BSD-2-Clause',
      'Mozilla Public License Version 2.0': 'MPL-2.0',
      'Mozilla Public License, version 2.0': 'MPL-2.0',
    },
    'This is free and unencumbered software released into the public domain.': 'Unlicense',
  };
  for (const [text, license] of Object.entries(texts)) {
    const found = atLicense(survey({ license: { file: 'LICENSE', text } }), {});
    assert.equal([found.fields, found.questions], [{ license }, []], text);
  }
  const late = `${'x'.repeat(300)} MIT License`;
  for (const text of ['SUMMIT License', 'Apache License Version 1', late, '']) {
    assert.is(atLicense(survey({ license: { file: 'LICENSE', text } }), {}).fields, undefined, text.slice(0, 20));
  }
  const edge = `${'x'.repeat(288)} MIT License`;
  assert.equal(atLicense(survey({ license: { file: 'LICENSE', text: edge } }), {}).fields, { license: 'MIT' });
  const file = { file: 'COPYING', text: 'ISC License' };
  const asked = atLicense(survey({ license: file }), { license: 'a b/c' }).questions ?? [];
  assert.match(asked[0] ?? '', 'such as "ISC"');
  assert.match(asked[1] ?? '', '"cp COPYING LICENSE"');
  assert.is(atLicense(survey({ license: file }), { license: 'MIT' }).questions?.length, 1);
  assert.match(atLicense(survey(), { license: 'MIT' }).questions?.[0] ?? '', 'LICENSE: Debian requires the text');
});

init('names of packages and accounts at their lengths', () => {
  const name = (given: unknown, folder = 'shop') => atName(survey({ folder }), { name: given }).deb?.name;
  for (const fitting of ['ab', 'a.b-c', '@acme/x', 'a'.repeat(100)]) assert.is(name(fitting), undefined, fitting);
  for (const [given, made] of [
    ['Web_Shop', 'web-shop'],
    ['--a b.', 'a-b'],
    ['', 'shop'],
    [7, 'shop'],
  ]) {
    assert.is(name(given), made);
  }
  for (const given of ['a', 'a'.repeat(101), 'ä'])
    assert.match(atName(survey(), { name: given }).questions?.[0] ?? '', 'cannot name a Debian package');
  const user = (given: string) => (systemUser(survey(), { name: given }).deb as { user?: string } | undefined)?.user;
  assert.is(user('a'.repeat(31)), undefined);
  assert.is(user('a'.repeat(32)), 'a'.repeat(31));
  assert.is(user(`${'a'.repeat(29)}--bc`), 'a'.repeat(29));
  assert.is(user('7up'), '_7up');
});

init('ports that a service may have, and variables that are settings', () => {
  const settings = (start: object, source = '') =>
    atSettings(
      survey({
        start: { from: 'scripts.start', arguments: [], variables: {}, ...start },
        sources: source ? [{ file: 'a.js', text: source }] : [],
      }),
      {},
    ).deb?.settings as Record<string, { value: string }> | undefined;
  for (const [port, value] of [
    ['1023', '8080'],
    ['1024', '1024'],
    ['65535', '65535'],
    ['65536', '8080'],
    ['0', '8080'],
    ['x', undefined],
    ['123456', undefined],
  ]) {
    assert.is(settings({ variables: { PORT: port } })?.PORT?.value, value, port);
  }
  for (const word of ['-p', '--port', '--port=1', '-p1'].slice(0, 3))
    assert.is(settings({ arguments: [word] }, 'process.env.PORT || 3000')?.PORT, undefined, word);
  assert.is(settings({ arguments: ['--portal'] }, 'process.env.PORT || 3000')?.PORT?.value, '3000');
  assert.is(settings({ arguments: ['-p'], variables: { PORT: '4000' } })?.PORT?.value, '4000');
  const names = 'NOTIFY_SOCKET LISTEN_FDS WATCHDOG_USEC NODE_OPTIONS CREDENTIALS_DIRECTORY npm_x A-B';
  for (const name of names.split(' ')) assert.is(settings({ variables: { [name]: 'x' } }), undefined, name);
  for (const name of ['A', '_A1', 'lower', 'database__client', 'NODE_OPTIONS_X', 'NOTIFY', 'NODE_ENVS'])
    assert.equal(Object.keys(settings({ variables: { [name]: 'x' } }) ?? {}), [name]);
  for (const value of ['a"b', "a'b", 'a`b', 'a\\b', 'a$b', 'a%b', 'a\nb', 'a\u2028b'])
    assert.is(settings({ variables: { A: value } }), undefined, value);
});

init.run();
