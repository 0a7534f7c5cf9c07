/**
 * Changelogs as projects write them, and in the package.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { debianChangelog } from '../../builder/plan/changelog.ts';
import { isVersionTag, parseChangelog, releasesOfLog } from '../../builder/project/changelog.ts';
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

const reading = { version: '1.2.0', names: ['shop', '@scope/shop', 'services/shop'], timeOf: Number };

changes('tagged commits', () => {
  const log = [
    'e\t\t300\tafter the tag',
    'd\tHEAD -> main, tag: v1.1.0\t200\tsecond',
    'c\t\t150\tMerge branch x',
    'b\t\t120\tmore\tand more',
    'a\ttag: 1.0.0, tag: latest\t100\tfirst',
  ].join('\n');
  const after = { version: '1.2.0', time: 300, changes: ['after the tag'] };
  const second = { version: '1.1.0', time: 200, changes: ['second', 'more\tand more'] };
  const first = { version: '1.0.0', time: 100, changes: ['first'] };
  assert.equal(releasesOfLog(log, reading), [after, second, first]);
  assert.equal(releasesOfLog('a\t\t300\tnever tagged\n', reading), []);
  const commits = new Set(['d', 'a']);
  assert.equal(releasesOfLog(log, { ...reading, commits }), [{ ...second, changes: ['second'] }, first]);
});

changes('tags of a repository of several projects', () => {
  const log = [
    'd\ttag: shop-web@3.0.0, tag: v9.0.0\t400\tanother',
    'c\ttag: shop@1.1.0\t300\tc',
    'b\ttag: @scope/shop-v1.0.1\t200\tb',
    'a\ttag: services/shop/v1.0.0, tag: bank@2.0.0\t100\ta',
  ].join('\n');
  const versions = (text: string): string[] => releasesOfLog(text, reading).map(({ version }) => version);
  assert.equal(versions(log), ['1.2.0', '1.1.0', '1.0.1', '1.0.0']);
  assert.equal(versions('b\ttag: bank@2.0.0\t1\tb\na\ttag: v1.0.0\t1\ta'), ['1.2.0', '1.0.0']);
  assert.equal(versions('a\ttag: bank@2.0.0\t1\ta'), []);
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

changes('headings of each form, and lines that are none', () => {
  const first = (text: string): unknown[] => parseChangelog(text).map(({ version, time }) => [version, time]);
  const day = Date.parse('2026-01-02T12:00:00Z') / 1000;
  for (const heading of ['# 1.2.3', '#### v1.2.3', '## [1.2.3]', '## [v1.2.3](https://x)', '1.2.3', 'v1.2.3 is out'])
    assert.equal(first(heading), [['1.2.3', undefined]], heading);
  for (const heading of [
    '## 1.2.3 - 2026-01-02',
    '1.2.3 / 2026-01-02',
    '## [1.2.3](x) (2026-01-02)',
    '## 1.2.3 on 2026-01-02.',
  ])
    assert.equal(first(heading), [['1.2.3', day]], heading);
  for (const heading of ['## 1.2.3 - 12026-01-02', '## 1.2.3 - 2026-13-45', '## 1.2.3 - 26-01-02'])
    assert.equal(first(heading), [['1.2.3', undefined]], heading);
  for (const line of ['##### 1.2.3', '#1.2.3', '## 1.2', '## version 1.2.3', 'a 1.2.3', '* 1.2.3'])
    assert.equal(first(line), [], line);
  const said = (text: string): string[] | undefined => parseChangelog(`## 1.0.0\n${text}`)[0]?.changes;
  assert.equal(said('- a\nb\n\nc\n- d'), ['a b', 'c', 'd']);
  assert.equal(said('- a\n---\nb\n***\nc\n[1.0.0]: x\nd\n### e\nf'), ['a', 'b', 'c', 'd', 'f']);
  assert.equal(said('* a\n+ b\n- c\n-d'), ['a', 'b', 'c -d']);
  assert.equal(said('- a\r\n  b\r\n'), ['a b']);
  assert.equal(said('- ![x](y) [text](z) __bold__ **b** `c`'), ['x text bold b c']);
  assert.equal(said('- a\n# Other\n- b'), ['a']);
  assert.equal(said('- a\n<!-- - b\n- c --> d\n<!-- e -->'), ['a d']);
  assert.equal(parseChangelog('# Changes\n- a\n## 1.0.0\n- b')[0]?.changes, ['b']);
});

changes('commits before the first tag, merges, and tags that are no versions', () => {
  const told = (...lines: string[]): unknown =>
    releasesOfLog(lines.join('\n'), reading).map(({ version, changes }) => `${version}: ${changes.join(', ')}`);
  assert.equal(told('b\ttag: v1.0.0\t2\tb', 'a\t\t1\ta'), ['1.0.0: b, a']);
  for (const merge of ['Merge branch x', 'Merge pull request 1', 'Merge tag x', 'Merge remote-tracking branch'])
    assert.equal(told('b\ttag: v1.0.0\t2\tb', `a\t\t1\t${merge}`), ['1.0.0: b'], merge);
  for (const other of ['Merge two lists', 'Do Merge branch x'])
    assert.equal(told('b\ttag: v1.0.0\t2\tb', `a\t\t1\t${other}`), [`1.0.0: b, ${other}`]);
  for (const tag of ['v1', 'x1.0.0', 'shopx1.0.0', 'my-shop@1.0.0', 'v1.0.0_x'].slice(1))
    assert.equal(told(`a\ttag: ${tag}\t1\ta`), [], tag);
  for (const tag of ['shop@1.0.0', 'shop/1.0.0', 'shop_v1.0.0', 'shop-1.0.0', '@scope/shop@v1.0.0'])
    assert.equal(told(`a\ttag: ${tag}\t1\ta`), ['1.0.0: a'], tag);
  assert.equal(told('a\ttag: v1.0.0, tag: v1.0.1\t1\ta'), ['1.0.0: a']);
  for (const [log, is] of [
    ['a\ttag: v1.0\t1\tx', true],
    ['a\ttag: shop-v1.0.0\t1\tx', true],
    ['a\ttag: latest\t1\t1.0', false],
    ['a\tHEAD -> v1.0\t1\tx', false],
    ['a\ttag: v1\t1\tx', false],
  ] as const) {
    assert.is(isVersionTag(log), is, log);
  }
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

changes.run();
