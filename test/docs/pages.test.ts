/**
 * The pages of the documentation: their links lead to a file and a heading, and README.md stays short.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const PAGES = ['README.md', 'CONTRIBUTING.md', ...pagesBelow('docs')];

/** Words of README.md, counted as wc(1) does. */
const LONGEST_README = 900;

const pages = suite('pages');

function pagesBelow(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.md') && !file.includes('node_modules'))
    .map((file) => path.join(folder, file));
}

/** A page without its listings: a comment of sh in them is no heading. */
function proseOf(page: string): string {
  return readFileSync(page, 'utf8').replaceAll(/^```.*?^```$/gms, '');
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

function linksOf(page: string): string[] {
  return [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
}

/** The links of a page to other files that lead astray. */
function deadLinks(page: string): string[] {
  return linksOf(page)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : path.join(path.dirname(page), file);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    })
    .map((link) => `${page}: ${link}`);
}

pages('links lead to a file and a heading', () => {
  assert.ok(PAGES.length >= 7 && PAGES.flatMap(linksOf).length > 50);
  assert.equal(PAGES.flatMap(deadLinks), []);
});

pages('README.md names every page, and stays short', () => {
  const linked = linksOf('README.md').map((link) => link.split('#')[0]);
  assert.equal(
    PAGES.filter((page) => page !== 'README.md' && !linked.includes(page)),
    [],
  );
  const words = readFileSync('README.md', 'utf8').split(/\s+/).filter(Boolean);
  assert.ok(words.length <= LONGEST_README, `${words.length} words`);
});

pages.run();
