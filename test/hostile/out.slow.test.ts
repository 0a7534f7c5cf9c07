/**
 * Folders for the package, as people and scripts name them: the build writes there, or says why it cannot, and writes
 * nowhere else.
 */
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Run, run } from '../../builder/shell.ts';
import { COMMAND } from '../terminal/sandbox.ts';
import { build, folder, inShops, project } from './shop.ts';

const out = suite('folders for the package');
inShops(out);

const OTHER = 'choose another folder with --out';
const NO_FOLDER = 'a part of the path is not a directory';

/** The value; the folder of the package, relative to the project; or else the message. */
const VALUES: readonly [value: string, place: string | undefined, message?: string][] = [
  ['missing/deep', 'missing/deep'],
  ['slashes///', 'slashes'],
  ['../../elsewhere/./x/..', '../../elsewhere'],
  [' with  blanks ', ' with  blanks '],
  ['$(touch mark)', '$(touch mark)'],
  ['-v', '-v'],
  ['link', 'real'],
  ['link/', 'real'],
  ['node_modules/.bin', 'node_modules/.bin'],
  ['.', '.'],
  ['', undefined, '--out needs a value'],
  ['a-file', undefined, `cannot write to a-file: ${NO_FOLDER}`],
  ['a-file/deep', undefined, `cannot write to a-file/deep: ${NO_FOLDER}`],
  ['nowhere', undefined, 'nowhere is a link to a place that does not exist'],
  ['nowhere/deep', undefined, 'nowhere is a link to a place that does not exist'],
  ['circle', undefined, 'cannot write to circle: links on the way to it lead in a circle'],
  ['a'.repeat(300), undefined, 'a name in the path is too long'],
  ['pipe', undefined, `cannot write to pipe: ${NO_FOLDER}`],
  ['/dev/null', undefined, `cannot write to /dev/null: ${NO_FOLDER}`],
  ['/dev/full', undefined, `cannot write to /dev/full: ${NO_FOLDER}`],
  ['/proc/here', undefined, 'cannot write to /proc/here: it does not exist'],
];

/** All entries of the test's folder, but the tool's cache, relative to the project. */
async function entries(): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => !entry.isDirectory() && !entry.parentPath.includes('/.cache/'))
    .map((entry) => path.relative(project, path.join(entry.parentPath, entry.name)))
    .sort();
}

async function layPlaces(): Promise<void> {
  await mkdir(path.join(project, 'real'));
  await mkdir(path.join(project, 'node_modules/.bin'), { recursive: true });
  await writeFile(path.join(project, 'a-file'), '');
  const links = { link: 'real', nowhere: 'not-there', circle: 'circle' };
  for (const [name, target] of Object.entries(links)) await symlink(target, path.join(project, name));
  assert.is((await run('mkfifo', [path.join(project, 'pipe')])).exitCode, 0);
}

/** One message, without a stack, a defect or a word about room on the disk. */
function assertRefused({ exitCode, stdout, stderr }: Run, message: string): void {
  assert.ok(exitCode === 1 || exitCode === 2, stderr);
  assert.is(stdout, '');
  assert.match(stderr, message);
  assert.is(stderr.match(/error: /g)?.length, 1, stderr);
  assert.not.match(stderr, /defect|make room|earlier package|^\s+at /m);
}

out('each value of --out is the place of the package, or refused with one message', async () => {
  await layPlaces();
  for (const [value, place, message = ''] of VALUES) {
    const before = await entries();
    const outcome = await build([`--out=${value}`]);
    if (place === undefined) {
      assertRefused(outcome, message);
      assert.equal(await entries(), before, value);
      continue;
    }
    assert.is(outcome.exitCode, 0, outcome.stderr);
    const made = ['shop.deb', 'shop_1.0.0_all.deb', 'shop_1.0.0_all.cdx.json'].map((name) => path.join(place, name));
    assert.equal(await entries(), [...new Set([...before, ...made])].sort(), value);
  }
});

out('a folder that the user may not write to', async () => {
  // A read-only file system, in a namespace of its own: permissions do not count for root.
  const script =
    'mkdir closed && mount -t tmpfs tmpfs closed && mount -o remount,ro closed && node "$0" --out closed/deep; ' +
    'code=$?; node "$0" --out closed; [ $? = $code ] || exit 3; ls -A closed; exit $code';
  const outcome = await run('unshare', ['--map-root-user', '--mount', 'sh', '-c', script, COMMAND], {
    cwd: project,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  assert.equal([outcome.exitCode, outcome.stdout], [1, ''], outcome.stderr);
  assert.match(outcome.stderr, 'cannot write to closed/deep: the file system is read-only');
  assert.match(outcome.stderr, 'cannot write to closed: the file system is read-only');
  assert.match(outcome.stderr, OTHER);
});

out.run();
