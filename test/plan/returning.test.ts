/**
 * The return to the previous version, with stubs for systemd: test/system/returning.test.ts sees it on booted systems.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { scripts } from './all-scripts.ts';

const returning = suite('the return to the previous version');

const STUBS = `
ln() { :; }
rm() { :; }
use_previous() { version=1; }
systemctl() { echo "$*" >>"$KEPT/asked"; }`;

returning('a bad version that runs again is killed, and then the kept one starts', async () => {
  const kept = mkdtempSync(path.join(tmpdir(), 'build-deb-return-'));
  try {
    for (const folder of ['units', 'failed']) mkdirSync(path.join(kept, folder));
    const [bad, other] = ['notifydemo.service', 'notifydemo-worker.service'];
    for (const file of ['version', 'running', `units/${bad}`, `units/${other}`])
      writeFileSync(path.join(kept, file), '');
    const [functions = ''] = scripts.get('notifydemo/postinst')?.split('\ncase "$1" in\n    configure)') ?? [];
    // Where the tests run, a policy may forbid starts.
    const script = functions.replaceAll('/usr/sbin/policy-rc.d', `${kept}/policy`);
    const state = `KEPT=${kept} UNITS= failed=' ${bad}' tried=' ${bad} ${other}'`;
    const input = `${script}\n${STUBS}\n${state}\nreturn_to_previous\nprintf '%s' "$failed"\n`;
    const { exitCode, stdout, stderr } = await run('timeout', ['20', 'sh', '-s', 'configure'], { input });
    assert.is(exitCode, 0, stderr);
    assert.is(stdout, ` ${bad}`);
    assert.match(stderr, 'notifydemo: version 1 runs until a good one is installed');
    const asked = readFileSync(path.join(kept, 'asked'), 'utf8').split('\n');
    // The other service is a good one, and gets its time for a stop.
    const changes = asked.filter((words) => /^(kill|restart) /.test(words));
    assert.equal(changes, [`kill -s KILL ${bad}`, `restart ${bad}`, `restart ${other}`]);
  } finally {
    rmSync(kept, { recursive: true });
  }
});

returning('a kept version that is removed by halves is none', async () => {
  const place = mkdtempSync(path.join(tmpdir(), 'build-deb-forget-'));
  const kept = path.join(place, 'shop.previous');
  try {
    mkdirSync(kept);
    writeFileSync(path.join(kept, 'version'), '');
    const [, code = ''] = scripts.get('notifydemo/postinst')?.match(/\n(forget_previous\(\) \{\n.*?\n\})\n/s) ?? [];
    const stubs = `ROOT=${place} KEPT=${kept} PACKAGE=shop; rm() { [ ! -e "$KEPT.part" ] || exit 9; }`;
    const { exitCode, stderr } = await run('sh', ['-s'], { input: `set -e\n${code}\n${stubs}\nforget_previous\n` });
    assert.is(exitCode, 9, stderr);
    assert.not(existsSync(kept));
  } finally {
    rmSync(place, { recursive: true });
  }
});

returning.run();
