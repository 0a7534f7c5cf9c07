/**
 * postrm with DPKG_ROOT, as dpkg --root calls it for an image: the users are those of the image.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { scripts } from './all-scripts.ts';

const purging = suite('a purge from an image');

const CACHE = '/var/cache/notifydemo';
const LOGS = '/var/log/notifydemo';
const STATE = '/var/lib/notifydemo';

/** Purges an image whose directories belong to the user of this process; returns those that are left. */
async function purge(passwd: string, around: Record<string, string | undefined> = {}): Promise<string[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'build-deb-postrm-'));
  try {
    for (const folder of [CACHE, LOGS, STATE, '/var/lib/misc', '/etc'])
      mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, 'etc/passwd'), `root:x:77:77::/root:/bin/sh\n${passwd}`);
    writeFileSync(path.join(root, 'var/lib/misc/notifydemo.folders'), `${STATE}\n`);
    writeFileSync(path.join(root, CACHE, 'page'), '');
    const input = scripts.get('notifydemo/postrm') ?? '';
    const { exitCode, stderr } = await run('sh', ['-s', 'purge'], {
      input,
      env: { ...process.env, ...around, DPKG_ROOT: root },
    });
    assert.is(exitCode, 0, stderr);
    return [CACHE, LOGS, STATE].filter((folder) => existsSync(path.join(root, folder)));
  } finally {
    rmSync(root, { recursive: true });
  }
}

purging('removes caches and logs of a user that is gone, and keeps those of another', async () => {
  const uid = process.getuid?.() ?? 0;
  assert.equal(await purge(''), []);
  assert.equal(await purge(`keeper:x:${uid}:${uid}::/:/bin/sh\n`), [CACHE, LOGS]);
});

/** Variables that root may have around dpkg. Some have the names of lists and variables of the scripts. */
const ENVIRONMENTS: readonly Record<string, string | undefined>[] = [
  { CDPATH: '/usr:/var' },
  { IFS: '/' },
  { POSIXLY_CORRECT: '1' },
  { GREP_OPTIONS: '-v', GREP_COLOR: '1;31', GREP_COLORS: 'mt=1;31' },
  { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
  { HOME: undefined, USER: undefined, LOGNAME: undefined, TERM: undefined },
  { ENV: '/dev/full', BASH_ENV: '/dev/full' },
  { PS4: '$(exit 1)', PS1: '$(exit 1)' },
  { TMPDIR: '/proc/nowhere', TZ: ':/dev/full', COLUMNS: '1' },
  { ROOT: '/proc/nowhere', PACKAGE: '-rf', UNITS: '../x', SYSTEM_USERS: 'root', DIRECTORIES: '/etc' },
  { mounts: 'x', places: '.*', directory: '/', left: 'x', home: '/', file: '/', unit: 'x.service', place: '/etc' },
  { AWKPATH: '/dev', POSIX_ME_HARDER: '1', XZ_OPT: '-x', QUOTING_STYLE: 'c', TIME_STYLE: '+%n' },
];

purging('is the same in odd environments of root', async () => {
  const uid = process.getuid?.() ?? 0;
  for (const around of ENVIRONMENTS) {
    assert.equal(await purge('', around), [], JSON.stringify(around));
    assert.equal(await purge(`keeper:x:${uid}:${uid}::/:/bin/sh\n`, around), [CACHE, LOGS], JSON.stringify(around));
  }
});

purging.run();
