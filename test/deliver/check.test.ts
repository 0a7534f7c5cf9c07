/**
 * `check` with a stand-in for npm: which findings of npm audit fail it.
 */
import { getEventListeners } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkPackage } from '../../builder/deliver/check.ts';
import type { Delivery, Finding } from '../../builder/deliver/delivery.ts';
import { BuildError } from '../../builder/errors.ts';
import type { Manifest } from '../../builder/manifest.ts';

const check = suite('check with npm audit');
const { PATH } = process.env;
let folder = '';
check.before.each(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'build-deb-audit-')));
  process.env.PATH = `${folder}/bin:/usr/bin:/bin`;
  mkdirSync(`${folder}/bin`);
  // Without tools of Debian: they stand in, and find no fault.
  for (const name of ['systemd-analyze', 'shellcheck', 'lintian']) tool(name, 'exit 0');
});
check.after.each(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

function tool(name: string, script: string): void {
  const text = `#!/bin/sh\nprintf '%s\\n' "$@" >${folder}/${name}.words\n${script}\n`;
  writeFileSync(`${folder}/bin/${name}`, text, { mode: 0o755 });
}

/** A project with the package `a`, in which npm audit says this. */
function project(said: object): (level: Delivery['auditLevel']) => Delivery & { shown: Finding[] } {
  for (const name of ['package-lock.json', 'package.json']) writeFileSync(path.join(folder, name), '{}');
  mkdirSync(path.join(folder, 'node_modules/a'), { recursive: true });
  const place = realpathSync(path.join(folder, 'node_modules/a'));
  const npm = { place, needs: [], isPrivate: false, integrity: '' };
  const texts = { license: '', copyright: '', text: '', notice: '' };
  const own = { folder: 'node_modules/a', name: 'a', version: '1.0.0', npm, ...texts };
  tool('npm', `echo '${JSON.stringify(said)}'`);
  return (auditLevel) => {
    const shown: Finding[] = [];
    const built = { short: 'dist/a.deb', full: `${folder}/dist/a.deb`, size: 1 };
    return {
      ...{ project: folder, built, auditLevel, signal: new AbortController().signal, shown },
      plan: async () => ({ members: [], entries: [] }) as unknown as Manifest,
      packages: async () => [own],
      show: (_, findings) => void shown.push(...findings),
      warn: (text) => void shown.push({ state: 'skipped', text }),
    };
  };
}

check('findings of npm audit in the package fail it from the level on; others are told', async () => {
  const via = ['low', 'high'].map((severity) => ({ title: severity, url: 'u', severity, range: '*' }));
  const audited = project({ vulnerabilities: { a: { via, nodes: ['node_modules/a', 'node_modules/b'] } } });
  const high = audited('high');
  const error = await checkPackage(high).catch((thrown: unknown) => thrown);
  assert.instance(error, BuildError);
  const { message, notes } = error as BuildError;
  assert.is(message, 'npm audit finds fault with the package');
  assert.equal(notes, ['a 1.0.0, high: high (u)', 'update these packages, or report them alone with --audit none']);
  const shown = high.shown.map(({ state, text }) => `${state} ${text}`);
  assert.equal(shown.slice(-2), [
    'failed npm audit: 2 in the package, 2 outside',
    'skipped in the package: a 1.0.0, low: low (u)',
  ]);
  const none = audited('none');
  const { checks, advisories } = await checkPackage(none);
  assert.is((checks as Record<string, string>)['npm audit'], 'passed');
  assert.equal(
    (advisories as { severity: string }[]).map(({ severity }) => severity),
    ['high', 'low'],
  );
  assert.ok(none.shown.some(({ text }) => text === 'npm audit: 2 in the package, 2 outside'));
  assert.ok(readFileSync(`${folder}/npm.words`, 'utf8').includes('--ignore-scripts'));
  rmSync(path.join(folder, 'package-lock.json'));
  const unlocked = audited('low');
  assert.is((await checkPackage(unlocked)).checks?.['npm audit' as never], 'skipped');
  assert.ok(
    unlocked.shown.some(({ state, text }) => `${state} ${text}` === 'skipped npm audit: there is no lock file'),
  );
});

check('without a finding in the package, npm audit passes and counts those outside', async () => {
  const via = [{ title: 'T', url: 'u', severity: 'critical', range: '*' }];
  for (const [nodes, counts] of [
    [[], 'none in the package'],
    [['node_modules/b'], 'none in the package, 1 outside'],
  ] as const) {
    const delivery = project({ vulnerabilities: { a: { via, nodes } } })('info');
    const { advisories } = await checkPackage(delivery);
    assert.equal(advisories, []);
    assert.equal(delivery.shown.at(-1), { state: 'passed', text: `npm audit: ${counts}` });
  }
});

check('npm has 30 seconds for its answer, and an audit leaves neither a timer nor a listener', async () => {
  const audited = project({});
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const quick = audited('high');
  await checkPackage(quick);
  assert.is(timers(), before);
  assert.is(getEventListeners(quick.signal, 'abort').length, 0);
  tool('npm', 'exec sleep 100');
  const slow = audited('high');
  const { setTimeout: real } = globalThis;
  const faster = (work: () => void, after: number): NodeJS.Timeout => real(work, after / 100);
  globalThis.setTimeout = faster as typeof setTimeout;
  try {
    await checkPackage(slow);
  } finally {
    globalThis.setTimeout = real;
  }
  assert.equal(slow.shown.at(-1), { state: 'skipped', text: 'npm audit: there is no answer within 30 seconds' });
});

check.run();
