/**
 * postrm with DPKG_ROOT, as dpkg --root calls it for an image: the users are those of the image.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

async function purgeFrom(root: string, around: Record<string, string | undefined> = {}): Promise<void> {
  const input = scripts.get('notifydemo/postrm') ?? '';
  const env = { ...process.env, ...around, DPKG_ROOT: root };
  const { exitCode, stderr } = await run('sh', ['-s', 'purge'], { input, env });
  assert.is(exitCode, 0, stderr);
}

/** Purges an image whose directories belong to the user of this process; returns those that are left. */
async function purge(passwd: string, around: Record<string, string | undefined> = {}): Promise<string[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'build-deb-postrm-'));
  try {
    for (const folder of [CACHE, LOGS, STATE, '/var/lib/misc', '/etc'])
      mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, 'etc/passwd'), `root:x:77:77::/root:/bin/sh\n${passwd}`);
    writeFileSync(path.join(root, 'var/lib/misc/notifydemo.folders'), `${STATE}\n`);
    writeFileSync(path.join(root, CACHE, 'page'), '');
    await purgeFrom(root, around);
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

/** The copies that dpkg removes beside a conffile (its REMOVECONFFEXTS), and so the ends of files that broke off. */
const COPIES = ['~', '%', '.bak', '.dpkg-tmp', '.dpkg-new', '.dpkg-old', '.dpkg-dist'];

purging('removes the settings with the copies of dpkg and of editors, and those of another package stay', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'build-deb-postrm-'));
  const settings = path.join(root, 'etc/default');
  try {
    for (const folder of ['etc/default', 'var/lib/misc']) mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, 'etc/passwd'), '');
    const others = ['notifydemo-web', 'notifydemo.local', 'notifydemo-worker'];
    const own = ['', ...COPIES].map((ending) => `notifydemo${ending}`);
    for (const file of [...own, ...others]) writeFileSync(path.join(settings, file), '');
    // A line that a power failure has spoilt is none, and another package has taken a file over.
    const note = 'notifydemo\n../shadow\nnotifydemo-worker\n';
    writeFileSync(path.join(root, 'var/lib/misc/notifydemo.settings'), note);
    writeFileSync(path.join(root, 'var/lib/misc/worker.settings'), 'notifydemo-worker\n');
    writeFileSync(path.join(root, 'etc/shadow'), '');
    await purgeFrom(root);
    assert.equal(readdirSync(settings).sort(), others.sort());
    assert.ok(existsSync(path.join(root, 'etc/shadow')));
  } finally {
    rmSync(root, { recursive: true });
  }
});

purging.run();
