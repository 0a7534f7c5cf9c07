/**
 * A plan on stdout: one line for each entry, for people, as dpkg-deb lists it, and as JSON.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Entry, type Manifest, textEntry } from '../../builder/manifest.ts';
import {
  describePackage,
  describePlan,
  describePrograms,
  listEntries,
  manifestJson,
} from '../../builder/terminal/report.ts';

const plan = suite('plan on stdout');

const UNIT = '/usr/lib/systemd/system/a.service';
const ENTRIES: Entry[] = [
  { type: 'directory', path: '/etc/a', mode: 0o750, owner: 'root' },
  { ...textEntry('/etc/a/rules', 'one\n'), conffile: true },
  { type: 'file', path: '/usr/bin/a', mode: 0o755, owner: 'a-user', source: 'a', size: 12_345, conffile: false },
  { type: 'link', path: '/usr/bin/b', mode: 0o777, owner: 'root', target: 'a' },
  textEntry('/usr/lib/a/bytes', Buffer.from([0xff, 0xfe])),
  textEntry(UNIT, '[Service]\n'),
  { type: 'link', path: '/usr/lib/systemd/user/a.service', mode: 0o777, owner: 'root', target: UNIT },
];

const MANIFEST = {
  ...{ package: 'a', version: '1', architecture: 'all', time: 1_700_000_000 },
  members: [
    { name: 'control', mode: 0o644, content: 'Package: a\n' },
    { name: 'postinst', mode: 0o755, content: '#!/bin/sh\n' },
  ],
  entries: ENTRIES,
} as unknown as Manifest;

plan('for people, an entry has its kind, its size and its remark; a control member and a unit have their text', () => {
  const text = `a 1 (all), 2023-11-14T22:13:20.000Z

drwxr-x--- root         0 /etc/a
-rw-r--r-- root         4 /etc/a/rules  conffile
-rwxr-xr-x a-user     12345 /usr/bin/a
lrwxrwxrwx root         0 /usr/bin/b -> a
-rw-r--r-- root         2 /usr/lib/a/bytes
-rw-r--r-- root        10 ${UNIT}
lrwxrwxrwx root         0 /usr/lib/systemd/user/a.service -> ${UNIT}

==> control <==
Package: a

==> ${UNIT} <==
[Service]
`;
  assert.is(describePlan(MANIFEST, { scripts: false }), text);
  const whole = text.replace(`\n==> ${UNIT}`, `\n==> postinst <==\n#!/bin/sh\n\n==> ${UNIT}`);
  assert.is(describePlan(MANIFEST, { scripts: true }), whole);
});

plan('as dpkg-deb --contents prints it', () => {
  assert.equal(listEntries(MANIFEST).split('\n'), [
    'drwxr-xr-x root/root         0 2023-11-14 22:13 ./',
    'drwxr-x--- root/root         0 2023-11-14 22:13 ./etc/a/',
    '-rw-r--r-- root/root         4 2023-11-14 22:13 ./etc/a/rules',
    '-rwxr-xr-x a-user/a-user 12345 2023-11-14 22:13 ./usr/bin/a',
    'lrwxrwxrwx root/root         0 2023-11-14 22:13 ./usr/bin/b -> a',
    '-rw-r--r-- root/root         2 2023-11-14 22:13 ./usr/lib/a/bytes',
    `-rw-r--r-- root/root        10 2023-11-14 22:13 .${UNIT}`,
    `lrwxrwxrwx root/root         0 2023-11-14 22:13 ./usr/lib/systemd/user/a.service -> ${UNIT}`,
    '',
  ]);
});

plan('for programs, modes are octal, and content is text or base64', () => {
  const { entries, members } = JSON.parse(manifestJson(MANIFEST));
  assert.equal(
    entries.map((entry: Record<string, unknown>) => [entry.mode, entry.size, entry.encoding, entry.content]),
    [
      ['0750', undefined, undefined, undefined],
      ['0644', 4, 'utf8', 'one\n'],
      ['0755', 12_345, undefined, undefined],
      ['0777', undefined, undefined, undefined],
      ['0644', 2, 'base64', '//4='],
      ['0644', 10, 'utf8', '[Service]\n'],
      ['0777', undefined, undefined, undefined],
    ],
  );
  assert.equal(members[1], { name: 'postinst', mode: '0755', content: '#!/bin/sh\n' });
  const built = { short: 's', full: 'f', size: 5, sbom: 'b' };
  const outcome = { built, name: 'a', version: '1', architecture: 'all' } as never;
  const told = { package: 'a', version: '1', architecture: 'all', path: 's', file: 'f', size: 5, sbom: 'b', more: 1 };
  assert.equal(JSON.parse(describePackage(outcome, { more: 1 })), told);
});

plan('programs are counted, and the releases of Debian are listed', () => {
  const told = (files: number, packages: number, releases: number[], bundledNode?: string): string => {
    const bundled = Array.from({ length: packages }, () => ({ folder: 'node_modules/x' }));
    const programs = {
      entries: Array.from({ length: files }),
      bundled: [...bundled, { folder: 'src' }],
      releases: releases.map((number) => ({ name: `Debian ${number}` })),
    };
    return describePrograms(programs as never, { bundledNode });
  };
  assert.is(told(0, 0, [12]), 'no files, no npm packages; for Debian 12');
  assert.is(told(1, 1, [12, 13], '22.1.0'), '1 file, 1 npm package, Node 22.1.0; for Debian 12 and 13');
  assert.is(told(2, 2, [11, 12, 13]), '2 files, 2 npm packages; for Debian 11, 12 and 13');
});

plan.run();
