/**
 * The program that keeps unattended-upgrades to the roll-out, with a stand-in for apt-get.
 */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { render } from '../../builder/plan/render.ts';
import { run } from '../../builder/shell.ts';

const deferred = suite('deferred upgrades');
let folder = '';

deferred.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'deferred-'));
  await mkdir(path.join(folder, 'bin'));
});
deferred.after.each(() => rm(folder, { recursive: true }));

/** Runs the program; apt-get prints `offered`, and `every` if it is to include phased updates. Returns the file that is left. */
async function listed(offered: string, every: string): Promise<string | undefined> {
  const text = await readFile('debian-templates/archive-keyring/deferred.hbs', 'utf8');
  const script = render({ deferred: text }, 'deferred', { package: 'acme-archive-keyring' });
  const apt = path.join(folder, 'bin/apt-get');
  await writeFile(apt, `#!/bin/sh\ncase "$*" in *Always-Include-Phased*) ${every} ;; *) ${offered} ;; esac\n`);
  await chmod(apt, 0o755);
  const env = { ...process.env, PATH: `${path.join(folder, 'bin')}:${process.env.PATH}` };
  await run('sh', ['-c', script.replaceAll('/etc/apt/apt.conf.d', folder)], { env });
  const names = (await readdir(folder)).filter((name) => name !== 'bin');
  assert.ok(
    names.every((name) => name === '51acme-archive-keyring-deferred'),
    names.join(' '),
  );
  return names[0] === undefined ? undefined : readFile(path.join(folder, names[0]), 'utf8');
}

const inst = (...names: string[]): string =>
  names.map((name) => `echo "Inst ${name} [1] (2 acme:stable [all])";`).join(' ');

deferred('packages that apt holds back are named', async () => {
  const text = await listed(inst('one'), inst('one', 'two', 'lib+c.d:amd64'));
  assert.is(text, 'Unattended-Upgrade::Package-Blacklist { "^two$"; "^lib[+]c[.]d$"; };\n');
});

deferred('a name that is part of another one is another name', async () => {
  assert.match((await listed(inst('app-web'), inst('app-web', 'app'))) ?? '', '"^app$"');
});

deferred('without packages to wait for the file goes', async () => {
  assert.ok(await listed(':', inst('one')));
  assert.is(await listed(inst('one'), inst('one')), undefined);
});

deferred('without an answer of apt the file stays', async () => {
  const before = await listed(':', inst('one'));
  assert.ok(before);
  assert.is(await listed(':', `${inst('two')} exit 100`), before);
  assert.is(await listed(`${inst('one')} exit 100`, inst('one')), before);
});

deferred.run();
