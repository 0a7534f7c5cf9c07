/**
 * Changelogs as projects write them, and in the package. Licences as npm packages name them.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { debianChangelog } from '../../builder/plan/changelog.ts';
import { debianLicense, holders, licenseText, readBundledPackages } from '../../builder/programs/licenses.ts';
import { parseChangelog, releasesOfLog } from '../../builder/project/changelog.ts';
import { run } from '../../builder/shell.ts';
import { needing } from '../support/tools.ts';

const imprint = { name: 'demo', version: '1.2.0', maintainer: 'Ada <ada@example.org>', time: 1795392000 };

const KEEP_A_CHANGELOG = `# Changelog

All notable changes are here.

## [Unreleased]
- not yet

## [1.2.0] - 2026-03-01
### Added
- A page that
  takes two lines, see [the docs](https://example.org/docs).
* **Bold** and \`code\`
  - nested

A paragraph.

<!-- - a comment -->
## [1.2.0-rc.1] - 2026-02-01

- try

## 1.1.0

[1.2.0]: https://example.org/compare/v1.1.0...v1.2.0
`;

const changes = suite('changelog');

changes('a CHANGELOG.md as keepachangelog.com wants it', () => {
  assert.equal(parseChangelog(KEEP_A_CHANGELOG), [
    {
      version: '1.2.0',
      time: Date.parse('2026-03-01T12:00:00Z') / 1000,
      changes: ['A page that takes two lines, see the docs.', 'Bold and code', 'nested', 'A paragraph.'],
    },
    { version: '1.2.0~rc.1', time: Date.parse('2026-02-01T12:00:00Z') / 1000, changes: ['try'] },
    { version: '1.1.0', time: undefined, changes: [] },
  ]);
});

changes('as npm tools write it, and with underlined headings', () => {
  const written =
    '## [2.0.0](https://example.org/x) (2026-01-02)\n\n### Bug Fixes\n\n* mend it ([abc](https://x.org))\n';
  assert.equal(parseChangelog(written)[0]?.changes, ['mend it (abc)']);
  assert.is(parseChangelog(written)[0]?.time, Date.parse('2026-01-02T12:00:00Z') / 1000);
  assert.equal(parseChangelog('1.0.1 / 2020-02-03\n==================\n\n  * deps: foo@1\n')[0]?.changes, [
    'deps: foo@1',
  ]);
  assert.equal(parseChangelog('no versions here\n\n- at all\n'), []);
});

changes('tagged commits', () => {
  const log = [
    '\t300\tafter the tag',
    'HEAD -> main, tag: v1.1.0\t200\tsecond',
    '\t150\tMerge branch x',
    '\t120\tmore',
    'tag: 1.0.0, tag: latest\t100\tfirst',
  ].join('\n');
  assert.equal(releasesOfLog(log, '1.2.0'), [
    { version: '1.2.0', time: 300, changes: ['after the tag'] },
    { version: '1.1.0', time: 200, changes: ['second', 'more'] },
    { version: '1.0.0', time: 100, changes: ['first'] },
  ]);
  assert.equal(releasesOfLog('\t300\tnever tagged\n', '1.2.0'), []);
});

changes('the first entry is the package itself, for each form of the changelog', () => {
  const written = parseChangelog(KEEP_A_CHANGELOG);
  assert.match(
    debianChangelog(written, { ...imprint, version: '1.3.0' }),
    /^demo \(1\.3\.0\) .*\n\n {2}\* Release 1\.3\.0\.\n/,
  );
  assert.match(
    debianChangelog(written, { ...imprint, version: '1.2.0~rc.1' }),
    /^demo \(1\.2\.0~rc\.1\) .*\n\n {2}\* try\n/,
  );
  assert.match(
    debianChangelog([], imprint),
    / {2}\* Release 1\.2\.0\.\n\n -- Ada <ada@example\.org> {2}Mon, 23 Nov 2026 00:00:00 \+0000\n$/,
  );
});

needing('dpkg-parsechangelog', changes)('Debian reads it, and each entry is older than the one above', async () => {
  const sameDay = parseChangelog('## 1.2.0 - 2026-01-01\n- a\n## 1.1.0 - 2026-01-01\n- b\n## 1.0.0\n- c\n');
  const text = debianChangelog(sameDay, imprint);
  const folder = await mkdtemp(path.join(tmpdir(), 'changelog-'));
  try {
    await writeFile(path.join(folder, 'changelog'), text);
    const options = ['-l', path.join(folder, 'changelog'), '--all', '--format', 'rfc822', '-S'];
    const ask = async (field: string): Promise<string> =>
      (await run('dpkg-parsechangelog', [...options, field])).stdout;
    assert.equal((await ask('Timestamp')).split('\n').filter(Boolean), ['1767268800', '1767268799', '1767268798']);
    assert.is((await run('dpkg-parsechangelog', options.slice(0, 2))).stderr, '');
  } finally {
    await rm(folder, { recursive: true });
  }
});

changes('licences, as npm packages name them and as Debian does', async () => {
  const project = await mkdtemp(path.join(tmpdir(), 'licences-'));
  const put = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(project, file)), { recursive: true });
    await writeFile(path.join(project, file), text);
  };
  try {
    await put('node_modules/a/package.json', '{ "name": "a", "version": "1.0.0", "licenses": [{ "type": "MIT" }] }');
    await put('node_modules/a/LICENSE.md', 'MIT\n\nCopyright (c) 2011-2020 Ann. All rights reserved.\n');
    await put('node_modules/@s/b/package.json', '{ "name": "@s/b", "version": "2.0.0", "author": { "name": "Bob" } }');
    const inputs = ['src/app.ts', 'node_modules/a/x/y.js', 'node_modules/@s/b/i.js', 'node_modules/a/z.js'];
    assert.equal(
      (await readBundledPackages(project, inputs)).map(({ name, license, copyright }) => [name, license, copyright]),
      [
        ['@s/b', '', 'Bob'],
        ['a', 'MIT', '2011-2020 Ann'],
      ],
    );
  } finally {
    await rm(project, { recursive: true });
  }
  assert.is(holders('Copyright (C) 1999 Free Software Foundation\nCopyright [yyyy] [name]\n © 2020 Me\n'), '2020 Me');
  assert.is(debianLicense('(MIT AND BSD-3-Clause)'), 'MIT and BSD-3-Clause');
  assert.is(debianLicense('SEE LICENSE IN ./x'), 'other');
  assert.match(licenseText('LGPL-2.1-or-later', 'long'), 'common-licenses/LGPL-2.1.');
  assert.is(licenseText('MIT', 'text'), 'text');
  assert.match(licenseText('AGPL-3.0-only', ''), 'its package.json says "AGPL-3.0-only"');
});

changes.run();
