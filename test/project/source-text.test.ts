/**
 * Sources as text: comments go, strings stay, and imports are found.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { importedSpecifiers, packageOfSpecifier, withoutComments } from '../../builder/project/source-text.ts';

const sources = suite('source text');

const TEXTS: readonly [text: string, expected: string][] = [
  ['a(); // b', 'a(); '],
  ['a(); /* b\n */ c();', 'a();  c();'],
  ['/** b */\na();', '\na();'],
  ["const glob = 'src/**/*.js'; // b", "const glob = 'src/**/*.js'; "],
  ["const glob = 'src/*'; b(); const other = '*/';", "const glob = 'src/*'; b(); const other = '*/';"],
  ['const page = "http://example.org"; // b', 'const page = "http://example.org"; '],
  ['const page = `//${a} /* b */`; /* c */', 'const page = `//${a} /* b */`; '],
  ['a.replace(/\\/\\*/, ""); // b', 'a.replace(/\\/\\*/, ""); '],
  ['a.replace(/["\']/, ""); b(); // c', 'a.replace(/["\']/, ""); b(); '],
  ["const quote = 'it\\'s'; // b", "const quote = 'it\\'s'; "],
];

sources('comments go, and everything else stays', () => {
  for (const [text, expected] of TEXTS) assert.is(withoutComments(text), expected);
});

sources('a text without slashes stays as it is', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', "'", '`', '\\', '\n', '*', ' ') });
  fc.assert(fc.property(text, (source) => withoutComments(source) === source));
});

sources('imports in each form', () => {
  const text = [
    "import a from 'a';",
    'import { b } from "b/c";',
    "import 'd';",
    "export * from './e.js';",
    "const f = await import('f');",
    'const g = require("node:g");',
    'const h = require(`h`);',
    "Buffer.from('no');",
    "const i = require(i + 'no');",
    'require(`./${j}`);',
  ].join('\n');
  assert.equal(importedSpecifiers(text), ['a', 'b/c', 'd', './e.js', 'f', 'node:g', 'h']);
});

sources('a string of megabytes, as outputs of builds have them', () => {
  for (const quote of ['`', '"', "'"]) {
    const text = `${quote}${'a/'.repeat(8_000_000)}${quote};`;
    assert.ok(withoutComments(`${text}// no`) === text, quote);
  }
});

sources('the package of a specifier', () => {
  const packages: readonly [string, string | undefined][] = [
    ['express', 'express'],
    ['lodash/fp', 'lodash'],
    ['@acme/db/pool.js', '@acme/db'],
    ['build-deb/notify', 'build-deb'],
    ['./express', undefined],
    ['/express', undefined],
    ['#lib', undefined],
    ['@/lib', undefined],
    ['fs/promises', undefined],
    ['node:test', undefined],
    ['https://example.org/a.js', undefined],
  ];
  for (const [specifier, name] of packages) assert.is(packageOfSpecifier(specifier), name, specifier);
});

sources.run();
