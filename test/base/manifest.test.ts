/**
 * The package as data: sizes, parents, order.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Entry, installedSize, planned, sizeOf, textEntry, withParents } from '../../builder/manifest.ts';

const manifest = suite('manifest');

const packed = (size: number): Entry => ({
  ...{ type: 'file', path: '/usr/a', mode: 0o755, owner: 'root' },
  ...{ source: 'a', size, conffile: false },
});
const directory: Entry = { type: 'directory', path: '/usr', mode: 0o755, owner: 'root' };
const link: Entry = { type: 'link', path: '/usr/b', target: 'a', mode: 0o777, owner: 'root' };

manifest('a file counts in whole KiB, all else as one', () => {
  const sizes = [0, 1, 1024, 1025, 2048].map((size) => installedSize([packed(size)]));
  assert.equal(sizes, [0, 1, 1, 2, 2]);
  const texts = [0, 1024, 1025].map((size) => installedSize([textEntry('/usr/c', Buffer.alloc(size))]));
  assert.equal(texts, [0, 1, 2]);
  assert.equal(
    [installedSize([]), installedSize([directory, link]), installedSize([directory, packed(4097)])],
    [0, 2, 6],
  );
});

manifest('the size of an entry is that of its content', () => {
  assert.equal([packed(7), textEntry('/usr/c', 'ä'), directory, link].map(sizeOf), [7, 2, 0, 0]);
});

manifest('a text entry belongs to root, and everybody may read it', () => {
  const content = Buffer.from('a');
  assert.equal(textEntry('/a', 'a'), {
    type: 'text',
    path: '/a',
    mode: 0o644,
    owner: 'root',
    content,
    conffile: false,
  });
});

const part = fc.constantFrom('a', 'b', 'a-b', 'a.b', 'a0', 'A', 'ä');
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);

manifest(
  'each entry has all directories above it, parents come first, and a directory right before its content',
  () => {
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 8 }), (paths) => {
        const own = planned(
          'here',
          paths.map((place) => ({ ...directory, path: place, mode: 0o700 })),
        );
        const found = withParents(own);
        const places = found.map(({ path: place }) => place);
        const above = paths.flatMap((place) => {
          const parts = place.split('/').slice(1);
          return parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`);
        });
        assert.equal([...places].sort(), [...new Set(above)].sort());
        for (const { path: place, mode, from, owner } of found) {
          assert.equal([mode, owner, from], [paths.includes(place) ? 0o700 : 0o755, 'root', 'here']);
        }
        const byParts = places.toSorted((a, b) => {
          const [one, other] = [a, b].map((place) => place.split('/').join('\0'));
          return (one ?? '') < (other ?? '') ? -1 : 1;
        });
        assert.equal(places, byParts);
      }),
    );
  },
);

manifest.run();
