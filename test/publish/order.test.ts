/**
 * Debian versions sort as dpkg sorts them.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareVersions } from '../../builder/publish/order.ts';
import { run } from '../../builder/shell.ts';
import { needing } from '../support/tools.ts';

const order = suite('order of versions');

/** From the oldest to the newest. */
const ASCENDING = ['0~', '0', '1.0~rc1', '1.0', '1.0-1', '1.0+b1', '1.0.1', '1.9', '1.10', '1:0.1', '2:0'];

order('versions ascend', () => {
  for (const [at, one] of ASCENDING.entries()) {
    for (const [place, other] of ASCENDING.entries()) {
      assert.is(Math.sign(compareVersions(one, other)), Math.sign(at - place), `${one} and ${other}`);
    }
  }
});

order('the revision begins at the last hyphen', () => {
  // The upstream versions 1.0-1 and 1.0+1: a hyphen sorts behind a plus.
  assert.ok(compareVersions('1.0-1-1', '1.0+1-1') > 0);
  assert.ok(compareVersions('1.0-1-1', '1.0-1-2') < 0);
});

/** Short texts of few characters have equal parts more often. */
const VERSION = fc
  .tuple(fc.option(fc.constantFrom('0', '1', '10')), fc.string({ unit: fc.constantFrom(...'019.+~-aZ'), maxLength: 7 }))
  .map(([epoch, rest]) => `${epoch === null ? '' : `${epoch}:`}1${rest}`)
  .filter((version) => !version.endsWith('-'));

needing('dpkg', order)('any two versions compare as dpkg --compare-versions has it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(VERSION, VERSION), { minLength: 50, maxLength: 50 }), async (pairs) => {
      const lines = pairs.map(
        ([a, b]) =>
          `dpkg --compare-versions '${a}' lt '${b}' && echo -1 || { dpkg --compare-versions '${a}' eq '${b}' && echo 0 || echo 1; }`,
      );
      const { stdout } = await run('sh', ['-c', lines.join('\n')]);
      assert.equal(
        stdout.trim().split('\n').map(Number),
        pairs.map(([a, b]) => Math.sign(compareVersions(a, b))),
        JSON.stringify(pairs),
      );
    }),
    // To look for shorter pairs would take a minute.
    { numRuns: 6, endOnFailure: true },
  );
});

order.run();
