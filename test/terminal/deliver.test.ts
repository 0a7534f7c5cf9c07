/**
 * `check` and `install` with stand-ins for the tools of Debian, which say and return what a test wants.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkPackage, lintFaults, unitsOf } from '../../builder/deliver/check.ts';
import type { Delivery, Finding } from '../../builder/deliver/delivery.ts';
import { installPackage } from '../../builder/deliver/install.ts';
import { checkScripts } from '../../builder/deliver/scripts.ts';
import { BuildError } from '../../builder/errors.ts';
import { type Manifest, textEntry } from '../../builder/manifest.ts';
import { run } from '../../builder/shell.ts';

const deliver = suite('check and install');
const { PATH, TMPDIR } = process.env;
const getuid = process.getuid as () => number;
let folder = '';
deliver.before.each(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'build-deb-deliver-'));
  for (const name of ['sh', 'cat', 'ls'])
    symlinkSync((await run('which', [name])).stdout.trim(), path.join(folder, name));
  Object.assign(process.env, { PATH: folder, TMPDIR: folder });
});
deliver.after.each(() => {
  process.env.PATH = PATH;
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  if (getuid) process.getuid = getuid;
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a tool into PATH, as a script. It notes its arguments. */
function tool(name: string, script: string): void {
  writeFileSync(path.join(folder, name), `#!/bin/sh\nprintf '%s\\n' "$@" >${folder}/${name}.words\n${script}\n`, {
    mode: 0o755,
  });
}

const wordsOf = (name: string): string[] =>
  readFileSync(path.join(folder, `${name}.words`), 'utf8')
    .trim()
    .split('\n');

const SHELL = '#!/bin/sh\nset -e\n';
const MANIFEST = {
  members: [
    { name: 'postinst', content: SHELL, mode: 0o755 },
    { name: 'config', content: '#!/usr/bin/perl\n', mode: 0o755 },
  ],
  entries: [
    textEntry('/usr/lib/systemd/system/a.service', '[Service]\n'),
    textEntry('/usr/lib/systemd/system/a-worker.service', '[Service]\n'),
    textEntry('/usr/lib/systemd/system/a.service.d/own.conf', '[Service]\n'),
    textEntry('/usr/share/doc/a/systemd', ''),
    { type: 'link', path: '/usr/lib/systemd/system/b.service', target: 'a.service', mode: 0o777, owner: 'root' },
  ],
} as unknown as Manifest;

function delivery(): Delivery & { shown: Finding[] } {
  const shown: Finding[] = [];
  const built = { short: 'dist/a.deb', full: `${folder}/dist/a.deb`, size: 1 };
  const show = (_: string, findings: readonly Finding[]): void => void shown.push(...findings);
  const facts = { project: folder, built, auditLevel: 'high', signal: new AbortController().signal } as const;
  const [plan, packages] = [async () => MANIFEST, async () => []];
  return { ...facts, plan, packages, show, warn: (text) => void shown.push({ state: 'skipped', text }), shown };
}

async function refused(work: Promise<unknown>): Promise<BuildError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, BuildError);
  return error as BuildError;
}

deliver('check: tools that find no fault, one that is missing, and its units in a folder that goes', async () => {
  tool('systemd-analyze', `ls -d ${folder}/build-deb-*/* >${folder}/units`);
  tool('shellcheck', `cat >${folder}/script`);
  const asked = delivery();
  const { checks } = await checkPackage(asked);
  const passed = { 'systemd-analyze verify': 'passed', shellcheck: 'passed', 'npm audit': 'passed' };
  assert.equal(checks, { ...passed, 'lintian --pedantic': 'skipped' });
  assert.equal(
    asked.shown.map(({ state, text }) => `${state} ${text}`),
    [
      'passed systemd-analyze verify',
      'passed shellcheck',
      'skipped lintian: not installed',
      'passed npm audit: no npm package inside',
    ],
  );
  assert.is(readFileSync(`${folder}/script`, 'utf8'), SHELL);
  assert.equal(wordsOf('shellcheck'), ['--shell=dash', '--format=gcc', '-']);
  assert.match(readFileSync(`${folder}/units`, 'utf8'), /^\S+\/a-worker\.service\n\S+\/a\.service\n$/);
  assert.equal(wordsOf('systemd-analyze').slice(0, 2), ['verify', '--man=no']);
  assert.not(readdirSync(folder).some((name) => name.startsWith('build-deb-')));
});

deliver('check: all faults are told with one message, and with the places in the package', async () => {
  tool('systemd-analyze', "echo 'a.service:1: Bad' >&2; echo 'b.service:1: of this machine' >&2");
  tool('shellcheck', "cat >/dev/null; echo '-:2:1: warning: odd'; echo ' '; exit 1");
  tool('lintian', "echo 'N: note'; echo 'E: a: bad'; echo 'cannot read' >&2; exit 2");
  const asked = delivery();
  const { message, notes } = await refused(checkPackage(asked));
  assert.is(message, 'systemd-analyze verify and shellcheck and lintian --pedantic find fault with the package');
  assert.equal(notes, ['a.service:1: Bad', 'postinst:2:1: warning: odd', 'E: a: bad', 'cannot read']);
  assert.equal(
    asked.shown.map(({ state }) => state),
    ['failed', 'failed', 'failed', 'passed'],
  );
  assert.ok(existsSync(`${folder}/lintian.words`));
  assert.is(wordsOf('lintian').at(-1), `${folder}/dist/a.deb`);
});

deliver('check: one tool finds fault; what lintian says on stderr without a fault is no fault', async () => {
  tool('systemd-analyze', "echo 'a.service:1: Bad' >&2");
  tool('lintian', "echo 'warning: running as root' >&2");
  const { message, notes } = await refused(checkPackage(delivery()));
  assert.is(message, 'systemd-analyze verify finds fault with the package');
  assert.equal(notes, ['a.service:1: Bad']);
});

deliver('check: old releases of systemd do not know each key', async () => {
  tool(
    'systemd-analyze',
    `echo "a.service:1: Unknown key name 'OpenFile' in section" >&2
     echo "a.service:2: Unknown key 'RestartSteps'" >&2
     echo 'a.service:3: Failed to parse service type, ignoring: notify-reload' >&2
     echo 'a.service: Command /usr/bin/node is not executable: No such file or directory' >&2`,
  );
  await checkPackage(delivery());
});

deliver('units are the files of systemd, without the folders of drop-ins', () => {
  assert.equal([...unitsOf(MANIFEST).keys()], ['a.service', 'a-worker.service']);
});

deliver('lintian: notes, empty lines and known tags are no faults', () => {
  const known = 'I: a: package-supports-alternative-init-but-no-init.d-script [x]\nI: a: unused-override b';
  assert.equal(lintFaults(`N: note\n\n   \n${known}\nE: a: N: bad\n`), ['E: a: N: bad']);
});

deliver('maintainer scripts: one that is not sh is named; perl is left to perl', async () => {
  await checkScripts(MANIFEST);
  const broken = { ...MANIFEST, members: [{ name: 'prerm', content: '#!/bin/sh\nif\n', mode: 0o755 }] };
  const { message, notes } = await refused(checkScripts(broken as unknown as Manifest));
  assert.is(message, 'a maintainer script is not valid sh');
  assert.match(notes[0] ?? '', /^prerm: .*3.*\S$/);
  assert.is(notes.length, 1);
});

deliver('install: root calls apt-get, and another user sudo', async () => {
  for (const name of ['apt-get', 'sudo']) tool(name, '');
  const words = ['install', '--yes', '--reinstall', '--allow-downgrades', `${folder}/dist/a.deb`];
  process.getuid = () => 0;
  assert.equal(await installPackage(delivery()), { installed: true });
  assert.equal(wordsOf('apt-get'), words);
  assert.not(existsSync(`${folder}/sudo.words`));
  process.getuid = () => 1000;
  assert.equal(await installPackage(delivery()), { installed: true });
  assert.equal(wordsOf('sudo'), ['apt-get', ...words]);
});

deliver('install: a failure of apt-get, whatever its code, and a machine without apt-get', async () => {
  process.getuid = () => 0;
  const { message } = await refused(installPackage(delivery()));
  assert.is(message, 'the package is made, but this machine has no apt-get');
  for (const code of [1, 100]) {
    tool('apt-get', `exit ${code}`);
    const failed = await refused(installPackage(delivery()));
    assert.is(failed.message, 'the package is made, but could not be installed');
    assert.match(failed.notes[0] ?? '', /^apt-get install .*\/dist\/a\.deb says why above$/);
  }
});

deliver.run();
