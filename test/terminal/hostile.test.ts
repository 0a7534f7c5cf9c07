/**
 * Projects, dependencies and repositories that try to run a program during a build, or to write into the package or onto
 * the terminal in the name of build-deb.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Run, run } from '../../builder/shell.ts';
import { COMMAND } from './sandbox.ts';

const hostile = suite('hostile projects');
let folder = '';
let project = '';
let mark = '';

hostile.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'build-deb-hostile-'));
  project = path.join(folder, 'repo/shop');
  mark = path.join(folder, 'mark');
  await put('server.js', "require('node:net').createServer().listen(5001);\n");
  await cp('LICENSE', path.join(project, 'LICENSE'));
  await describe({});
});
hostile.after.each(() => rm(folder, { recursive: true, force: true }));

async function put(file: string, text: string, mode = 0o644): Promise<void> {
  const place = path.join(project, file);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, text, { mode });
}

async function describe(deb: object, fields: object = {}): Promise<void> {
  const common = { name: 'shop', version: '1.0.0', description: 'A shop', author: 'Ada <a@b.c>', license: 'MIT' };
  const json = { ...common, engines: { node: '>=18' }, ...fields, deb: { entry: 'server.js', ...deb } };
  await put('package.json', JSON.stringify(json));
}

/** A program that leaves a mark with its name. */
const marking = (name: string): string => `#!/bin/sh\necho ${name} >>'${mark}'\nexit 1\n`;

async function marks(): Promise<string> {
  return readFile(mark, 'utf8').catch(() => '');
}

function build(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  // sh and env stand in front: the PATH of the test is for the tool, not for the test's own way to start it.
  const own = { ...process.env, NODE_OPTIONS: '', COLUMNS: '1000', ...env };
  const words = Object.entries(own).map(([name, value]) => `${name}=${value}`);
  return run('env', ['-i', ...words, process.execPath, COMMAND, ...args], { cwd: project });
}

async function built(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const outcome = await build(args, env);
  assert.is(outcome.exitCode, 0, outcome.stderr);
  return outcome;
}

async function packaged(file: string): Promise<string> {
  const script = `dpkg-deb --fsys-tarfile dist/shop.deb | tar -xO ./usr/share/doc/shop/${file}`;
  const unpack = file.endsWith('.gz') ? ' | gunzip' : '';
  return (await run('sh', ['-c', script + unpack], { cwd: project })).stdout;
}

async function git(...args: string[]): Promise<void> {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=a@b.c', '-c', 'commit.gpgSign=false'];
  const outcome = await run('git', [...who, ...args], { cwd: project });
  assert.is(outcome.exitCode, 0, outcome.stderr);
}

/** A commit at a time in seconds since 1970, or in git's own words. */
async function commit(subject: string, time: number | string = 1767225600): Promise<void> {
  const when = typeof time === 'number' ? `@${time} +0000` : time;
  const env = { ...process.env, GIT_COMMITTER_DATE: when, GIT_AUTHOR_DATE: when };
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=a@b.c', '-c', 'commit.gpgSign=false'];
  const words = [...who, 'commit', '--quiet', '--allow-empty', '--no-verify', '-m', subject];
  const outcome = await run('git', words, { cwd: project, env });
  assert.is(outcome.exitCode, 0, outcome.stderr);
}

hostile('no program of a dependency runs instead of a command, wherever it stands in PATH', async () => {
  const names = ['sh', 'bash', 'xz', 'git', 'npm', 'node', 'tar', 'tsc', 'env', 'dpkg-shlibdeps', 'lintian'];
  const bins = ['node_modules/.bin', '../node_modules/.bin', 'bin', 'node_modules/tool/bin'];
  for (const bin of bins) for (const name of names) await put(path.join(bin, name), marking(`${bin}/${name}`), 0o755);
  await put('tsconfig.json', '{}');
  await symlink(path.join(project, 'node_modules/.bin'), path.join(folder, 'link'));
  await git('init', '--quiet');
  const places = [
    ...bins.map((bin) => path.join(project, bin)),
    path.join(folder, 'link'),
    'node_modules/.bin',
    '.',
    '',
  ];
  for (const place of places) {
    await rm(path.join(project, 'dist'), { recursive: true, force: true });
    await built([], { PATH: `${place}:${process.env.PATH}` });
    await build(['check'], { PATH: `${place}:${process.env.PATH}` });
    assert.is(await marks(), '', `PATH begins with "${place}"`);
  }
});

hostile('npx and npm run find no program of a dependency either', async () => {
  for (const name of ['sh', 'xz', 'git', 'dpkg-shlibdeps']) {
    await put(`node_modules/.bin/${name}`, marking(name), 0o755);
  }
  await put('node_modules/.bin/build-deb', `#!/bin/sh\nexec '${process.execPath}' '${COMMAND}' "$@"\n`, 0o755);
  await describe({}, { scripts: { package: 'build-deb' } });
  const script = 'npm run --silent package';
  // npm itself starts its scripts by the first sh of PATH: it gets another one here.
  const env = { ...process.env, npm_config_script_shell: '/bin/sh', NODE_OPTIONS: '' };
  const outcome = await run('sh', ['-c', script], { cwd: project, env });
  assert.is(outcome.exitCode, 0, outcome.stderr);
  assert.is(await marks(), '');
});

hostile('settings of git change neither the package nor run a program', async () => {
  await git('init', '--quiet');
  await git('add', '.');
  await commit('feat: a page');
  await git('tag', 'v1.0.0');
  await built();
  const before = await readFile(path.join(project, 'dist/shop.deb'));
  await put('../program', marking('program'), 0o755);
  const program = path.join(project, '../program');
  const settings = {
    'log.showSignature': 'true',
    'log.decorate': 'full',
    'log.date': 'relative',
    'log.follow': 'true',
    'log.mailmap': 'true',
    'log.excludeDecoration': 'refs/tags/*',
    'log.showRoot': 'false',
    'log.diffMerges': 'on',
    'format.pretty': 'fuller',
    'format.notes': 'true',
    'color.ui': 'always',
    'core.quotePath': 'true',
    'i18n.logOutputEncoding': 'UTF-16',
    'core.pager': program,
    'core.fsmonitor': program,
    'core.hooksPath': folder,
    'gpg.program': program,
    'gpg.ssh.program': program,
    'diff.external': program,
    'core.sshCommand': program,
    'core.alternateRefsCommand': program,
    'alias.log': `!${program}`,
    'notes.displayRef': 'refs/notes/*',
    'column.ui': 'always',
    'extensions.partialClone': 'origin',
    'remote.origin.promisor': 'true',
    'remote.origin.url': `ext::${program}`,
    'protocol.ext.allow': 'always',
    'protocol.allow': 'always',
  };
  for (const [name, value] of Object.entries(settings)) await git('config', name, value);
  for (const args of [[], ['--snapshot']]) {
    await rm(path.join(project, 'dist'), { recursive: true });
    await built(args);
  }
  await rm(path.join(project, 'dist'), { recursive: true });
  await built();
  assert.equal(await readFile(path.join(project, 'dist/shop.deb')), before);
  assert.is(await marks(), '');
  // A signed commit is what gpg.program is called for.
  const { stdout } = await run('git', ['cat-file', 'commit', 'HEAD'], { cwd: project });
  const signed = stdout.replace(
    '\n\n',
    '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n',
  );
  const made = await run('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], { cwd: project, input: signed });
  await git('update-ref', 'HEAD', made.stdout.trim());
  await built(['--snapshot']);
  assert.is(await marks(), '');
});

hostile('a repository without its objects makes git fetch nothing', async () => {
  await git('init', '--quiet', '..');
  await git('add', '.');
  await commit('one');
  await put('../program', marking('program'), 0o755);
  await git('config', 'extensions.partialClone', 'origin');
  await git('config', 'core.repositoryFormatVersion', '1');
  await git('config', 'remote.origin.promisor', 'true');
  await git('config', 'remote.origin.url', `ext::${path.join(project, '../program')}`);
  await git('config', 'protocol.ext.allow', 'always');
  const tree = (await run('git', ['rev-parse', 'HEAD^{tree}'], { cwd: project })).stdout.trim();
  await rm(path.join(project, '../.git/objects', tree.slice(0, 2), tree.slice(2)));
  await build();
  await build(['--snapshot']);
  assert.is(await marks(), '');
});

hostile('variables of a git hook do not lead to another repository', async () => {
  await git('init', '--quiet');
  await git('add', '.');
  await commit('one', 1700000000);
  await git('init', '--quiet', path.join(folder, 'other'));
  const env = { GIT_DIR: path.join(folder, 'other/.git'), GIT_WORK_TREE: folder, GIT_INDEX_FILE: '/nowhere' };
  const plan = JSON.parse((await built(['--plan', '--json'], env)).stdout);
  assert.is(plan.time, 1700000000);
});

hostile('a commit of any time is no defect, and its subject writes no line of its own', async () => {
  await git('init', '--quiet');
  await git('add', '.');
  await git('commit', '--quiet', '--allow-empty', '-m', 'x', '--no-gpg-sign');
  const write = async (line: string, subject: string): Promise<void> => {
    const tree = (await run('git', ['write-tree'], { cwd: project })).stdout.trim();
    const text = `tree ${tree}\nauthor A <a@b.c> ${line}\ncommitter A <a@b.c> ${line}\n\n${subject}\n`;
    const options = ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'];
    const made = await run('git', options, { cwd: project, input: text });
    await git('update-ref', 'HEAD', made.stdout.trim());
    await git('tag', '--force', 'v1.0.0');
  };
  const times = [
    '-5 +0000',
    '99999999999999 +0000',
    '253402300800 +0000',
    '0 +9999',
    '18446744073709551615 -9999',
    'x +0000',
    '',
  ];
  for (const time of times) {
    await write(time, 'red \x1b[31m\x9b1m\u0085\u202etxt.\u2066');
    for (const args of [['--snapshot'], []]) {
      const { stderr } = await built(args);
      assert.not.match(stderr, 'defect');
    }
    const text = await packaged('changelog.gz');
    assert.match(text, 'red \\u001b[31m');
    assert.not.match(text, /[^\P{C}\n]/u);
  }
});

hostile('a package of a monorepo has no commits, tags and times of other directories', async () => {
  await git('init', '--quiet', '..');
  await put('../bank/plan.md', 'one');
  await git('add', '..');
  await commit('feat: the first page', 1700000000);
  await git('tag', 'shop@1.0.0');
  await put('../bank/plan.md', 'two');
  await git('add', '..');
  await commit('secret plan: buy the rival', 1700001000);
  await git('tag', 'bank@9.0.0');
  await git('tag', 'v7.0.0');
  await put('page.html', 'two');
  await git('add', '..');
  await commit('feat: the second page', 1700002000);
  const outcome = JSON.parse((await built(['--snapshot', '--json'])).stdout);
  const { time } = JSON.parse((await built(['--plan', '--json'])).stdout);
  assert.is(time, 1700002000);
  const changelog = await packaged('changelog.gz');
  assert.match(changelog, /shop \(1\.0\.0~git\S+\).*\n\n {2}\* feat: the second page\n/);
  assert.match(changelog, /shop \(1\.0\.0\) .*\n\n {2}\* feat: the first page\n/);
  assert.not.match(changelog, /secret|9\.0\.0|7\.0\.0/);
  await put('../bank/plan.md', 'three');
  await git('add', '..');
  await commit('secret plan: sell', 1700003000);
  const again = JSON.parse((await built(['--snapshot', '--json'])).stdout);
  assert.is(again.version, outcome.version);
});

hostile('a foreign repository, which git refuses to read, gets a warning', async () => {
  await git('init', '--quiet');
  await git('add', '.');
  await commit('one');
  if (process.getuid?.() !== 0) return;
  await run('chown', ['-R', '12345:12345', project]);
  const { stderr } = await built();
  assert.match(stderr, /warning: .*git.*another user.*safe\.directory/s);
  const refused = await build(['--snapshot']);
  assert.is(refused.exitCode, 1);
  assert.match(refused.stderr, 'safe.directory');
});

const EVIL = 'evil\n\nFiles: *\nCopyright: none\x85Files: *\u2028Files: *\u202e\x1b[2J';

hostile('names, versions and texts of a dependency stay inside their lines', async () => {
  await put('server.js', "require('evil');\nrequire('node:net').createServer().listen(5001);\n");
  await put('node_modules/evil/index.js', '');
  const author = { name: `Eve ${EVIL}` };
  const fields = { name: EVIL, version: `1.0.0${EVIL}`, author, license: `MIT\n${EVIL}` };
  await put('node_modules/evil/package.json', JSON.stringify(fields));
  await put('node_modules/evil/NOTICE', `notice\r${EVIL}\f\x0bFiles: *\r\n`);
  const first = await built();
  const copyright = await packaged('copyright');
  // Python's parsers of the format end a line at each of these.
  const ends = [...'\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029'];
  const lines = ends.reduce((parts, end) => parts.flatMap((part) => part.split(end)), [copyright]);
  assert.equal(
    lines.filter((line) => line.startsWith('Files:')),
    ['Files: *', 'Files: node_modules/evil/*'],
  );
  assert.not.match(copyright, /[^\P{C}\n]/u);
  await put('node_modules/evil/package.json', JSON.stringify({ name: EVIL, version: EVIL }));
  await rm(path.join(project, 'node_modules/evil/NOTICE'));
  const second = await built();
  assert.match(second.stderr, /^warning: evil\\n\\nFiles: \*\\nCopyright.* names no licence/m);
  for (const { stderr } of [first, second]) assert.not.match(stderr, /[^\P{C}\n]/u);
});

hostile('arguments, paths and keys are escaped on the terminal', async () => {
  for (const word of ['\x1b[2J', '\x9b2J', '\u202eved', '\u2066x', 'a\u200bb', '\ufeff']) {
    await describe({ [word]: 1, settings: { [word]: { value: word, description: word } } });
    for (const args of [[`--${word}`], [word], ['--out', `${word}/a`, '--arch', word], []]) {
      const { stderr, exitCode } = await build(args);
      assert.ok(exitCode > 0);
      assert.not.match(stderr, /[^\P{C}\n]/u);
    }
  }
});

hostile('long names and deep nesting are refused soon, without a stack', async () => {
  const long = '-'.repeat(100_000);
  const texts: [object, object][] = [
    [{ name: long }, {}],
    [{ name: ` (${long}` }, {}],
    [{ section: long }, {}],
    [{ [long]: 1 }, {}],
    [{ node: long }, {}],
    [{ name: '1sec'.repeat(25_000) }, {}],
    [{ name: ' ('.repeat(50_000) }, {}],
    [{ service: { schedule: long } }, {}],
    [{ settings: { [long]: 1 } }, {}],
    [{ depends: [long] }, {}],
    [{}, { version: long }],
    [{}, { name: long }],
  ];
  for (const [deb, fields] of texts) {
    await describe(deb, fields);
    const began = Date.now();
    const { exitCode, stderr } = await build();
    assert.is(exitCode, 1, stderr.slice(0, 500));
    assert.ok(Date.now() - began < 5000, `${JSON.stringify([deb, fields]).slice(0, 50)} took ${Date.now() - began} ms`);
    assert.ok(stderr.length < 5000, `the message has ${stderr.length} characters`);
    assert.not.match(stderr, /defect/);
  }
  for (const text of [
    '['.repeat(100_000),
    `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    '{"a":'.repeat(100_000),
  ]) {
    await put('package.json', text);
    for (const args of [[], ['init']]) {
      const { exitCode, stderr } = await build(args);
      assert.is(exitCode, 1, stderr.slice(0, 500));
      assert.not.match(stderr, /defect|^\s+at /m);
      assert.match(stderr, /package\.json:1:\d+: .*nested/);
    }
  }
});

hostile('a SOURCE_DATE_EPOCH that the archive cannot hold is refused with the highest one', async () => {
  for (const time of [
    '8589934592',
    '99999999999',
    '-1',
    '0x10',
    '1e3',
    '007',
    '',
    ' 1',
    '1.5',
    '1\n',
    '9'.repeat(400),
  ]) {
    const { exitCode, stderr } = await build([], { SOURCE_DATE_EPOCH: time });
    assert.is(exitCode, 1, `${time} is accepted`);
    assert.match(stderr, /SOURCE_DATE_EPOCH.*0 to 8589934591/s);
    assert.equal(await readdir(project).then((names) => names.includes('dist')), false);
  }
  for (const time of ['0', '8589934591']) {
    await built([], { SOURCE_DATE_EPOCH: time });
    const { stdout } = await run('tar', ['--utc', '--full-time', '-tvf', '-'], {
      cwd: project,
      input: '',
    });
    assert.is(stdout, '');
    const list = await run('sh', ['-c', 'TZ=UTC dpkg-deb -c dist/shop.deb && ar tv dist/shop.deb'], { cwd: project });
    assert.is(list.exitCode, 0, list.stderr);
    assert.match(list.stdout, time === '0' ? '1970-01-01 00:00' : '2242-03-16 12:56');
  }
});

hostile('fragments and units with line ends and marks of Windows are written with LF', async () => {
  await describe({ scripts: { postinst: 'post.sh' }, service: { unit: 'shop.service' } });
  await put('post.sh', '\ufeffmkdir -p /var/cache/x\r\ntouch /var/cache/x/y\r\n');
  await put(
    'shop.service',
    '\ufeff[Unit]\r\nDescription=Shop\r\n[Service]\r\nExecStart=/usr/bin/node /usr/lib/shop/app.cjs\r\n',
  );
  const { stdout } = await built(['--plan=scripts']);
  assert.match(stdout, 'mkdir -p /var/cache/x\ntouch /var/cache/x/y\n');
  assert.match(stdout, '==> /usr/lib/systemd/system/shop.service <==\n[Unit]\nDescription=Shop\n[Service]\n');
  for (const [text, problem] of [
    ['echo a\rb\n', 'carriage return'],
    ['echo a\0b\n', 'NUL'],
  ] as const) {
    await put('post.sh', `true\n${text}`);
    const { exitCode, stderr } = await build();
    assert.is(exitCode, 1);
    assert.match(stderr, new RegExp(`post\\.sh:2: .*${problem}`));
  }
});

hostile('settings that look like secrets get a warning that names the key and not the value', async () => {
  const setting = (value: string): object => ({ value, description: 'x' });
  await describe({
    settings: {
      DB_PASSWORD: setting('hunter2'),
      API_TOKEN: setting(''),
      DATABASE: setting('postgres://u:hunter3@db/x'),
    },
    service: { ready: 'listening' },
    services: { night: { entry: 'server.js', settings: { API_KEY: setting('hunter4'), MAX_TOKENS: setting('40') } } },
  });
  const { stderr } = await built();
  const warnings = stderr.split('\n').filter((line) => line.startsWith('warning:'));
  assert.is(warnings.length, 3, stderr);
  for (const [at, key] of [
    'deb.settings.DB_PASSWORD',
    'deb.settings.DATABASE',
    'deb.services.night.settings.API_KEY',
  ].entries()) {
    assert.match(warnings[at] ?? '', key);
    assert.match(warnings[at] ?? '', '"secrets"');
  }
  assert.not.match(stderr, /hunter/);
});

hostile.run();
