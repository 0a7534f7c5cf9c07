/**
 * The pages against the project: links and file names exist, and so do verbs, options and keys.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { schema } from '../../builder/config/schema/schema.ts';
import { validate } from '../../builder/config/schema/validator.ts';
import { BuildError } from '../../builder/errors.ts';
import { readArguments } from '../../builder/terminal/arguments.ts';
import { keysOf, sectionsOf } from '../../builder/tool/reference.ts';
import { anchorsOf, codeOf, columnOf, commandsOf, linksOf, listingsOf } from './markdown.ts';

const PAGES = globSync(['*.md', 'docs/**/*.md']).sort();
const read = (page: string): string => readFileSync(page, 'utf8');

/** The links of a page that lead nowhere in this repository. */
function brokenLinks(page: string, text: string): string[] {
  return linksOf(text).filter((link) => {
    if (/^(https?|mailto):/.test(link)) return false;
    const [file, anchor] = link.split('#');
    const target = file ? path.join(path.dirname(page), decodeURI(file)) : page;
    if (file && !existsSync(target)) return true;
    return anchor !== undefined && !anchorsOf(target === page ? text : read(target)).includes(anchor);
  });
}

/** The paths in this repository that a page names and that do not exist. `*` stands for any name. */
function missingFiles(text: string): string[] {
  const paths = codeOf(text).filter((code) =>
    /^(builder|debian-templates|docs|payload|test|\.ci)\/[\w./*-]*$/.test(code),
  );
  return paths.filter((file) => globSync(file.replace(/\/$/, ''), { dot: true, expandDirectories: true }).length === 0);
}

/** The commands that build-deb itself refuses. */
function wrongCommands(text: string): string[] {
  return commandsOf(text).flatMap((args) => {
    try {
      readArguments(args);
      return [];
    } catch (error) {
      assert.instance(error, BuildError);
      return [`build-deb ${args.join(' ')}: ${(error as Error).message}`];
    }
  });
}

/** The mistakes in the JSON of a page. Each listing is a part of package.json, or of its `deb` section. */
function wrongJson(text: string): string[] {
  return listingsOf(text, 'json').flatMap((listing) => {
    const json = JSON.parse(/^\s*[{[]/.test(listing) ? listing : `{${listing}}`);
    if (validate('deb' in json || 'name' in json ? json : { deb: json })) return [];
    // A part may lack what another part holds.
    const errors = validate.errors?.filter(({ keyword }) => keyword !== 'required' && keyword !== 'if') ?? [];
    return errors.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
  });
}

const sections = sectionsOf('deb', schema.properties.deb);
const KEYS = new Set(sections.flatMap(({ schema }) => keysOf(schema).map(([key]) => key)));
const PATHS = new Set(
  sections.flatMap(({ place, schema }) => [place, ...keysOf(schema).map(([key]) => `${place}.${key}`)]),
);

/**
 * The keys that a page names with their place, as in `service.user` or `deb.section`, and that the schema lacks. In the
 * first column of a table stand the keys of other tools.
 */
function unknownPaths(text: string): string[] {
  const places = codeOf(text.replaceAll(/^\|[^|]*\|/gm, '|')).filter((code) =>
    /^(deb|service|scripts|web|mail)(\.[a-zA-Z]+)+$/.test(code),
  );
  return places.filter((place) => !PATHS.has(place.startsWith('deb.') ? place : `deb.${place}`));
}

/** Keys of package.json that are npm's, and the words of the tables that are no keys. */
const OTHERS = ['deb', 'name', 'version', 'description', 'author', 'license', 'homepage', 'engines', 'none', 'purge'];

/** The keys in the tables that compare other tools with this one. */
function unknownKeys(text: string): string[] {
  const words = columnOf(text, 'here').flatMap(codeOf);
  const keys = words.flatMap((word) => /^"?([a-z][a-zA-Z]*)"?(?:$|:)/.exec(word)?.[1] ?? []);
  return keys.filter((key) => !KEYS.has(key) && !OTHERS.includes(key));
}

const pages = suite('pages');

for (const page of PAGES) {
  pages(`${page}: links, files, commands, JSON and keys are right`, () => {
    const text = read(page);
    assert.equal(brokenLinks(page, text), [], 'links');
    assert.equal(missingFiles(text), [], 'files');
    assert.equal(wrongCommands(text), [], 'commands');
    assert.equal(wrongJson(text), [], 'JSON');
    assert.equal(unknownPaths(text), [], 'keys with their place');
    assert.equal(unknownKeys(text), [], 'keys of the tables');
  });
}

pages('there is something of each kind to check', () => {
  const all = PAGES.map(read);
  for (const find of [linksOf, anchorsOf, codeOf, commandsOf, (page: string) => listingsOf(page, 'json')]) {
    assert.ok(all.flatMap<unknown>(find).length > 5, String(find));
  }
  assert.ok(all.flatMap((page) => columnOf(page, 'here')).length > 50);
});

const LISTING = '```';
const WRONG = `# The \`first\` page: a test

[good](#the-first-page-a-test) [bad](#the-second) [far](https://example.org/#x) [file](../README.md) ![gone](gone.svg)
\`builder/errors.ts\` \`builder/*.ts\` \`builder/gone.ts\` \`test/gone/*.ts\` \`build-deb --plam\` \`build-deb-1.0.0.tgz\`
\`service.user\` \`service.usr\` \`deb.section\` \`deb.sektion\` \`process.env\`

| there | here |
| --- | --- |
| \`x\` | \`depends\`: \`["a"]\` |
| \`deb.x\` | \`dependz\` |

${LISTING}sh
$ npx build-deb --list | grep x
$ npm run build-deb -- --liszt   # all files
build-deb says a word
${LISTING}

${LISTING}json
"section": "web", "service": { "harden": "stricter", "users": "x" }
${LISTING}
`;

pages('each mistake is found, and the rest is left alone', () => {
  const page = 'docs/made-up.md';
  assert.equal(brokenLinks(page, WRONG), ['#the-second', 'gone.svg']);
  assert.equal(missingFiles(WRONG), ['builder/gone.ts', 'test/gone/*.ts']);
  assert.equal(
    wrongCommands(WRONG).map((said) => said.split(':')[0]),
    ['build-deb --liszt', 'build-deb --plam'],
  );
  assert.equal(
    wrongJson(WRONG).map((said) => said.split(' ')[0]),
    ['/deb/service', '/deb/service/harden'],
  );
  assert.equal(unknownPaths(WRONG), ['service.usr', 'deb.sektion']);
  assert.equal(unknownKeys(WRONG), ['dependz']);
});

/** Words of README.md, counted as wc(1) does. */
const LONGEST_README = 900;

pages('README.md links to every page, and stays short', () => {
  const text = read('README.md');
  const linked = linksOf(text).map((link) => link.split('#')[0]);
  assert.equal(
    PAGES.filter((page) => !['README.md', 'CHANGELOG.md'].includes(page) && !linked.includes(page)),
    [],
  );
  const words = text.split(/\s+/).filter(Boolean);
  assert.ok(words.length <= LONGEST_README, `${words.length} words`);
});

pages.run();
