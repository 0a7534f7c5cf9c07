/**
 * The summary that init takes from npm's description, or from a README.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { atSummary } from '../../builder/init/summary.ts';
import type { Survey } from '../../builder/init/survey.ts';

const init = suite('init, summaries');

init('a summary of eighty letters, and what makes a README', () => {
  const summary = (description: unknown, readme = '') => atSummary({ readme } as Survey, { description });
  assert.equal(summary('x'.repeat(80)), {});
  assert.is(summary('x'.repeat(81)).deb?.summary, 'x'.repeat(80));
  assert.is(summary('a\nb').deb?.summary, 'a b');
  assert.equal(summary(`${'A'.repeat(79)}. More here.`).deb, {
    summary: 'A'.repeat(79),
    extendedDescription: ['More here.'],
  });
  assert.match(summary(7).questions?.[0] ?? '', 'deb.summary');
  const readmes: Record<string, string> = {
    '# Title\n\n---\n\n> quote\n\n1. one\n\n| a |\n\n    code\n\n~~~\nx\n~~~\n\n===\n\nIt *sells* `things`':
      'It sells things',
    '<!-- no -->\n\n![x](y)\n\n[It][1] sells\r\nmore': 'It sells more',
    '+ a\n\n- b\n\n123\n\nYes': 'Yes',
  };
  const marked = {
    '[![ci](https://a.b/c.svg)](https://a.b) [![npm][npm-image]][npm-url]\n\nSells.': 'Sells.',
    '![logo](a.png "A (b)")\n\nSells.': 'Sells.',
    '[npm-image]: https://a.b/c.svg\n[npm-url]: <https://a.b> "npm"\n\nSells.': 'Sells.',
    '[long]:\n  https://a.b/c.svg\n  "A title"\n\nSells.': 'Sells.',
    '<p align="center">\n  <img\n   src="a.png">\n  Words in HTML\n</p>\n\nSells.': 'Sells.',
    '<h1>Shop</h1>\n\n<div>\n\nSells <b>things</b>.\n\n</div>': 'Sells things.',
    '[Docs](a) | [Site](b) · <https://a.b>\n\nSells.': 'Sells.',
    'Shop\n====\n\nSells.': 'Sells.',
    'Shop\n----\nSells.': 'Sells.',
    '> [!NOTE]\n> Old.\n\nSells.': 'Sells.',
    '---\ntitle: Shop\n---\n\nSells.': 'Sells.',
    '# Shop [![ci](a)](b)\n\nSells [things][1] &amp; `more` :tada:\n\n[1]: c': 'Sells things & more',
    '***\n\nSells ![a](b) things.': 'Sells things.',
    '<!-- unclosed\nSells.': undefined,
    '[![a](b)](c)': undefined,
  };
  for (const [readme, text] of Object.entries(marked)) {
    assert.is(summary('', readme).deb?.summary, text?.replace(/\.$/, ''), readme);
    if (text !== undefined) assert.is(summary(undefined, readme).deb?.summary, text.replace(/\.$/, ''));
  }
  assert.is(summary('[![npm](a.svg)](b)', 'Sells things.').deb?.summary, 'Sells things');
  assert.is(summary('<img src="a"> Sells', '').deb?.summary, undefined);
  assert.equal(summary('Sells a < b [beta]'), {});
  for (const [readme, text] of Object.entries(readmes)) assert.is(summary('', readme).deb?.summary, text, readme);
});

init.run();
