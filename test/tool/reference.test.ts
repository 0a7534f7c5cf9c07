/**
 * docs/reference.md is what the schema says, and the schema says something of every key.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Schema } from '../../builder/config/schema/key.ts';
import { schema } from '../../builder/config/schema/schema.ts';
import { allHelp } from '../../builder/terminal/help.ts';
import { keysOf, reference, sectionsOf } from '../../builder/tool/reference.ts';

const FILE = 'docs/reference.md';
const { deb, ...npmFields } = schema.properties;

const page = (): string => readFileSync(FILE, 'utf8');

const documentation = suite('reference');

documentation('docs/reference.md is made from the schema', () => {
  const made = reference(page(), deb, allHelp());
  if (process.env.UPDATE_GOLDEN) writeFileSync(FILE, made);
  assert.fixture(page(), made);
});

documentation('every key has a meaning, a description and an example', () => {
  const sections = sectionsOf('deb', deb);
  const places = sections.map(({ place }) => place);
  for (const place of ['deb', 'deb.service', 'deb.services.KEY', 'deb.settings.VARIABLE', 'deb.files[] with "link"']) {
    assert.ok(places.includes(place), `${place} is not in ${places.join(', ')}`);
  }
  for (const { place, schema } of sections) {
    for (const [key, value] of keysOf(schema)) {
      for (const word of ['title', 'description'] as const) {
        assert.ok(String(value[word] ?? '').trim() !== '', `${place}.${key} has no ${word}`);
      }
      assert.ok(Array.isArray(value.examples) && value.examples[0] !== undefined, `${place}.${key} has no example`);
    }
  }
});

documentation('each key of the schema has its row or its mention, under its own heading', () => {
  const chapters = new Map(
    page()
      .split(/^## /m)
      .map((text) => [/^`?(.*?)`?$/m.exec(text)?.[1], text]),
  );
  for (const { place, schema } of sectionsOf('deb', deb)) {
    for (const [key] of keysOf(schema)) assert.match(chapters.get(place) ?? '', `\`${key}\``, `${place}.${key}`);
  }
  for (const field of Object.keys(npmFields))
    assert.match(chapters.get("What comes from npm's own fields") ?? '', `\`${field}\``);
});

documentation('links within the page lead somewhere', () => {
  const headings = [...page().matchAll(/^## (.*)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  const links = [...page().matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor = '']) => anchor);
  assert.ok(links.length > 0);
  for (const link of links) assert.ok(headings.includes(link), `#${link}`);
});

/** What the tables of a schema with the key `one`, and others, come to. */
function tables(one: Schema, others: Record<string, Schema> = {}): string {
  const empty = '<!-- begin keys -->\n<!-- end keys -->\n<!-- begin help -->\n<!-- end help -->\n';
  return reference(empty, { required: ['one'], properties: { one, ...others } }, allHelp());
}

documentation('a default is the value, or what the last sentence of the title says of it', () => {
  const plain: Schema = { title: 'A.', description: 'x', examples: [1] };
  const made = tables(plain, { two: plain, six: { ...plain, default: 6 }, ten: { ...plain, title: 'A. Default: b.' } });
  assert.match(made, '| `one` | A. | x | has to be there | `1` |\n| `two` | A. | x | none | `1` |\n');
  assert.match(made, '| `six` | A. | x | `6` | `1` |\n| `ten` | A. | x | b | `1` |\n');
});

documentation('what a cell holds cannot break the table', () => {
  const made = tables({ title: 'A `b`.', description: 'x | y, *-*-*', examples: ['p | q'] });
  assert.match(made, '| `one` | A `b`. | x \\| y, \\*-\\*-\\* | has to be there | `"p \\| q"` |\n');
});

documentation('where the project chooses names, it is told what they may be', () => {
  assert.match(page(), '## `deb.services.KEY`\n\nKeys here are ends of unit names');
  assert.match(page(), '## `deb.settings.VARIABLE`\n\nKeys here are names of letters, digits and \\_, ');
});

documentation('a page without a place for the tables is no page', () => {
  assert.throws(() => reference('# Reference\n', deb, allHelp()), /there is no <!-- begin keys -->/);
});

documentation.run();
