/**
 * What the guide says that is made from elsewhere: UPDATE_GOLDEN=1 rewrites it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { attemptsTable } from './system/attempts.ts';

const GUIDE = 'docs/guide.md';
const guide = suite('guide');

guide('its table of attempts is what the stories of harden.test.ts find', () => {
  const page = readFileSync(GUIDE, 'utf8');
  const [begin, end] = ['<!-- begin attempts -->\n', '<!-- end attempts -->'];
  const [before = '', rest = ''] = page.split(begin);
  const after = rest.split(end)[1];
  assert.ok(after !== undefined, `there is no ${begin.trim()} in ${GUIDE}`);
  const right = `${before}${begin}\n${attemptsTable()}\n${end}${after}`;
  if (process.env.UPDATE_GOLDEN) writeFileSync(GUIDE, right);
  assert.fixture(readFileSync(GUIDE, 'utf8'), right);
});

guide.run();
