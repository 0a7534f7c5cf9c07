/**
 * The command `build-deb publish`: with and without a project, killed, on a full disk and on one that is read-only.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Run, run } from '../../builder/shell.ts';
import { Workshop } from '../support/published.ts';
import { contentOf, isWhole } from '../support/states.ts';
import { isRoot, needing } from '../support/tools.ts';
import { COMMAND, copyProject } from '../terminal/sandbox.ts';

const command = suite('publish, the command');
const test = needing('apt-ftparchive', command);
let shop: Workshop;

command.before(async () => {
  const { exitCode, stderr } = await run('npm', ['run', '--silent', 'build-deb', '--', '--version']);
  assert.is(exitCode, 0, stderr);
});
command.before.each(() => {
  shop = new Workshop();
});
command.after.each(() => shop.close());

function publish(args: readonly string[], cwd = shop.folder): Promise<Run> {
  return run('node', [COMMAND, 'publish', ...args], { cwd, env: { ...process.env, COLUMNS: '1000' } });
}

test('the package of the project is built and published, and --phase alone builds no more', async () => {
  const project = await copyProject(path.join(shop.folder, 'project'));
  const first = await publish([shop.repository, '--url', 'http://127.0.0.1', '--json', '--phase', '10'], project);
  assert.is(first.exitCode, 0, first.stderr);
  const { added, keys, createdKey, name } = JSON.parse(first.stdout);
  assert.equal([added.length, added[0].phase, keys, name], [1, 10, [createdKey], 'notifydemo']);
  const source = path.join(project, 'payload/app.ts');
  await writeFile(source, `${await readFile(source, 'utf8')}\nconsole.log('Another program.');\n`);
  const phased = await publish([shop.repository, '--phase', '100'], project);
  assert.equal([phased.exitCode, phased.stdout], [0, `${shop.repository}\n`], phased.stderr);
  assert.match(phased.stderr, 'notifydemo 1.0.0 (all), offered to all machines');
  const other = await publish([shop.repository], project);
  assert.is(other.exitCode, 1);
  assert.match(other.stderr, 'notifydemo 1.0.0 (all) is published already, with other content');
  await isWhole(shop);
});

test('without a project a file is needed, and a withdrawal tells the way back', async () => {
  const [one, two] = [await shop.package(['app', '1']), await shop.package(['app', '2'])];
  const none = await publish([shop.repository]);
  assert.equal([none.exitCode, none.stdout], [1, '']);
  assert.match(none.stderr, 'error: there is no package to publish\n  name a FILE.deb');
  assert.is((await publish([])).exitCode, 2);
  assert.is((await publish([shop.repository, one])).exitCode, 2);
  assert.is((await publish([shop.repository, one, two, '--url', 'http://127.0.0.1'])).exitCode, 0);
  const { exitCode, stdout } = await publish([shop.repository, '--withdraw', '2']);
  assert.is(exitCode, 0);
  assert.match(stdout, '\n  sudo apt-get update && sudo apt-get install --allow-downgrades app=1\n');
});

test('a missing tool is named with its package', async () => {
  const bin = path.join(shop.folder, 'bin');
  await mkdir(bin);
  for (const tool of ['node', 'sh', 'dpkg-deb', 'xz', 'flock']) {
    await run('ln', ['-s', (await run('which', [tool])).stdout.trim(), path.join(bin, tool)]);
  }
  const file = await shop.package(['app', '1']);
  const env = { ...process.env, PATH: bin, COLUMNS: '1000' };
  const { stderr } = await run('node', [COMMAND, 'publish', shop.repository, file, '--url', 'http://a.b'], { env });
  assert.match(stderr, 'publish needs apt-ftparchive and gpg\n  on Debian: sudo apt install apt-utils gnupg');
  assert.not.ok(existsSync(shop.repository));
});

test('a killed run leaves a whole state, and the next one removes its files', async () => {
  await shop.publish([await shop.package(['app', '1'])]);
  for (let at = 0; at < 12; at += 1) {
    const file = await shop.package(['app', `2.${at}`]);
    const args = [COMMAND, 'publish', shop.repository, file];
    const started = spawn('node', args, { stdio: 'ignore' });
    const ended = once(started, 'exit');
    await pause(150 + 80 * at);
    started.kill('SIGKILL');
    await ended;
    await isWhole(shop, { isTorn: true });
  }
  await shop.publish([await shop.package(['app', '3'])]);
  await isWhole(shop);
  assert.equal(
    (await readdir(shop.repository)).filter((name) => name.startsWith('.')),
    [],
  );
  const packages = await readFile(path.join(shop.repository, 'dists/stable/main/binary-amd64/Packages'), 'utf8');
  for (const file of Object.keys(await contentOf(shop.repository))) {
    if (file.startsWith('pool/')) assert.match(packages, `Filename: ${file}\n`);
  }
});

(isRoot ? test : command.skip)(
  'on a full and on a read-only disk one message comes, and no file is another one',
  async () => {
    const disk = path.join(shop.folder, 'disk');
    await mkdir(disk);
    await run('mount', ['-t', 'tmpfs', '-o', 'size=120k', 'tmpfs', disk]);
    try {
      const repository = path.join(disk, 'repository');
      const outcomes: Run[] = [];
      let before = {};
      for (let at = 0; at < 9 && outcomes.every(({ exitCode }) => exitCode === 0); at += 1) {
        before = await contentOf(repository).catch(() => ({}));
        outcomes.push(await publish([repository, await shop.package(['app', `${at}`]), '--url', 'http://a.b']));
      }
      const last = outcomes.at(-1);
      assert.is(
        last?.stderr,
        `error: cannot publish to ${repository}: the disk is full\n  the repository there is unchanged\n`,
      );
      assert.ok(outcomes.length > 1);
      assert.equal(await contentOf(repository), before);
      await run('mount', ['-o', 'remount,ro', disk]);
      const { stderr } = await publish([repository, await shop.package(['app', '9'])]);
      assert.match(stderr, /^error: cannot publish to .*: the file system is read-only\n/);
      assert.equal(await contentOf(repository), before);
    } finally {
      await run('umount', [disk]);
    }
  },
);

command.run();
