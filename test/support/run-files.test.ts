/**
 * A test that hangs is a failure with its place, and the run ends.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countTests } from './uvu.ts';

const limits = suite('limits of tests');
const folder = mkdtempSync(path.join(tmpdir(), 'build-deb-limits-'));
limits.after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a file with a suite of two tests and a suite of the given ones. */
function count(tests: readonly string[], longest?: number) {
  const ended = ['() => {}', '() => {}'];
  const suites = [ended, tests].map((bodies, at) => {
    const lines = bodies.map((body, nth) => `made('${nth}', ${body});`).join('\n');
    return `{
      const made = suite("${at}");
      ${lines}
      made.run();
    }`;
  });
  const text = `import { suite } from '${import.meta.resolve('uvu')}';\n${suites.join('\n')}`;
  writeFileSync(path.join(folder, 'made-up.test.mjs'), text);
  const files = { folder, pattern: '\\.mjs$', env: { LONGEST_TEST_S: '2' } };
  return countTests(files, new AbortController().signal, longest);
}

/** Tests that together take more than the limit of one, and each far less of it. */
const MANY = Array.from({ length: 11 }, () => '() => new Promise((resolve) => setTimeout(resolve, 200))');

limits('each test has the whole time; the one that hangs is named by its place, also behind a failure', async () => {
  const { passed, failed, failures } = await count(MANY);
  assert.equal([passed, failed, failures], [2 + MANY.length, 0, []]);
  const throws = '() => { throw new Error() }';
  const hung = await count(['() => {}', throws, '() => new Promise(() => setInterval(() => {}, 1000))', '() => {}']);
  assert.is(hung.failed, 1);
  assert.equal(hung.failures, ['  FAIL  test 3 of this suite has not ended within 2 s']);
});

limits('a test that keeps the event loop for itself is ended from outside; an interruption is no failure', async () => {
  const { failed, failures } = await count(['() => { for (;;); }'], 3000);
  assert.is(failed, 1);
  assert.match(failures[0] ?? '', 'exit code none within 3 s');
  const stop = new AbortController();
  const running = countTests({ folder, pattern: '\\.mjs$' }, stop.signal);
  stop.abort(new Error('interrupted'));
  await running.then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, 'interrupted'),
  );
});

limits.run();
