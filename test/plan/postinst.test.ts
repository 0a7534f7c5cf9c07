/**
 * The postinst of a package in a root of its own (DPKG_ROOT): the settings of the administrator.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { maintainerScripts } from '../../builder/plan/scripts.ts';
import { type Run, run } from '../../builder/shell.ts';
import { configOf, facts, programs } from '../support/plans.ts';

const settling = suite('postinst and settings');
let root = '';
settling.before.each(() => {
  root = mkdtempSync(path.join(tmpdir(), 'build-deb-postinst-'));
  for (const folder of ['programs', 'var/lib/misc', 'usr/lib/shop/settings', 'etc'])
    mkdirSync(path.join(root, folder), { recursive: true });
  write('usr/lib/shop/settings/shop', '#PORT=80\n');
  write('usr/lib/shop/settings/shop-web', '#LEVEL=3\n');
  for (const name of ['systemd-sysusers', 'deb-systemd-helper', 'dpkg-statoverride']) program(name, 'exit 1');
  program('systemd-sysusers', ':');
});
settling.after.each(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  writeFileSync(path.join(root, file), text);
}

/** Stands for a program of Debian. */
function program(name: string, text: string): void {
  write(`programs/${name}`, `#!/bin/sh\n${text}\n`);
  chmodSync(path.join(root, 'programs', name), 0o755);
}

const FILE = 'etc/default/shop';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const mode = (file: string): string => (statSync(path.join(root, file)).mode & 0o7777).toString(8);

async function configure(umask = '022'): Promise<Run> {
  const web = { entry: 'a.js', settings: { LEVEL: { value: '3', description: 'x' } } };
  const config = configOf({ mail: false, name: 'shop', services: { web } });
  const text = maintainerScripts({ config, facts, programs }).find(({ name }) => name === 'postinst')?.content ?? '';
  const env = { ...process.env, DPKG_ROOT: root, PATH: `${root}/programs:${process.env.PATH}` };
  return run('sh', ['-s', 'configure'], { input: `umask ${umask}\n${text}`, env });
}

settling(
  'each file is written once, readable for all, and stays away when the administrator has removed it',
  async () => {
    assert.is((await configure('077')).exitCode, 0);
    assert.equal([read(FILE), read(`${FILE}-web`), mode(FILE)], ['#PORT=80\n', '#LEVEL=3\n', '644']);
    assert.not(existsSync(path.join(root, `${FILE}.dpkg-new`)));
    write(FILE, 'PORT=81\n');
    rmSync(path.join(root, `${FILE}-web`));
    write('usr/lib/shop/settings/shop', '#PORT=82\n');
    assert.is((await configure()).exitCode, 0);
    assert.is(read(FILE), 'PORT=81\n');
    assert.not(existsSync(path.join(root, `${FILE}-web`)));
  },
);

settling('a link in its place stays, also one that leads nowhere, and no file is written through it', async () => {
  mkdirSync(path.join(root, 'etc/default'));
  symlinkSync(path.join(root, 'elsewhere'), path.join(root, FILE));
  // The new file goes through no link either.
  symlinkSync(path.join(root, 'victim'), path.join(root, `${FILE}-web.dpkg-new`));
  write('victim', 'precious');
  assert.is((await configure()).exitCode, 0);
  assert.is(readlinkSync(path.join(root, FILE)), path.join(root, 'elsewhere'));
  assert.not(existsSync(path.join(root, 'elsewhere')));
  assert.equal([read('victim'), read(`${FILE}-web`)], ['precious', '#LEVEL=3\n']);
});

settling('an installation that broke off before its note tries again', async () => {
  mkdirSync(path.join(root, 'etc/default'));
  write(`${FILE}.dpkg-new`, '#PO');
  assert.is((await configure()).exitCode, 0);
  assert.is(read(FILE), '#PORT=80\n');
  assert.is(read('var/lib/misc/shop.settings'), 'shop\nshop-web\n');
});

settling('an override of the administrator that is there already counts', async () => {
  const { uid, gid } = statSync(root);
  const override = `case "$*" in *" /${FILE}") echo "#${uid} #${gid} 0640 /${FILE}" ;; *) exit 1 ;; esac`;
  program('dpkg-statoverride', override);
  assert.is((await configure()).exitCode, 0);
  assert.equal([mode(FILE), mode(`${FILE}-web`)], ['640', '644']);
});

settling('a file that cannot be written is named, and the next try writes it', async () => {
  program('cp', 'exit 1');
  const { exitCode, stderr } = await configure();
  assert.is(exitCode, 1);
  assert.match(stderr, `shop: cannot write ${root}/${FILE}; is the disk full?`);
  rmSync(path.join(root, 'programs/cp'));
  assert.is((await configure()).exitCode, 0);
  assert.is(read(FILE), '#PORT=80\n');
});

settling.run();
