import fc from 'fast-check';
import semver from 'semver';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DEBIAN_RELEASES, OLDEST_NODE } from '../../builder/releases.ts';
import { run } from '../../builder/shell.ts';
import {
  debianVersion,
  fileNames,
  isNodeRange,
  nodeDependencies,
  releasesWithNode,
  snapshotSuffix,
} from '../../builder/version.ts';

const version = suite('versions');

version("npm's versions in Debian's words", () => {
  assert.is(debianVersion('1.2.3'), '1.2.3');
  assert.is(debianVersion('1.2.3-rc.1'), '1.2.3~rc.1');
  assert.is(debianVersion('1.2.3+build.5'), '1.2.3+build.5');
  assert.is(debianVersion('1.2.3-rc.1+5'), '1.2.3~rc.1+5');
});

version('the oldest Node is that of the oldest release', () => {
  const majors = DEBIAN_RELEASES.map(({ node }) => Number.parseInt(node, 10));
  assert.is(OLDEST_NODE, majors[0]);
  assert.is(OLDEST_NODE, Math.min(...majors));
});

version('what Debian could not order has none', () => {
  for (const text of ['', 'latest', 'v1.2.3', '1.2', '1.2.3-beta-1', '1.2.3 ', '1:1.2.3', '1.2.3_4', '1.2.3-']) {
    assert.is(debianVersion(text), undefined, text);
  }
});

version('dpkg orders pre-releases and releases as npm does', async () => {
  const ordered = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1-0',
    '1.10.0',
    '2.0.0',
  ];
  const debian = ordered.map((text) => debianVersion(text) as string);
  for (let at = 1; at < debian.length; at += 1) {
    const { exitCode } = await run('dpkg', [
      '--compare-versions',
      debian[at - 1] as string,
      'lt',
      debian[at] as string,
    ]);
    assert.is(exitCode, 0, `${debian[at - 1]} < ${debian[at]}`);
  }
});

/** Versions as projects write them: the words of a pre-release are words, perhaps with numbers behind them. */
const usual = fc
  .tuple(
    fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30)),
    fc.constantFrom('', '', '-alpha', '-beta', '-rc', '-next', '-canary'),
    fc.array(fc.nat(120), { maxLength: 2 }),
  )
  .map(
    ([release, word, numbers]) => release.join('.') + word + (word && numbers.map((number) => `.${number}`).join('')),
  );

/** Of two versions, one is often a near relative of the other. */
const pairs = fc.oneof(
  fc.tuple(usual, usual),
  fc
    .tuple(usual, usual)
    .map(([one, other]): [string, string] => [one, `${one.split('-')[0]}-${other.split('-')[1] ?? 'rc.2'}`]),
  usual.map((one): [string, string] => [one, one]),
  usual.map((one): [string, string] => [one, one.replace(/\d+/, (number) => String(Number(number) + 1))]),
);

version('dpkg orders any two versions as npm does', async () => {
  const sample = fc.sample(pairs, 100);
  const debian = sample.map((pair) => pair.map((text) => debianVersion(text)).join(' '));
  const compare =
    'dpkg --compare-versions $a lt $b && echo lt || { dpkg --compare-versions $a eq $b && echo eq || echo gt; }';
  const script = `while read -r a b; do ${compare}; done`;
  const { stdout } = await run('sh', ['-c', script], { input: `${debian.join('\n')}\n` });
  const names = ['lt', 'eq', 'gt'];
  const expected = sample.map(([a, b]) => names[1 + semver.compare(a, b)]);
  const wrong = sample.filter((_, at) => stdout.split('\n')[at] !== expected[at]);
  assert.equal(wrong, []);
  for (const name of names) assert.ok(expected.includes(name), name);
});

version('dpkg accepts every version that comes out', async () => {
  const versions = fc.sample(
    fc.stringMatching(/^\d{1,3}\.\d{1,3}\.\d{1,3}(-[0-9A-Za-z.]{1,8})?(\+[0-9A-Za-z.]{1,8})?$/),
    100,
  );
  for (const text of versions) {
    const { exitCode, stderr } = await run('dpkg', ['--validate-version', debianVersion(text) as string]);
    assert.is(exitCode, 0, `${text}: ${stderr}`);
  }
});

version('dependencies on Node', () => {
  const expected: Record<string, string[]> = {
    '>=18': ['nodejs (>= 18)'],
    '>= 18.12.1': ['nodejs (>= 18.12.1)'],
    '18.x': ['nodejs (>= 18)', 'nodejs (<< 19~)'],
    '^20.9': ['nodejs (>= 20.9)', 'nodejs (<< 21~)'],
    '>=18 <22': ['nodejs (>= 18)', 'nodejs (<< 22~)'],
    '^18 || ^20': ['nodejs (>= 18)', 'nodejs (<< 21~)'],
    '^18 || >=20': ['nodejs (>= 18)'],
    '<=20.5.0': ['nodejs (>= 18)', 'nodejs (<< 20.5.1~)'],
    // What the agent needs is more than that.
    '>=0.10': ['nodejs (>= 18)'],
    '*': ['nodejs (>= 18)'],
  };
  for (const [range, dependencies] of Object.entries(expected)) {
    assert.ok(isNodeRange(range), range);
    assert.equal(nodeDependencies(range), dependencies, range);
  }
  for (const text of ['latest', '', ' ', 'node 18']) assert.not(isNodeRange(text), text);
});

version('which Debian has such a Node', () => {
  const ids = (range: string): string[] => releasesWithNode(range).map(({ id }) => id);
  assert.equal(ids('>=18'), ['debian12', 'debian13', 'testing']);
  assert.equal(ids('>=20'), ['debian13', 'testing']);
  assert.equal(ids('18.x || 24.x'), ['debian12', 'testing']);
  assert.equal(ids('>=26'), []);
});

version('a snapshot comes after the release before and before its own', async () => {
  const snapshot = `1.2.3${snapshotSuffix(Date.parse('2026-11-22T23:59:59Z') / 1000, 'abcdef0123')}`;
  assert.is(snapshot, '1.2.3~git20261122.abcdef0');
  for (const [a, b] of [
    ['1.2.2', snapshot],
    [snapshot, '1.2.3'],
    [snapshot, '1.2.3-1'],
  ] as const) {
    assert.is((await run('dpkg', ['--compare-versions', a, 'lt', b])).exitCode, 0, `${a} < ${b}`);
  }
});

version('file names', () => {
  assert.equal(fileNames('a', '1.0~rc', 'all'), {
    full: 'a_1.0~rc_all.deb',
    short: 'a.deb',
    sbom: 'a_1.0~rc_all.cdx.json',
  });
});

version.run();
