/**
 * build-deb as its user meets it: what it prints, what it leaves on the disk, and how it refuses.
 */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lintFaults } from '../../builder/deliver/check.ts';
import { type Run, run } from '../../builder/shell.ts';
import { unwrapped } from '../support/terminal.ts';
import { needing } from '../support/tools.ts';

const HERE = process.cwd();
const COMMAND = path.join(HERE, 'node_modules/.cache/build-deb/build-deb.mjs');
const PARTS = ['package.json', 'tsconfig.json', 'LICENSE', 'payload', 'builder', 'build.ts', 'debian-templates'];

const command = suite('build-deb');
let folder = '';
let project = '';

/** A project like this one, without its history, to be spoilt. */
async function copyProject(target: string): Promise<string> {
  await mkdir(target);
  await Promise.all(PARTS.map((part) => cp(part, path.join(target, part), { recursive: true })));
  await symlink(path.join(HERE, 'node_modules'), path.join(target, 'node_modules'));
  return target;
}

command.before(async () => {
  // The copies share node_modules, and must not share what TypeScript remembers in there.
  const { exitCode, stderr } = await run('npm', ['run', '--silent', 'build-deb', '--', '--version']);
  assert.is(exitCode, 0, stderr);
});
command.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-command-'));
  project = await copyProject(path.join(folder, 'project'));
});
command.after.each(() => rm(folder, { recursive: true, force: true }));

function build(args: string[] = [], env: NodeJS.ProcessEnv = {}, cwd = project): Promise<Run> {
  return run('node', [COMMAND, ...args], { cwd, env: { ...process.env, NODE_OPTIONS: '', ...env } });
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const target = path.join(project, file);
  await writeFile(target, change(await readFile(target, 'utf8')));
}

async function editDeb(change: object): Promise<void> {
  await edit('package.json', (text) => {
    const json = JSON.parse(text);
    return JSON.stringify({ ...json, deb: { ...json.deb, ...change } });
  });
}

/** One message, no stack, nothing on stdout, nothing half-written. */
async function refused(outcome: Run, exitCode: number, ...expected: (string | RegExp)[]): Promise<void> {
  assert.is(outcome.exitCode, exitCode, outcome.stderr);
  assert.is(outcome.stdout, '');
  const message = outcome.stderr.slice(outcome.stderr.indexOf('error: '));
  for (const part of expected) assert.match(unwrapped(message), part);
  assert.not.match(message, /^\s+at /m);
  const leftovers = existsSync(path.join(project, 'dist')) ? await readdir(path.join(project, 'dist')) : [];
  assert.equal(
    leftovers.filter((name) => name.startsWith('.')),
    [],
  );
}

command('stdout carries the path and nothing else; progress is aligned on stderr, without colours', async () => {
  const { exitCode, stdout, stderr } = await build();
  assert.is(exitCode, 0, stderr);
  assert.is(stdout, 'dist/notifydemo.deb\n');
  assert.equal((await readdir(path.join(project, 'dist'))).sort(), ['notifydemo.deb', 'notifydemo_1.0.0_all.deb']);
  const lines = stderr.trim().split('\n');
  for (const line of lines) assert.match(line, /^[a-z]+ +(\d+ ms|\d+\.\d s) {2}\S/);
  for (const line of lines) assert.ok(line.length <= 80, line);
  assert.match(lines[0] ?? '', / notifydemo 1\.0\.0$/);
  assert.match(lines[1] ?? '', / 2 files, no npm packages; for Debian 12, 13 and testing$/);
  assert.match(lines[3] ?? '', / dist\/notifydemo_1\.0\.0_all\.deb, \d+ kB$/);
  assert.match((await build()).stderr, /^pack +\d+ ms {2}dist\/notifydemo_1\.0\.0_all\.deb is up to date, \d+ kB\n$/);
});

command('--json prints the result as JSON', async () => {
  const result = JSON.parse((await build(['--json', '--out', 'elsewhere'])).stdout);
  assert.is(result.path, 'elsewhere/notifydemo.deb');
  assert.is(result.version, '1.0.0');
  assert.is((await readFile(path.join(project, result.file))).length, result.size);
});

command(
  '--plan prints files, control and units; --plan=scripts also the maintainer scripts; both write nothing',
  async () => {
    const { exitCode, stdout, stderr } = await build(['--plan']);
    assert.is(exitCode, 0, stderr);
    assert.match(stdout, /^-rw-r--r-- root +\d+ \/etc\/default\/notifydemo {2}conffile$/m);
    assert.match(stdout, /^drwxr-xr-x root +0 \/usr\/lib\/notifydemo$/m);
    for (const part of ['==> control <==\nPackage: notifydemo', 'notifydemo.service <==\n', 'Type=notify']) {
      assert.match(stdout, part);
    }
    assert.not.match(stdout, '#!/bin/sh');
    const withScripts = (await build(['--plan=scripts'])).stdout;
    for (const script of ['postinst', 'prerm', 'postrm']) assert.match(withScripts, `==> ${script} <==\n#!/bin/sh`);
    const json = JSON.parse((await build(['--plan', '--json'])).stdout);
    assert.is(json.entries.find((entry: { path: string }) => entry.path === '/etc/default/notifydemo').mode, '0644');
    assert.not(existsSync(path.join(project, 'dist')));
  },
);

needing('lintian', command)('check tells all its tools in one line, also when the package is up to date', async () => {
  const line = /^check +[\d.]+ m?s {2}. systemd-analyze verify {2}. shellcheck {2}✓ lintian --pedantic$/m;
  const first = await build(['check']);
  assert.is(first.exitCode, 0, first.stderr);
  assert.match(first.stderr, line);
  assert.is(first.stdout, 'dist/notifydemo.deb\n');
  const again = await build(['check', '--json']);
  assert.match(again.stderr, ' is up to date');
  assert.match(again.stderr, line);
  assert.is(JSON.parse(again.stdout).checks['lintian --pedantic'], 'passed');
});

needing('lintian', command)('check tells the faults that lintian finds', async () => {
  await editDeb({ extendedDescription: ['This package provides provides web.'] });
  const outcome = await build(['check']);
  await refused(outcome, 1, 'lintian --pedantic finds fault with the package', /I: notifydemo: /);
  assert.match(outcome.stderr, /^check .* ✗ lintian --pedantic$/m);
});

command('check leaves out a tool that is not installed', async () => {
  const bin = path.join(folder, 'bin');
  await mkdir(bin);
  for (const tool of ['node', 'sh', 'git', 'env', 'xz']) {
    await symlink((await run('which', [tool])).stdout.trim(), path.join(bin, tool));
  }
  const { exitCode, stderr } = await build(['check'], { PATH: bin });
  assert.is(exitCode, 0, stderr);
  const marks = '– systemd-analyze: not installed  – shellcheck: not installed';
  assert.match(stderr, new RegExp(`^check .*  ${marks}\n {16}– lintian: not installed$`, 'm'));
});

command(
  "lintian's advice on npm packages is passed over, not what it warns of, and nothing of the project's own",
  () => {
    const own = 'I: web: extra-license-file [usr/lib/web/app/LICENSE]';
    const warning = 'W: web: script-not-executable [usr/lib/web/app/node_modules/a/run]';
    const advice = 'I: web: extra-license-file [usr/lib/web/app/node_modules/a/LICENSE]';
    assert.equal(lintFaults(`${own}\n${advice}\n${warning}\nN: a note\n`), [own, warning]);
  },
);

command('--help and --version', async () => {
  assert.match((await build(['--help'])).stdout, /^usage: build-deb \[VERB\]/);
  assert.match((await build(['check', '--help'])).stdout, /^usage: build-deb check /);
  assert.is((await build(['--version'])).stdout, '1.0.0\n');
});

command('wrong usage is exit code 2', async () => {
  await refused(await build(['--plann']), 2, 'there is no option --plann', 'build-deb --help');
  await refused(await build(['extra']), 2, 'extra');
  await refused(await build(['--out']), 2, '--out');
  const before = await readFile(path.join(project, 'package.json'));
  await refused(await build(['init', '--plan']), 2, 'build-deb init has no option --plan');
  assert.equal(await readFile(path.join(project, 'package.json')), before);
});

command('two builds under different circumstances are byte-identical', async () => {
  const env = { SOURCE_DATE_EPOCH: '1700000000' };
  const one = await build([], { ...env, TZ: 'UTC', LC_ALL: 'C' });
  assert.is(one.exitCode, 0, one.stderr);
  const other = await copyProject(path.join(folder, 'ein anderes Verzeichnis'));
  for (const file of ['payload/app.ts', 'LICENSE', 'debian-templates/postinst.hbs', 'package.json']) {
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
  const { exitCode, stderr } = await run('sh', ['-c', script, COMMAND, folder], { cwd: other, env: circumstances });
  assert.is(exitCode, 0, stderr);
  const sum = async (file: string): Promise<string> =>
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  assert.is(await sum(path.join(folder, 'notifydemo.deb')), await sum(path.join(project, 'dist/notifydemo.deb')));
});

command('without SOURCE_DATE_EPOCH the last commit gives the time, without a history a fixed one does', async () => {
  const time = async (): Promise<number> => JSON.parse((await build(['--plan', '--json'])).stdout).time;
  assert.is(await time(), 946684800);
  const git = 'git init -q && git add LICENSE && git -c user.name=a -c user.email=a@b.c commit -qm x --date=now';
  await run('sh', ['-c', git], { cwd: project, env: { ...process.env, GIT_COMMITTER_DATE: '2024-02-03T04:05:06Z' } });
  assert.is(await time(), Date.parse('2024-02-03T04:05:06Z') / 1000);
  await refused(await build([], { SOURCE_DATE_EPOCH: 'now' }), 1, 'SOURCE_DATE_EPOCH is "now"', 'seconds since 1970');
});

command('an earlier package survives every failure', async () => {
  await build();
  const before = await readFile(path.join(project, 'dist/notifydemo.deb'));
  await edit('payload/app.ts', (text) => `${text}\nimport 'not-there';\n`);
  await refused(
    await build(),
    1,
    'payload/app.ts cannot be bundled',
    /payload\/app\.ts:\d+:\d+: Could not resolve "not-there"/,
  );
  assert.equal(await readFile(path.join(project, 'dist/notifydemo.deb')), before);
});

command('a type error in the service is refused, one elsewhere is not', async () => {
  await edit('builder/errors.ts', (text) => `${text}\nexport const wrong: number = 'text';\n`);
  assert.is((await build()).exitCode, 0);
  await edit('payload/app.ts', (text) => `${text}\nconst wrong: number = 'text';\n`);
  await refused(
    await build(),
    1,
    'TypeScript finds errors in the service',
    /payload\/app\.ts\(\d+,\d+\): error TS2322/,
  );
});

command('mistakes in package.json are reported together', async () => {
  await editDeb({ servce: {}, mail: 'no', entry: undefined });
  await refused(
    await build(),
    1,
    'package.json has 3 mistakes in its configuration',
    'deb.servce',
    'deb.mail',
    'deb.entry',
  );
});

command('what is missing is named, with what to do', async () => {
  await editDeb({ entry: 'src/none.ts' });
  await refused(await build(), 1, 'there is no file src/none.ts in', 'deb.entry in package.json');
  await editDeb({ entry: 'payload/app.ts' });
  await rm(path.join(project, 'LICENSE'));
  await refused(await build(), 1, /cannot read .*LICENSE: it does not exist/, 'put its text there');
  await writeFile(path.join(project, 'LICENCE.md'), 'Do what you like.');
  await refused(await build(), 1, /cannot read .*LICENSE: it does not exist/, 'rename LICENCE.md');
  await writeFile(path.join(project, 'LICENSE'), '\n');
  await refused(await build(), 1, /LICENSE is empty/);
  await writeFile(path.join(project, 'package.json'), '{');
  await refused(await build(), 1, 'package.json is not valid JSON');
  await rm(path.join(project, 'package.json'));
  await refused(
    await build(),
    1,
    /cannot read .*package.json: it does not exist/,
    'in the folder of your package.json',
  );
});

command('an output folder that cannot be written', async () => {
  await refused(await build(['--out', '/proc/here']), 1, 'cannot write to /proc/here: it does not exist', '--out');
  await refused(
    await build(['--out', 'LICENSE/here']),
    1,
    'cannot write to LICENSE/here: a part of the path is not a directory',
  );
});

command('a full disk', async () => {
  // A file system of 8 KiB, in a namespace of its own.
  const script =
    'mkdir full && mount -t tmpfs -o size=8k tmpfs full && node "$0" --out full; code=$?; ls -A full >&2; exit $code';
  const outcome = await run('unshare', ['--map-root-user', '--mount', 'sh', '-c', script, COMMAND], {
    cwd: project,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  await refused(outcome, 1, 'cannot write to full: the disk is full', /make room\n$/);
});

command('Ctrl-C while it packs ends it at once and leaves nothing half-written', async () => {
  const bin = path.join(folder, 'bin');
  await mkdir(bin);
  await writeFile(path.join(bin, 'xz'), '#!/bin/sh\nsleep 60\n', { mode: 0o755 });
  const script = `PATH="$1:$PATH" node "$0" & until ls dist/.notifydemo*data; do sleep 0.05; done; kill -INT $!; wait $!`;
  const began = Date.now();
  const outcome = await run('sh', ['-c', script, COMMAND, bin], {
    cwd: project,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  await refused({ ...outcome, stdout: '' }, 1, 'interrupted by SIGINT', 'an earlier package is untouched');
  assert.equal(await readdir(path.join(project, 'dist')), []);
  assert.ok(Date.now() - began < 30_000);
});

command('a reader that has seen enough is no error', async () => {
  const { stderr } = await run('sh', ['-c', 'node "$0" --plan --json | true', COMMAND], { cwd: project });
  assert.not.match(stderr, 'EPIPE');
});

command('import.meta works in a bundle, what would not is refused', async () => {
  await edit(
    'payload/app.ts',
    (text) =>
      `${text}\nconsole.log('I am', import.meta.url, (import.meta as unknown as { dirname: string }).dirname);\n`,
  );
  assert.is((await build()).exitCode, 0);
  const unpack = 'dpkg-deb -x dist/notifydemo.deb out && PORT=x node out/usr/lib/notifydemo/app.cjs';
  assert.match((await run('sh', ['-c', unpack], { cwd: project })).stderr, 'PORT must be');
  await edit('payload/app.ts', (text) => `${text}\nconsole.log((import.meta as unknown as { env: string }).env);\n`);
  await refused(await build(), 1, 'payload/app.ts would not run as it is bundled', 'import.meta');
});

command('without xz the error says what to install', async () => {
  const bin = path.join(folder, 'bin');
  await mkdir(bin);
  for (const tool of ['node', 'sh', 'bash', 'git', 'env']) {
    await symlink((await run('which', [tool])).stdout.trim(), path.join(bin, tool));
  }
  await refused(await build([], { PATH: bin }), 1, 'the program xz is missing', 'apt install xz-utils');
});

command('what a project adds to a maintainer script must be there, and be sh', async () => {
  await editDeb({ scripts: { postinst: 'debian/postinst.sh' } });
  const missing = await build();
  await refused(missing, 1, /cannot read .*debian\/postinst\.sh: it does not exist/, 'deb.scripts.postinst');
  await mkdir(path.join(project, 'debian'));
  await writeFile(path.join(project, 'debian/postinst.sh'), 'echo one\nif true; then\n');
  await refused(await build(), 1, 'debian/postinst.sh is not valid sh', /: 2|line [23]|3:/);
  await writeFile(path.join(project, 'debian/postinst.sh'), '#!/bin/sh\n# nothing yet\n');
  assert.is((await build()).exitCode, 0);
  // Alone it would only be warned of, if at all: what follows it would be swallowed.
  await writeFile(path.join(project, 'debian/postinst.sh'), 'cat <<EOF\nwithout an end\n');
  await refused(await build(), 1, 'not valid sh');
  await editDeb({ scripts: { postin: 'debian/postinst.sh' } });
  await refused(await build(), 1, /^ {2}deb\.scripts\.postin +there is no such key$/m, 'did you mean "postinst"?');
});

command('the package tells what changed, and whose work is in it', async () => {
  await writeFile(path.join(project, 'CHANGELOG.md'), '## 1.0.0 - 2026-01-02\n\n- A thing worth telling.\n');
  await rm(path.join(project, 'node_modules'));
  await mkdir(path.join(project, 'node_modules/nameless'), { recursive: true });
  await writeFile(
    path.join(project, 'node_modules/nameless/package.json'),
    '{ "name": "nameless", "version": "0.1.0" }',
  );
  await writeFile(path.join(project, 'node_modules/nameless/index.js'), 'module.exports = 1;\n');
  await writeFile(path.join(project, 'app.js'), "console.log(require('nameless'));\n");
  await editDeb({ entry: 'app.js' });
  const { exitCode, stderr } = await build();
  assert.is(exitCode, 0, stderr);
  assert.match(stderr, 'warning: nameless names no licence: ask its author whether you may ship it');
  const data = `dpkg-deb --fsys-tarfile ${path.join(project, 'dist/notifydemo.deb')} | tar -xO`;
  const read = async (file: string): Promise<string> =>
    (await run('sh', ['-c', `${data} ./usr/share/doc/notifydemo/${file}`])).stdout;
  assert.match(await read('copyright'), 'Files: node_modules/nameless/*');
  assert.match(
    (await run('sh', ['-c', `${data} ./usr/share/doc/notifydemo/changelog.gz | gunzip`])).stdout,
    '  * A thing worth telling.',
  );
});

command.run();
