/**
 * The Debian changelog of any releases: lines that fit, words that stay, times that fall.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { debianChangelog } from '../../builder/plan/changelog.ts';
import type { Release } from '../../builder/project/changelog.ts';

const changelog = suite('Debian changelog');

const imprint = { name: 'demo', version: '1.2.0', maintainer: 'Ada <ada@example.org>', time: 1795392000 };
const DATE = 'Mon, 23 Nov 2026 00:00:00 +0000';

interface Entry {
  head: string;
  lines: string[];
  time: number;
}

/** The entries, each of which ends with the line of its author. */
function entriesOf(text: string): Entry[] {
  return text.split(/(?<=\n -- .*\n)\n/).map((entry) => {
    const [, head = '', changes = '', date = ''] =
      /^(.*)\n\n([\s\S]*)\n\n -- Ada <ada@example\.org> {2}(.*)\n$/.exec(entry) ?? [];
    return { head, lines: changes.split('\n'), time: Date.parse(date) / 1000 };
  });
}

const word = fc.stringMatching(/^[!-~]{1,90}$/);
const change = fc.array(word, { minLength: 1, maxLength: 40 }).map((words) => words.join(' '));

changelog('no line is longer than 80 columns but for a word, and all words are there in their order', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const [entry] = entriesOf(debianChangelog([{ version: '1.2.0', time: 1, changes }], imprint));
      const found: string[] = [];
      for (const line of entry?.lines ?? []) {
        assert.match(line, /^( {2}\* | {4})\S/);
        assert.ok(line.length <= 78 || !line.slice(4).includes(' '), `${line.length} columns: ${line}`);
        if (line.startsWith('  * ')) found.push(line.slice(4));
        else found.push(`${found.pop()} ${line.slice(4)}`);
      }
      assert.equal(found, changes);
    }),
  );
});

changelog('the changes of a version with an epoch are those of its release', () => {
  const text = debianChangelog([{ version: '1.2.0', time: 1, changes: ['x'] }], { ...imprint, version: '1:1.2.0' });
  assert.equal(
    entriesOf(text).map(({ head, lines }) => [head, ...lines]),
    [['demo (1:1.2.0) unstable; urgency=medium', '  * x']],
  );
});

changelog('a line has 78 columns, no more and no less', () => {
  const lines = (first: number): string[] => {
    const changes = [`${'a'.repeat(first)} ${'b'.repeat(36)} c`];
    return entriesOf(debianChangelog([{ version: '1.2.0', time: 1, changes }], imprint))[0]?.lines ?? [];
  };
  assert.equal(lines(35), [`  * ${'a'.repeat(35)} ${'b'.repeat(36)} c`]);
  assert.equal(lines(36), [`  * ${'a'.repeat(36)} ${'b'.repeat(36)}`, '    c']);
});

changelog('blanks of each kind separate words, and what would move a cursor is visible', () => {
  const changes = ['a\t b\n\nc', 'd\u001b[2Je'];
  const [entry] = entriesOf(debianChangelog([{ version: '1.2.0', time: 1, changes }], imprint));
  assert.equal(entry?.lines, ['  * a b c', '  * d\\u001b[2Je']);
});

const release = (version: string, time?: number, changes: string[] = ['x']): Release => ({ version, time, changes });

changelog('the first entry is the package itself; later releases are left out', () => {
  const all = [release('2.0.0', 30), release('1.2.0', 20), release('1.1.0~rc.1', 10, [])];
  const heads = (releases: Release[]): string[] =>
    entriesOf(debianChangelog(releases, imprint)).map(({ head }) => head.replace(/ unstable; urgency=medium$/, ''));
  assert.equal(heads(all), ['demo (1.2.0)', 'demo (1.1.0~rc.1)']);
  assert.equal(heads([release('1.2.0', 20), release('1.1.0', 10)]), ['demo (1.2.0)', 'demo (1.1.0)']);
  assert.equal(heads([release('1.1.0', 10)]), ['demo (1.2.0)', 'demo (1.1.0)']);
  assert.equal(heads([]), ['demo (1.2.0)']);
  const [own, before] = entriesOf(debianChangelog([release('1.1.0~rc.1', 10, [])], imprint));
  assert.equal([own?.lines, before?.lines], [['  * Release 1.2.0.'], ['  * Release 1.1.0-rc.1.']]);
  assert.is(
    debianChangelog([], imprint),
    `demo (1.2.0) unstable; urgency=medium\n\n  * Release 1.2.0.\n\n -- ${imprint.maintainer}  ${DATE}\n`,
  );
});

changelog('each entry is older than the one above it, and as old as it says where that is so', () => {
  const times = (...given: (number | undefined)[]): number[] => {
    const releases = given.map((time, at) => release(at === 0 ? '1.2.0' : `1.1.${9 - at}`, time));
    return entriesOf(debianChangelog(releases, imprint)).map(({ time }) => time);
  };
  assert.equal(times(1000, 900, 800), [1000, 900, 800]);
  assert.equal(times(1000, 1000, 1000), [1000, 999, 998]);
  assert.equal(times(1000, 2000, 999), [1000, 999, 998]);
  assert.equal(times(undefined, undefined, 5), [imprint.time, imprint.time - 1, 5]);
});

changelog.run();
