import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../builder/shell.ts';
import { debianVersion, fileNames, nodeDependency } from '../builder/version.ts';

const version = suite('versions');

version("npm's versions in Debian's words", () => {
  assert.is(debianVersion('1.2.3'), '1.2.3');
  assert.is(debianVersion('1.2.3-rc.1'), '1.2.3~rc.1');
  assert.is(debianVersion('1.2.3+build.5'), '1.2.3+build.5');
  assert.is(debianVersion('1.2.3-rc.1+5'), '1.2.3~rc.1+5');
});

version('what Debian could not order has none', () => {
  for (const text of ['', 'latest', 'v1.2.3', '1.2', '1.2.3-beta-1', '1.2.3 ', '1:1.2.3', '1.2.3_4', '1.2.3-']) {
    assert.is(debianVersion(text), undefined, text);
  }
});

version('dpkg orders pre-releases and releases as npm does', async () => {
  const ordered = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1-0',
    '1.10.0',
    '2.0.0',
  ];
  const debian = ordered.map((text) => debianVersion(text) as string);
  for (let at = 1; at < debian.length; at += 1) {
    const { exitCode } = await run('dpkg', [
      '--compare-versions',
      debian[at - 1] as string,
      'lt',
      debian[at] as string,
    ]);
    assert.is(exitCode, 0, `${debian[at - 1]} < ${debian[at]}`);
  }
});

version('dpkg accepts every version that comes out', async () => {
  const versions = fc.sample(
    fc.stringMatching(/^\d{1,3}\.\d{1,3}\.\d{1,3}(-[0-9A-Za-z.]{1,8})?(\+[0-9A-Za-z.]{1,8})?$/),
    100,
  );
  for (const text of versions) {
    const { exitCode, stderr } = await run('dpkg', ['--validate-version', debianVersion(text) as string]);
    assert.is(exitCode, 0, `${text}: ${stderr}`);
  }
});

version('dependency on Node', () => {
  assert.is(nodeDependency('>=18'), 'nodejs (>= 18)');
  assert.is(nodeDependency('>= 18.12.1'), 'nodejs (>= 18.12.1)');
  for (const range of ['18', '^18', '18.x', '*', '>=18 <22', '']) assert.is(nodeDependency(range), undefined, range);
});

version('file names', () => {
  assert.equal(fileNames('a', '1.0~rc', 'all'), { full: 'a_1.0~rc_all.deb', short: 'a.deb' });
});

version.run();
