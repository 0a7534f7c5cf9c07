/**
 * The page of a repository: the commands, and the versions of each package.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pageOf } from '../../builder/publish/page.ts';
import type { PublishedFile, Repository } from '../../builder/publish/repository.ts';

const page = suite('page of a repository');
const DAY = 24 * 60 * 60;

function pageWith(files: Partial<PublishedFile>[]): string {
  const known = { name: 'app', version: '1', architecture: 'all', sha256: '', file: '', time: 0, phase: 100 };
  return pageOf({
    format: 1,
    identity: { name: 'acme', origin: 'Acme', label: 'acme', suite: 'stable', codename: 'stable' },
    url: 'http://127.0.0.1/',
    keys: ['F00', 'BA4'].map((fingerprint) => ({ fingerprint, since: 0 })),
    files: files.map((file) => ({ ...known, summary: '', changes: [], ...file })),
    ...{ maintainer: '', keyring: '', time: 0, withdrawn: [], earlier: [] },
  } satisfies Repository);
}

const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, part = '']) => part);

page('the commands install the package that was published last, and the keys', () => {
  const [first, last, keys] = [
    { name: 'app', time: 9 },
    { name: 'web', version: '1', time: 5 },
    { name: 'acme-archive-keyring', time: 20 },
  ];
  const text = pageWith([keys, first, last, { ...last, version: '0', time: 10 }]);
  assert.match(text, '<code>sudo apt install web acme-archive-keyring</code>');
  assert.match(pageWith([keys]), '<code>sudo apt install acme-archive-keyring</code>');
  assert.equal(found(text, /<h2>(.*)<\/h2>/g), ['app', 'web']);
  assert.match(text, 'signed by <code>F00</code><code>BA4</code>.');
});

page('a version has its day, its architectures, its changes, and its part of the machines', () => {
  const amd64 = { version: '2', architecture: 'amd64', time: DAY, changes: ['One.', 'Two.'], phase: 99 };
  const text = pageWith([amd64, { ...amd64, architecture: 'arm64' }, { version: '1', time: DAY - 1 }]);
  assert.equal(found(text, /<h3>(.*)<\/h3>/g), [
    '2 <time datetime="1970-01-02">1970-01-02</time> <span class="quiet">amd64, arm64</span> <span class="phase">offered to 99 % of the machines</span>',
    '1 <time datetime="1970-01-01">1970-01-01</time> <span class="quiet">all</span>',
  ]);
  assert.equal(found(text, /<ul>(.*)<\/ul>/g), ['<li>One.</li><li>Two.</li>']);
});

page('five versions stand with their changes, and the numbers of two hundred more', () => {
  const numbers = (count: number): string[] =>
    found(
      pageWith(Array.from({ length: count }, (_, at) => ({ version: `1.${at}` }))),
      /<summary>Older.*<p>(.*)<\/p>/g,
    );
  assert.equal(numbers(5), []);
  assert.equal(numbers(7), ['1.5, 1.6']);
  assert.match(numbers(205)[0] ?? '', /^1\.5, .*, 1\.204$/);
  assert.match(numbers(206)[0] ?? '', /, 1\.204 and 1 more$/);
});

page.run();
