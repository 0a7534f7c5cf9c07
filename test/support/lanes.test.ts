import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Lanes } from './lanes.ts';

const lanes = suite('work in lanes');

/** Works that end when they are told to, and the order in which they begin. */
function works(): { begun: string[]; work: (name: string) => () => Promise<string>; end: (name: string) => void } {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => (): Promise<string> => {
    begun.push(name);
    return new Promise((resolve) => ends.set(name, () => resolve(name)));
  };
  return { begun, work, end: (name) => ends.get(name)?.() };
}

lanes('as many at once as there are lanes, the longest first, and equal ones in their order', async () => {
  const { begun, work, end } = works();
  const two = new Lanes(2);
  const all = [
    two.run(1, work('a')),
    two.run(1, work('b')),
    two.run(1, work('c')),
    two.run(5, work('long')),
    two.run(1, work('d')),
  ];
  assert.equal(begun, ['a', 'b']);
  for (const [name, next] of Object.entries({ a: 'long', long: 'c', b: 'd' })) {
    end(name);
    await new Promise((resolve) => setImmediate(resolve));
    assert.is(begun.at(-1), next);
  }
  for (const name of ['c', 'd']) end(name);
  assert.equal(await Promise.all(all), ['a', 'b', 'c', 'long', 'd']);
});

lanes('a failure frees its lane', async () => {
  const one = new Lanes(1);
  const failed = one.run(1, () => Promise.reject(new Error('no')));
  const after = one.run(1, () => Promise.resolve('yes'));
  assert.is(await failed.catch((error: Error) => error.message), 'no');
  assert.is(await after, 'yes');
});

lanes('more lanes take the longest work that waits, and are free afterwards', async () => {
  const { begun, work, end } = works();
  const one = new Lanes(1);
  const all = ['a', 'b', 'long'].map((name) => one.run(name.length, work(name)));
  one.open(2);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(begun, ['a', 'long', 'b']);
  for (const name of begun) end(name);
  await Promise.all(all);
  const later = ['c', 'd', 'e', 'f'].map((name) => one.run(1, work(name)));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(begun.slice(3), ['c', 'd', 'e']);
  for (const name of ['c', 'd', 'e']) end(name);
  await new Promise((resolve) => setImmediate(resolve));
  end('f');
  await Promise.all(later);
});

lanes.run();
