/**
 * The meaning of a refused write, with a file system of the test's: which places exist, and what the account may do there.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type * as Refusals from '../../../payload/notify/writes/refusals.ts';
import { systemError } from '../../support/faults.ts';
import { World } from '../world.ts';

const refusals = suite('notify agent: refusals');

const PROJECT = '/usr/lib/shop/app';
const [R_OK, W_OK] = [4, 2];

/** Places, each with the rights of the account: 6 for both, 4 for a look alone, 0 for none. */
function on(rights: Record<string, number>): typeof Refusals {
  const accessSync = (place: string, mode: number): void => {
    if ((rights[place] ?? 6) & mode) return;
    throw systemError('EACCES', 'access');
  };
  const existsSync = (place: string): boolean => place in rights || place === '/';
  const statSync = (place: string) => ({
    isFile: () => place.endsWith('.txt'),
    isDirectory: () => !place.endsWith('.txt'),
  });
  const readdirSync = (): string[] => [];
  const constants = { R_OK, W_OK, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64 };
  const world = new World({ 'node:fs': { accessSync, constants, existsSync, readdirSync, statSync } });
  Object.assign(world.process, { argv: ['node', `${PROJECT}/server.js`] });
  return world.load<typeof Refusals>('writes/refusals.ts');
}

const FOLDERS = { [PROJECT]: 4, [`${PROJECT}/public`]: 4 };

refusals('a refusal that the rights of the place do not explain is one of reading, and not told', () => {
  const told = (code: string, file: string, rights = {}): boolean => {
    const error = { code, path: `${PROJECT}/${file}`, syscall: 'open' };
    return on({ ...FOLDERS, ...rights }).adviceOn(error, PROJECT) !== undefined;
  };
  const place = `${PROJECT}/public/a.txt`;
  for (const [code, rights, expected] of [
    ['EROFS', { [place]: 0 }, true],
    ['EROFS', { [place]: 6 }, true],
    ['EACCES', { [place]: 4 }, true],
    ['EPERM', { [place]: 4 }, true],
    // An unreadable file refuses its readers, and a file that may be written was refused to them alone.
    ['EACCES', { [place]: 0 }, false],
    ['EACCES', { [place]: 6 }, false],
    ['EACCES', { [place]: 2 }, false],
    ['EACCES', {}, true],
    ['EACCES', { [`${PROJECT}/public`]: 6 }, false],
    ['ENOSPC', { [place]: 4 }, false],
  ] as const) {
    assert.is(told(code, 'public/a.txt', rights), expected, `${code} ${JSON.stringify(rights)}`);
  }
  assert.is(told('EROFS', '../other/a.txt'), false);
  assert.is(told('EROFS', 'node_modules/a/b.txt'), false);
  assert.is(told('EROFS', 'node_modules/.cache/b.txt'), true);
});

refusals('each kind of call: which place counts, and which failures have another reason', () => {
  const [file, missing] = [`${PROJECT}/public/a.txt`, `${PROJECT}/public/b.txt`];
  const { refusalOf } = on({ ...FOLDERS, [file]: 4, '/tmp': 6, '/tmp/a.txt': 6 });
  const place = (name: string, ...args: unknown[]): unknown =>
    (refusalOf(name, args) as { path?: unknown } | undefined)?.path;
  for (const [name, args, expected] of [
    ['rm', [file], file],
    ['rm', [missing], undefined],
    ['rmdir', [`${PROJECT}/public`], `${PROJECT}/public`],
    ['unlink', [file], file],
    ['unlink', [missing], undefined],
    ['mkdir', [`${PROJECT}/logs`], `${PROJECT}/logs`],
    ['mkdir', [`${PROJECT}/logs/deep`], `${PROJECT}/logs/deep`],
    ['mkdir', [`${PROJECT}/public`], undefined],
    ['writeFile', [missing], missing],
    ['writeFile', [new URL(`file://${missing}`)], missing],
    ['writeFile', [`${PROJECT}/logs/c.txt`], undefined],
    ['writeFile', [7], undefined],
    ['copyFile', ['/tmp/a.txt', missing], missing],
    ['rename', [file, '/tmp/b.txt'], undefined],
    ['link', ['/tmp/a.txt', missing], missing],
    ['symlink', ['/tmp/a.txt', missing], missing],
    ['open', [file], undefined],
    ['open', [file, 'r'], undefined],
    ['open', [file, 'r+'], file],
    ['open', [missing, 'w'], missing],
    ['open', [missing, 'ax'], missing],
    ['open', [file, 0], undefined],
    ['open', [file, 1], file],
    ['open', [file, 2], file],
    ['open', [missing, 64], missing],
    ['open', [file, 128], undefined],
    ['writeFile', ['/tmp/a.txt'], undefined],
  ] as const) {
    assert.is(place(name, ...args), expected, `${name} ${args.join(' ')}`);
  }
});

refusals('ENOENT of a mkdir may be a refusal, and each other error speaks for itself', () => {
  const { reasonOf } = on(FOLDERS);
  const [missing, refused] = [systemError('ENOENT'), systemError('EROFS')];
  const logs = [`${PROJECT}/logs`];
  assert.equal(reasonOf(missing, 'mkdir', logs), { code: 'EACCES', path: logs[0], syscall: 'mkdir' });
  assert.is(reasonOf(refused, 'mkdir', logs), refused);
  assert.is(reasonOf(missing, 'writeFile', logs), missing);
});

refusals('the errors of SQLite, with extended codes and in the errors of others', () => {
  const isDatabase = (error: unknown): boolean => /^SQLite /.test(on(FOLDERS).adviceOn(error, PROJECT) ?? '');
  const native = (errcode: unknown) => ({ code: 'ERR_SQLITE_ERROR', errcode });
  for (const [error, expected] of [
    [native(8), true],
    [native(14), true],
    // SQLITE_READONLY_DIRECTORY and SQLITE_CANTOPEN_ISDIR (sqlite.org/rescode.html).
    [native(8 | (6 << 8)), true],
    [native(14 | (2 << 8)), true],
    [native(14 | (1 << 8)), true],
    [native(9), false],
    [native(15), false],
    [native(undefined), false],
    [{ code: 'ERR_OTHER', errcode: 14 }, false],
    [{ code: 'SQLITE_CANTOPEN_ISDIR' }, true],
    [{ code: 'SQLITE_READONLY' }, true],
    [{ code: 'SQLITE_BUSY' }, false],
    [{ cause: native(14) }, true],
    [{ original: { cause: native(14) } }, true],
    [{ cause: null }, false],
    [{ cause: 'text' }, false],
    ['SQLITE_CANTOPEN', false],
    [null, false],
  ] as const) {
    assert.is(isDatabase(error), expected, JSON.stringify(error));
  }
  const circle: { cause?: object } = {};
  circle.cause = circle;
  assert.is(isDatabase(circle), false);
});

refusals('the place to declare: a directory, never the one of the program, and the output of a build', () => {
  const declared = (file: string, syscall: string, rights: Record<string, number> = {}): string | undefined => {
    const advice = on({ ...FOLDERS, ...rights }).adviceOn(
      { code: 'EROFS', path: `${PROJECT}/${file}`, syscall },
      PROJECT,
    );
    return /"writable": \[(.*)\] \}$/.exec(advice ?? '')?.[1];
  };
  for (const [file, syscall, rights, expected] of [
    ['logs', 'mkdir', {}, '"logs"'],
    ['logs/a/b', 'mkdir', {}, '"logs"'],
    ['public/a.txt', 'open', {}, '"public"'],
    ['public/up/a.txt', 'open', {}, '"public/up"'],
    ['public', 'rmdir', {}, '"public"'],
    ['a.txt', 'open', {}, '"."'],
    ['a.txt', 'open', { [`${PROJECT}/a.txt`]: 4 }, '"a.txt"'],
    ['.next/cache/a', 'open', { [`${PROJECT}/.next`]: 4 }, '{ "path": ".next/cache", "cache": true }'],
  ] as const) {
    assert.is(declared(file, syscall, rights), expected, `${syscall} ${file}`);
  }
});

refusals.run();
