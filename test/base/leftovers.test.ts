/**
 * Temporary files: those of killed builds go, those of builds that run stay, and so does all else.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { removeLeftovers, temporaryMark, withFolder, withTemporaryFolder } from '../../builder/leftovers.ts';
import { run } from '../../builder/shell.ts';

const leftovers = suite('leftovers');
let folder = '';
leftovers.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'build-deb-leftovers-'));
});
leftovers.after.each(() => rm(folder, { recursive: true, force: true }));

const [MACHINE = '', PID = '', START = '', RANDOM = ''] = temporaryMark().split('-');

/** Files that stay of those with these names; each is so many hours old. */
async function left(names: readonly string[], after: readonly string[] = ['deb', ''], hours = 0): Promise<string[]> {
  for (const name of names) {
    const place = path.join(folder, name);
    await writeFile(place, '');
    const time = Date.now() / 1000 - hours * 3600;
    await utimes(place, time, time);
  }
  await removeLeftovers(folder, /\.shop-/, after);
  return (await readdir(folder)).sort();
}

/** The number of a process that has ended. */
async function endedPid(): Promise<string> {
  return (await run('sh', ['-c', 'echo $$'])).stdout.trim();
}

leftovers('a mark tells the machine, the process and its start', () => {
  assert.match(temporaryMark(), /^[\da-f]{8}-\d+-\d+-[\da-f]{8}$/);
  assert.equal([PID, Number(START) > 0], [String(process.pid), true]);
  assert.is.not(temporaryMark(), temporaryMark());
  assert.ok(temporaryMark().startsWith(`${MACHINE}-${PID}-${START}-`));
});

leftovers('a file of a process that has ended goes, also if another process has its number now', async () => {
  const gone = [`.shop-${MACHINE}-${await endedPid()}-1-${RANDOM}`, `.shop-${MACHINE}-${PID}-1-${RANDOM}.deb`];
  const own = `.shop-${MACHINE}-${PID}-${START}-${RANDOM}`;
  assert.equal(await left([...gone, own]), [own]);
});

leftovers('a file of a process that has ended goes, also if its parent takes no notice of its end', async () => {
  // The program that replaces the shell does not know of its child, which ends after that.
  const child = "sh -c 'until grep -qx sleep /proc/$PPID/comm; do sleep 0.05; done'";
  const parent = spawn('sh', ['-c', `${child} & echo $!; exec sleep 60`]);
  const [pid] = await once(parent.stdout, 'data');
  let fields: string[] = [];
  while (fields[0] !== 'Z')
    fields = (await readFile(`/proc/${Number(pid)}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  assert.equal(await left([`.shop-${MACHINE}-${Number(pid)}-${fields[19]}-${RANDOM}`]), []);
  parent.kill();
});

leftovers('a file of another machine goes after a day', async () => {
  const foreign = MACHINE === '00000000' ? '11111111' : '00000000';
  const names = [`.shop-${foreign}-${PID}-${START}-${RANDOM}`, `.shop-${foreign}-1-1-${RANDOM}.deb`];
  assert.equal(await left(names, ['deb', ''], 23.9), names.toSorted());
  assert.equal(await left(names, ['deb', ''], 24.1), []);
});

leftovers('names of another form stay', async () => {
  const mark = `${MACHINE}-${PID}-1-${RANDOM}`;
  const names = [
    ...[
      `shop-${mark}`,
      `x.shop-${mark}`,
      `.shop-${mark}.debx`,
      `.shop-${mark}.x`,
      `.shop-${mark}deb`,
      `.shop-${mark}-`,
    ],
    ...[`.bank-${mark}`, `.shop-${MACHINE}-${PID}-1`, `.shop-${mark.slice(1)}`, '.shop-', 'shop.deb'],
  ];
  assert.equal(await left(names), names.toSorted());
  assert.equal(await left([`.shop-${mark}.deb`], ['']), [...names, `.shop-${mark}.deb`].toSorted());
});

leftovers('a folder goes with its content, and a folder that is not there is no error', async () => {
  await mkdir(path.join(folder, `.shop-${MACHINE}-${PID}-1-${RANDOM}/deep`), { recursive: true });
  assert.equal(await left([]), []);
  await removeLeftovers(path.join(folder, 'missing'), /\./, ['']);
});

leftovers('a folder of another user stays, and a file goes', async () => {
  if (process.getuid?.() !== 0) return;
  const mark = `${MACHINE}-${PID}-1-${RANDOM}`;
  const [theirs, file] = [`.shop-${mark}`, `.shop-${mark}.deb`];
  await mkdir(path.join(folder, theirs));
  await writeFile(path.join(folder, file), '');
  for (const name of [theirs, file]) await chown(path.join(folder, name), 65534, 65534);
  assert.equal(await left([]), [theirs]);
});

leftovers('a folder for some work goes with the work, with its error, and with the process', async () => {
  const { TMPDIR = '/tmp' } = process.env;
  process.env.TMPDIR = folder;
  const killed = path.join(folder, `build-deb-${MACHINE}-${await endedPid()}-1-${RANDOM}`);
  await mkdir(killed);
  const seen = await withTemporaryFolder(async (place) => {
    await writeFile(path.join(place, 'content'), '');
    return readdir(folder);
  });
  assert.match(seen.join(' '), new RegExp(`^build-deb-${MACHINE}-${PID}-${START}-[^ ]+$`));
  const failing = withTemporaryFolder(() => Promise.reject(new Error('as the test wants it')));
  assert.is(await failing.catch((error) => error.message), 'as the test wants it');
  const work = `process.stdout.write('in ' + require('node:fs').existsSync(place)); process.exit()`;
  process.env.TMPDIR = TMPDIR;
  const script = `import('${path.resolve('builder/leftovers.ts')}').then(({ withFolder }) =>
    withFolder('${path.join(folder, 'made')}', async (place) => { ${work} }))`;
  assert.is((await run(process.execPath, ['--import=tsx', '--eval', script])).stdout, 'in true');
  assert.equal(await readdir(folder), []);
});

leftovers('a folder that is there already is another one, and stays', async () => {
  const error = await withFolder(folder, async () => assert.unreachable()).catch(({ code }) => code);
  assert.equal([error, await readdir(folder)], ['EEXIST', []]);
});

leftovers.run();
