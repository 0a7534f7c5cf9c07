/**
 * The list of bugs in maintainer scripts and units (test/mutants) fits the templates and the stories.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MAINTAINER_SCRIPTS } from '../../builder/config/schema/schema.ts';
import { scriptMutants } from '../mutants/run-scripts.ts';
import { STORIES } from '../mutants/stories.ts';
import { calls } from '../system/matrix.ts';

const listing = suite('bugs of maintainer scripts and units');
const mutants = scriptMutants();

listing('each bug changes a text that its file has once', () => {
  assert.ok(mutants.length >= 40);
  for (const { file, find, replace } of mutants) {
    assert.is(readFileSync(file, 'utf8').split(find).length - 1, 1, `${file}: ${find}`);
    assert.is.not(find, replace);
  }
});

listing('each story is told by its file', () => {
  const rows = calls().map(({ call, situation }) => `${call}, ${situation}`);
  for (const { test, story } of mutants) {
    const text = readFileSync(`test/${test}`, 'utf8');
    const isTold = test === 'system/matrix.test.ts' ? rows.includes(story) : text.includes(story);
    assert.ok(isTold, `${test}: ${story}`);
  }
});

listing('each story of the list notices a bug', () => {
  const used = new Set(mutants.map(({ test, story }) => `${test} ${story}`));
  const idle = Object.values(STORIES).filter(([test, story = '']) => !used.has(`${test} ${story}`));
  assert.equal(idle, []);
});

listing('each fragment with code of its own has a bug', () => {
  const fragments = MAINTAINER_SCRIPTS.flatMap((script) =>
    readdirSync(`debian-templates/${script}`).map((file) => `debian-templates/${script}/${file}`),
  );
  const files = new Set(mutants.map(({ file }) => file));
  assert.equal(
    fragments.filter((file) => !file.endsWith('/header.hbs') && !files.has(file)),
    [],
  );
});

listing.run();
