/**
 * build-deb check: the tools of Debian read the package.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lintFaults } from '../../builder/deliver/check.ts';
import { needing } from '../support/tools.ts';
import { Sandbox } from './sandbox.ts';

const check = suite('build-deb check');
const box = new Sandbox(check);

needing('lintian', check)('check tells all its tools in one line, also when the package is up to date', async () => {
  const line =
    /^check +[\d.]+ m?s {2}. systemd-analyze verify {2}. shellcheck {2}✓ lintian --pedantic {2}✓ npm audit: no npm package inside$/m;
  const first = await box.build(['check']);
  assert.is(first.exitCode, 0, first.stderr);
  assert.match(first.stderr, line);
  assert.is(first.stdout, 'dist/notifydemo.deb\n');
  const again = await box.build(['check', '--json']);
  assert.match(again.stderr, ' is up to date');
  assert.match(again.stderr, line);
  assert.is(JSON.parse(again.stdout).checks['lintian --pedantic'], 'passed');
});

needing('lintian', check)('check tells the faults that lintian finds', async () => {
  await box.editDeb({ extendedDescription: ['This package provides provides web.'] });
  const outcome = await box.build(['check']);
  await box.refused(outcome, 1, 'lintian --pedantic finds fault with the package', /I: notifydemo: /);
  assert.match(outcome.stderr, /^check .* ✗ lintian --pedantic {2}/m);
});

check('check leaves out a tool that is not installed', async () => {
  const bin = await box.commands('node', 'sh', 'git', 'env', 'xz');
  const { exitCode, stderr } = await box.build(['check'], { PATH: bin, COLUMNS: '80' });
  assert.is(exitCode, 0, stderr);
  const marks = '– systemd-analyze: not installed  – shellcheck: not installed';
  const more = '– lintian: not installed  ✓ npm audit: no npm package inside';
  assert.match(stderr, new RegExp(`^check .*  ${marks}\n {16}${more}$`, 'm'));
});

check("lintian's advice on npm packages is passed over, not what it warns of, and nothing of the project's own", () => {
  const own = 'I: web: extra-license-file [usr/lib/web/app/LICENSE]';
  const warning = 'W: web: script-not-executable [usr/lib/web/app/node_modules/a/run]';
  const advice = 'I: web: extra-license-file [usr/lib/web/app/node_modules/a/LICENSE]';
  assert.equal(lintFaults(`${own}\n${advice}\n${warning}\nN: a note\n`), [own, warning]);
});

check.run();
