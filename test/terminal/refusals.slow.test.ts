/**
 * build-deb refuses: one message with the place and the fix, and no file half-written.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Run, run } from '../../builder/shell.ts';
import { COMMAND, Sandbox } from './sandbox.ts';

const refusals = suite('refusals of build-deb');
const box = new Sandbox(refusals);

refusals('wrong usage is exit code 2', async () => {
  await box.refused(await box.build(['--plann']), 2, 'there is no option --plann', 'build-deb --help');
  await box.refused(await box.build(['extra']), 2, 'extra');
  await box.refused(await box.build(['--out']), 2, '--out');
  const before = await readFile(path.join(box.project, 'package.json'));
  await box.refused(await box.build(['init', '--plan']), 2, 'build-deb init has no option --plan');
  assert.equal(await readFile(path.join(box.project, 'package.json')), before);
});

refusals('an earlier package survives every failure', async () => {
  await box.build();
  const before = await readFile(path.join(box.project, 'dist/notifydemo.deb'));
  await box.edit('payload/app.ts', (text) => `${text}\nimport 'not-there';\n`);
  await box.refused(
    await box.build(),
    1,
    'payload/app.ts cannot be bundled',
    /payload\/app\.ts:\d+:\d+: Could not resolve "not-there"/,
  );
  assert.equal(await readFile(path.join(box.project, 'dist/notifydemo.deb')), before);
});

refusals('a type error in the service is refused, one elsewhere is not', async () => {
  await box.edit('builder/errors.ts', (text) => `${text}\nexport const wrong: number = 'text';\n`);
  assert.is((await box.build()).exitCode, 0);
  await box.edit('payload/app.ts', (text) => `${text}\nconst wrong: number = 'text';\n`);
  await box.refused(
    await box.build(),
    1,
    'TypeScript finds errors in the service',
    /payload\/app\.ts\(\d+,\d+\): error TS2322/,
  );
});

refusals('mistakes in package.json are reported together', async () => {
  await box.editDeb({ servce: {}, mail: 'no', entry: undefined });
  await box.refused(
    await box.build(),
    1,
    'package.json has 3 mistakes in its configuration',
    'deb.servce',
    'deb.mail',
    'deb.entry',
  );
});

refusals('what is missing is named, with what to do', async () => {
  await box.editDeb({ entry: 'src/none.ts' });
  await box.refused(await box.build(), 1, 'there is no file src/none.ts in', 'deb.entry in package.json');
  await box.editDeb({ entry: 'payload/app.ts' });
  await rm(path.join(box.project, 'LICENSE'));
  await box.refused(await box.build(), 1, /cannot read .*LICENSE: it does not exist/, 'put its text there');
  await writeFile(path.join(box.project, 'LICENCE.md'), 'Do what you like.');
  await box.refused(await box.build(), 1, /cannot read .*LICENSE: it does not exist/, 'rename LICENCE.md');
  await writeFile(path.join(box.project, 'LICENSE'), '\n');
  await box.refused(await box.build(), 1, /LICENSE is empty/);
  await writeFile(path.join(box.project, 'package.json'), '{');
  await box.refused(await box.build(), 1, 'package.json is not valid JSON');
  await rm(path.join(box.project, 'package.json'));
  await box.refused(
    await box.build(),
    1,
    /cannot read .*package.json: it does not exist/,
    'in the folder of your package.json',
  );
});

refusals('an output folder that cannot be written', async () => {
  await box.refused(
    await box.build(['--out', '/proc/here']),
    1,
    'cannot write to /proc/here: it does not exist',
    '--out',
  );
  await box.refused(
    await box.build(['--out', 'LICENSE/here']),
    1,
    'cannot write to LICENSE/here: a part of the path is not a directory',
  );
});

refusals('a full disk', async () => {
  // A file system of 8 KiB, in a namespace of its own.
  const script =
    'mkdir full && mount -t tmpfs -o size=8k tmpfs full && node "$0" --out full; code=$?; ls -A full >&2; exit $code';
  const outcome = await run('unshare', ['--map-root-user', '--mount', 'sh', '-c', script, COMMAND], {
    cwd: box.project,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  await box.refused(outcome, 1, 'cannot write to full: the disk is full', /make room\n$/);
});

refusals('init on a full disk leaves package.json as it was', async () => {
  // Two pages of 4 KiB: the longer file would need a third one.
  await writeFile(path.join(box.project, 'small.json'), '{ "name": "demo" }'.padEnd(4090));
  const script =
    'mkdir full && mount -t tmpfs -o size=8k tmpfs full && cd full && cp ../small.json package.json && ' +
    'head -c 4096 /dev/zero >filler && node "$0" init; code=$?; cmp package.json ../small.json || exit 3; exit $code';
  const outcome = await run('unshare', ['--map-root-user', '--mount', 'sh', '-c', script, COMMAND], {
    cwd: box.project,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  await box.refused(outcome, 1, 'cannot write package.json: the disk is full', 'it is as it was');
});

refusals('output that cannot be written is one message; progress that nobody reads stops no build', async () => {
  const sh = (script: string): Promise<Run> =>
    run('sh', ['-c', script, COMMAND], { cwd: box.project, env: { ...process.env, NODE_OPTIONS: '' } });
  await box.refused(await sh('node "$0" --plan >/dev/full'), 1, 'cannot print the result: the disk is full');
  assert.is((await sh('node "$0" --out full 2>/dev/full')).stdout, 'full/notifydemo.deb\n');
  // The pipe of stderr has no reader from the start.
  const unread = await sh('mkfifo pipe; : <pipe & exec 3>pipe; wait; node "$0" --out unread 2>&3');
  assert.is(unread.stdout, 'unread/notifydemo.deb\n');
});

refusals('in a folder that somebody has removed', async () => {
  for (const verb of ['build', 'init']) {
    const script = `mkdir gone && cd gone && rmdir ../gone && node "$0" ${verb}`;
    const outcome = await run('sh', ['-c', script, COMMAND], { cwd: box.project });
    await box.refused(outcome, 1, 'the current folder does not exist any more');
  }
});

refusals('Ctrl-C while it packs ends it at once and leaves nothing half-written', async () => {
  const bin = path.join(box.folder, 'bin');
  await mkdir(bin);
  await writeFile(path.join(bin, 'xz'), '#!/bin/sh\nsleep 300\n', { mode: 0o755 });
  const script = `PATH="$1:$PATH" node "$0" & until ls dist/.notifydemo*data; do sleep 0.05; done; kill -INT $!; wait $!`;
  const began = Date.now();
  const outcome = await run('sh', ['-c', script, COMMAND, bin], {
    cwd: box.project,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  await box.refused({ ...outcome, stdout: '' }, 1, 'interrupted by SIGINT', 'an earlier package is untouched');
  assert.equal(await readdir(path.join(box.project, 'dist')), []);
  assert.ok(Date.now() - began < 200_000);
});

refusals('import.meta works in a bundle', async () => {
  await box.edit(
    'payload/app.ts',
    (text) =>
      `${text}\nconsole.log('I am', import.meta.url, (import.meta as unknown as { dirname: string }).dirname);\n`,
  );
  assert.is((await box.build()).exitCode, 0);
  const unpack = 'dpkg-deb -x dist/notifydemo.deb out && PORT=x node out/usr/lib/notifydemo/app.cjs';
  assert.match((await run('sh', ['-c', unpack], { cwd: box.project })).stderr, 'PORT must be');
});

refusals('without xz the error says what to install', async () => {
  const bin = await box.commands('node', 'sh', 'bash', 'git', 'env');
  await box.refused(await box.build([], { PATH: bin }), 1, 'the program xz is missing', 'apt install xz-utils');
});

refusals('an addition to a maintainer script must be there, and be sh', async () => {
  await box.editDeb({ scripts: { postinst: 'debian/postinst.sh' } });
  const missing = await box.build();
  await box.refused(missing, 1, /cannot read .*debian\/postinst\.sh: it does not exist/, 'deb.scripts.postinst');
  await mkdir(path.join(box.project, 'debian'));
  await writeFile(path.join(box.project, 'debian/postinst.sh'), 'echo one\nif true; then\n');
  await box.refused(await box.build(), 1, 'debian/postinst.sh is not valid sh', /: 2|line [23]|3:/);
  await writeFile(path.join(box.project, 'debian/postinst.sh'), '#!/bin/sh\n# nothing yet\n');
  assert.is((await box.build()).exitCode, 0);
  // Alone it would only be warned of, if at all: what follows it would be swallowed.
  await writeFile(path.join(box.project, 'debian/postinst.sh'), 'cat <<EOF\nwithout an end\n');
  await box.refused(await box.build(), 1, 'not valid sh');
  await box.editDeb({ scripts: { postin: 'debian/postinst.sh' } });
  await box.refused(
    await box.build(),
    1,
    /^ {2}deb\.scripts\.postin +there is no such key$/m,
    'did you mean "postinst"?',
  );
});

refusals.run();
