/**
 * Names and texts that try to write into the package or onto the terminal in the name of build-deb, and values beyond each limit.
 */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError, describeError } from '../../builder/errors.ts';
import { sourceTime } from '../../builder/project/history.ts';
import { run } from '../../builder/shell.ts';
import { build, built, describe, inShops, packaged, project, put } from './shop.ts';

const hostile = suite('hostile texts');
inShops(hostile);

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
  for (const other of ['node_modules/evil/NOTICE', 'dist']) await rm(path.join(project, other), { recursive: true });
  const second = await built();
  assert.match(second.stderr, /^warning: evil\\n\\nFiles: \*\\nCopyright.* names no licence/m);
  for (const { stderr } of [first, second]) assert.not.match(stderr, /[^\P{C}\n]/u);
});

hostile('arguments, paths and keys are escaped on the terminal', async () => {
  for (const word of ['\x1b[2J\x9b2J\u202eved\u2066x\u200bb\ufeff']) {
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
    [{ entry: `a${long}` }, {}],
    [{ files: [{ from: `a${long}`, to: '/etc/shop' }] }, {}],
    [{ scripts: { postinst: 'a/'.repeat(50_000) } }, {}],
    [{}, { version: long }],
    [{}, { name: long }],
  ];
  for (const [deb, fields] of texts) {
    await describe(deb, fields);
    // A busy machine takes longer, but computes no more. The kernel ends a process that has used up its time.
    const { exitCode, stderr } = await build([], {}, ['prlimit', '--cpu=5', '--']);
    assert.is(exitCode, 1, stderr.slice(0, 500));
    assert.match(stderr, 'error: ', `${JSON.stringify([deb, fields]).slice(0, 50)} takes more than 5 s`);
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
    const error = await sourceTime(project, { SOURCE_DATE_EPOCH: time }).catch((reason) => reason);
    assert.instance(error, BuildError, `${time} is accepted`);
    assert.match(describeError(error), /SOURCE_DATE_EPOCH.*0 to 8589934591/s);
  }
  const { exitCode, stderr } = await build([], { SOURCE_DATE_EPOCH: '8589934592' });
  assert.is(exitCode, 1);
  assert.match(stderr, /SOURCE_DATE_EPOCH.*0 to 8589934591/s);
  assert.not((await readdir(project)).includes('dist'));
  for (const time of ['0', '8589934591']) {
    await built([], { SOURCE_DATE_EPOCH: time });
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
