/**
 * The page on security: each promise names a test that exists, and the table of attempts is that of the system tests
 * (UPDATE_GOLDEN=1 rewrites it).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { attemptsTable } from '../system/attempts.ts';
import { columnOf } from './markdown.ts';

const PAGE = 'docs/security.md';
const security = suite('security page');

security('its table of attempts is what the stories of harden.test.ts find', () => {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = ['<!-- begin attempts -->\n', '<!-- end attempts -->'];
  const [before = '', rest = ''] = page.split(begin);
  const after = rest.split(end)[1];
  assert.ok(after !== undefined, `there is no ${begin.trim()} in ${PAGE}`);
  const right = `${before}${begin}\n${attemptsTable()}\n${end}${after}`;
  if (process.env.UPDATE_GOLDEN) writeFileSync(PAGE, right);
  assert.fixture(readFileSync(PAGE, 'utf8'), right);
});

security('each promise names a test that exists, by its file and its title', () => {
  const cells = columnOf(readFileSync(PAGE, 'utf8'), 'test');
  assert.ok(cells.length >= 40, `${cells.length} promises`);
  const missing = cells.filter((cell) => {
    const [, file = '', title = ''] = /^`(test\/[\w./-]+\.test\.ts)`: (.+)$/.exec(cell) ?? [];
    const names = existsSync(file) ? readFileSync(file, 'utf8').replaceAll("\\'", "'") : '';
    return !(title && [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => names.includes(quoted)));
  });
  assert.equal(missing, []);
});

security.run();
