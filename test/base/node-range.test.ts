/**
 * Ranges of Node versions, joined.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commonRange, ltsFor, reasonsIn, releasesFor, withNewer } from '../../builder/node-range.ts';
import { abiOf, DEBIAN_RELEASES, LTS_NODES, majorOfAbi } from '../../builder/releases.ts';

const ranges = suite('joined Node ranges');

ranges('the range in which several agree', () => {
  for (const [given, common] of [
    [['>=18', '^18.18 || ^20.9 || >=21.1'], '>=18.18 <19 || >=20.9 <21 || >=21.1'],
    [['>=18 <23', '>=20.9'], '>=20.9 <23'],
    [['20.x || 22.x', '>=20.19.1'], '>=20.19.1 <21 || >=22 <23'],
    [['>20.1.0 <=22.3.0'], '>=20.1.1 <22.3.1'],
    [['18 || 19 || >=20'], '>=18'],
    [['20.19.2'], '>=20.19.2 <20.19.3'],
    [['*', '>=14', 'no range', ''], '>=18'],
    [[], '>=18'],
    [['^16'], undefined],
    [['^18', '>=20'], undefined],
    [['>=20 <19'], undefined],
  ] as const) {
    assert.is(commonRange(given), common, given.join());
  }
});

ranges('newer versions than a package names', () => {
  assert.is(withNewer('>=14'), '>=14');
  assert.is(withNewer('^18 || ^20'), '^18 || ^20 || >=21.0.0');
});

ranges('releases and LTS versions for demands', () => {
  const need = (range: string) => ({ range, because: range });
  const ids = (...given: string[]): string =>
    releasesFor(given.map(need))
      .map(({ id }) => id)
      .join();
  assert.is(ids(), 'debian12,debian13,testing');
  assert.is(ids('>=20', '<24', 'no range'), 'debian13');
  assert.is(ltsFor([need('>=18')]), LTS_NODES[0]);
  assert.match(ltsFor([need('^22.1')]) ?? '', /^22\./);
  assert.is(ltsFor([need('<18')]), undefined);
  assert.is(reasonsIn([need('a'), need('a'), need('b'), need('c')]), 'a (a) and 2 more');
  for (const { node } of DEBIAN_RELEASES) assert.is(majorOfAbi(abiOf(node) ?? 0), Number.parseInt(node, 10));
  for (const node of LTS_NODES) assert.is.not(abiOf(node), undefined);
  assert.is(abiOf(process.version.slice(1)), Number(process.versions.modules));
});

ranges.run();
