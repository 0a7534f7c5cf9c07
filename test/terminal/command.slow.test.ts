/**
 * build-deb as you meet it: its output, and its files on the disk.
 */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { COMMAND, copyProject, Sandbox } from './sandbox.ts';

const command = suite('build-deb');
const box = new Sandbox(command);

command('stdout carries the path and nothing else; progress is aligned on stderr, without colours', async () => {
  const { exitCode, stdout, stderr } = await box.build();
  assert.is(exitCode, 0, stderr);
  assert.is(stdout, 'dist/notifydemo.deb\n');
  const names = (await readdir(path.join(box.project, 'dist'))).sort();
  assert.equal(names, ['notifydemo.deb', 'notifydemo_1.0.0_all.cdx.json', 'notifydemo_1.0.0_all.deb']);
  const lines = stderr.trim().split('\n');
  for (const line of lines) assert.match(line, /^[a-z]+ +(\d+ ms|\d+\.\d s) {2}\S/);
  for (const line of lines) assert.ok(line.length <= 80, line);
  assert.match(lines[0] ?? '', / notifydemo 1\.0\.0$/);
  assert.match(lines[1] ?? '', / 4 files, no npm packages; for Debian 12, 13 and testing$/);
  assert.match(lines[3] ?? '', / dist\/notifydemo_1\.0\.0_all\.deb, \d+ kB$/);
  assert.match(
    (await box.build()).stderr,
    /^pack +\d+ ms {2}dist\/notifydemo_1\.0\.0_all\.deb is up to date, \d+ kB\n$/,
  );
});

command('--json prints the result as JSON', async () => {
  const result = JSON.parse((await box.build(['--json', '--out', 'elsewhere'])).stdout);
  assert.is(result.path, 'elsewhere/notifydemo.deb');
  assert.is(result.version, '1.0.0');
  assert.is((await readFile(path.join(box.project, result.file))).length, result.size);
});

command(
  '--plan prints files, control and units; --plan=scripts also the maintainer scripts; both write nothing',
  async () => {
    const { exitCode, stdout, stderr } = await box.build(['--plan']);
    assert.is(exitCode, 0, stderr);
    assert.match(stdout, /^-rw-r--r-- root +\d+ \/usr\/lib\/notifydemo\/settings\/notifydemo$/m);
    assert.match(stdout, /^drwxr-xr-x root +0 \/usr\/lib\/notifydemo$/m);
    for (const part of ['==> control <==\nPackage: notifydemo', 'notifydemo.service <==\n', 'Type=notify']) {
      assert.match(stdout, part);
    }
    assert.not.match(stdout, '#!/bin/sh');
    const withScripts = (await box.build(['--plan=scripts'])).stdout;
    for (const script of ['postinst', 'prerm', 'postrm']) assert.match(withScripts, `==> ${script} <==\n#!/bin/sh`);
    const json = JSON.parse((await box.build(['--plan', '--json'])).stdout);
    assert.is(
      json.entries.find((entry: { path: string }) => entry.path === '/usr/lib/notifydemo/settings/notifydemo').mode,
      '0644',
    );
    assert.not(existsSync(path.join(box.project, 'dist')));
  },
);

command('--help and --version', async () => {
  assert.match((await box.build(['--help'])).stdout, /^usage: build-deb \[VERB\]/);
  assert.match((await box.build(['check', '--help'])).stdout, /^usage: build-deb check /);
  assert.is((await box.build(['--version'])).stdout, '1.0.0\n');
});

command('two builds under different circumstances are byte-identical', async () => {
  const env = { SOURCE_DATE_EPOCH: '1700000000' };
  const one = await box.build([], { ...env, TZ: 'UTC', LC_ALL: 'C' });
  assert.is(one.exitCode, 0, one.stderr);
  const other = await copyProject(path.join(box.folder, 'ein anderes Verzeichnis'));
  for (const file of ['payload/app.ts', 'LICENSE', 'debian-templates/control.hbs', 'package.json']) {
    await utimes(path.join(other, file), 1, 1);
    chmodSync(path.join(other, file), 0o600);
  }
  const circumstances = {
    ...process.env,
    ...env,
    NODE_OPTIONS: '',
    TZ: 'Pacific/Apia',
    LC_ALL: 'C.UTF-8',
    USER: 'other',
    XZ_OPT: '-9e',
    HOME: '/',
  };
  const script = 'umask 0; exec node "$0" --out "$1"';
  const { exitCode, stderr } = await run('sh', ['-c', script, COMMAND, box.folder], { cwd: other, env: circumstances });
  assert.is(exitCode, 0, stderr);
  const sum = async (file: string): Promise<string> =>
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  assert.is(
    await sum(path.join(box.folder, 'notifydemo.deb')),
    await sum(path.join(box.project, 'dist/notifydemo.deb')),
  );
});

command('without SOURCE_DATE_EPOCH the last commit gives the time, without a history a fixed one does', async () => {
  const time = async (): Promise<number> => JSON.parse((await box.build(['--plan', '--json'])).stdout).time;
  assert.is(await time(), 946684800);
  const git = 'git init -q && git add LICENSE && git -c user.name=a -c user.email=a@b.c commit -qm x --date=now';
  await run('sh', ['-c', git], {
    cwd: box.project,
    env: { ...process.env, GIT_COMMITTER_DATE: '2024-02-03T04:05:06Z' },
  });
  assert.is(await time(), Date.parse('2024-02-03T04:05:06Z') / 1000);
  await box.refused(
    await box.build([], { SOURCE_DATE_EPOCH: 'now' }),
    1,
    'SOURCE_DATE_EPOCH is "now"',
    'seconds since 1970',
  );
});

command('a reader that has seen enough is no error', async () => {
  const { stderr } = await run('sh', ['-c', 'node "$0" --plan --json | true', COMMAND], { cwd: box.project });
  assert.not.match(stderr, 'EPIPE');
});

command('the package tells what changed, and whose work is in it', async () => {
  await writeFile(path.join(box.project, 'CHANGELOG.md'), '## 1.0.0 - 2026-01-02\n\n- A thing worth telling.\n');
  await rm(path.join(box.project, 'node_modules'));
  await mkdir(path.join(box.project, 'node_modules/nameless'), { recursive: true });
  await writeFile(
    path.join(box.project, 'node_modules/nameless/package.json'),
    '{ "name": "nameless", "version": "0.1.0" }',
  );
  await writeFile(path.join(box.project, 'node_modules/nameless/index.js'), 'module.exports = 1;\n');
  await writeFile(path.join(box.project, 'app.js'), "console.log(require('nameless'));\n");
  await box.editDeb({ entry: 'app.js' });
  const { exitCode, stderr } = await box.build();
  assert.is(exitCode, 0, stderr);
  assert.match(stderr, 'warning: nameless names no licence: ask its author whether you may ship it');
  const data = `dpkg-deb --fsys-tarfile ${path.join(box.project, 'dist/notifydemo.deb')} | tar -xO`;
  const read = async (file: string): Promise<string> =>
    (await run('sh', ['-c', `${data} ./usr/share/doc/notifydemo/${file}`])).stdout;
  assert.match(await read('copyright'), 'Files: node_modules/nameless/*');
  assert.match(
    (await run('sh', ['-c', `${data} ./usr/share/doc/notifydemo/changelog.gz | gunzip`])).stdout,
    '  * A thing worth telling.',
  );
});

command.run();
