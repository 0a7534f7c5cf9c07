/**
 * The meaning of a refused write: the line for the journal. A program without one does without this file.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printable } from '../messages/message.ts';
import { existing, isFile, isOwnCode, placeToDeclare } from './declared-place.ts';

/** EROFS: a read-only mount. The others: root's directory without the sandbox ("harden": "off"). */
const REFUSALS = ['EROFS', 'EACCES', 'EPERM'];

/** The line for the journal. Undefined for errors of another kind or place. */
export function adviceOn(error: unknown, project: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const {
    code,
    dest,
    path: first,
    syscall,
    address,
  } = error as NodeJS.ErrnoException & Record<'dest' | 'address', unknown>;
  if (isRefusedDatabase(error)) return sqliteAdvice(project);
  if (!REFUSALS.includes(code ?? '')) return undefined;
  // A socket in the file system has an address.
  const file = [dest, first, address].find(
    (place) => typeof place === 'string' && isRefused(place, project, code as string),
  );
  if (typeof file !== 'string') return undefined;
  const place = resolve(file);
  const shown = printable(relative(project, place));
  if (isFile(place) && isOwnCode(place)) {
    return `refused: the program writes ${shown}, one of its own files, which are read-only; let it write to a file of data, such as data/state.json`;
  }
  const declared = placeToDeclare(place, project, syscall);
  const own = JSON.stringify(printable(relative(project, declared) || '.'));
  // The output of a build belongs to its version.
  const name = own.startsWith('".next/') ? `{ "path": ${own}, "cache": true }` : own;
  return `refused: the program writes to ${shown}, which is read-only; declare ${isFile(declared) ? 'the file' : 'the directory'} in package.json: "deb": { "writable": [${name}] }`;
}

/** Whether the write was refused because the place belongs to the read-only project. */
function isRefused(file: string, project: string, code: string): boolean {
  const place = resolve(file);
  if (!place.startsWith(`${project}/`) || /\/node_modules(\/[^.]|$)/.test(place.slice(project.length))) return false;
  if (code === 'EROFS') return true;
  // An unreadable file refuses its readers with the same code.
  return !can(existing(place), constants.W_OK) && (!existsSync(place) || can(place, constants.R_OK));
}

/** Node tells of ENOENT if a read-only file system refuses a recursive mkdir (src/node_file.cc, MKDirpSync). */
export function reasonOf(error: unknown, name: string, args: readonly unknown[]): unknown {
  const isUnclear = name === 'mkdir' && (error as NodeJS.ErrnoException).code === 'ENOENT';
  return isUnclear ? refusalOf(name, args) : error;
}

/** The error of a call that has failed, as far as its arguments and the file system show it. */
export function refusalOf(name: string, [first, second]: readonly unknown[]): unknown {
  const hasTwo = ['copyFile', 'link', 'rename', 'symlink'].includes(name);
  const file = hasTwo ? second : first;
  if (name === 'open' && !isForWriting(second)) return undefined;
  const place = file instanceof URL ? fileURLToPath(file) : file;
  if (typeof place !== 'string') return undefined;
  const isThere = existsSync(place);
  // The call failed for another reason: EEXIST, or ENOENT.
  if (name === 'mkdir' ? isThere : ['rm', 'rmdir', 'unlink'].includes(name) && !isThere) return undefined;
  if (name !== 'mkdir' && !existsSync(dirname(place))) return undefined;
  try {
    accessSync(existing(resolve(place)), constants.W_OK);
    return undefined;
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code, path: place, syscall: name };
  }
}

/** The flags of open(2), as text or as a number. The default is to read. */
function isForWriting(flags: unknown): boolean {
  const { O_WRONLY, O_RDWR, O_CREAT } = constants;
  return typeof flags === 'number' ? (flags & (O_WRONLY | O_RDWR | O_CREAT)) !== 0 : /[wa+]/.test(String(flags ?? 'r'));
}

function can(place: string, mode: number): boolean {
  try {
    accessSync(place, mode);
    return true;
  } catch {
    return false;
  }
}

/** SQLITE_READONLY is 8, SQLITE_CANTOPEN 14 (sqlite.org/rescode.html). An ORM keeps the error of its driver. */
function isRefusedDatabase(error: object): boolean {
  const { code, errcode, cause, original } = error as { [key: string]: unknown };
  if (typeof code === 'string' && /^SQLITE_(CANTOPEN|READONLY)/.test(code)) return true;
  if (code === 'ERR_SQLITE_ERROR' && [8, 14].includes(Number(errcode) & 0xff)) return true;
  const inner = cause ?? original;
  return typeof inner === 'object' && inner !== null && inner !== error && isRefusedDatabase(inner);
}

/** The errors of the drivers name no path. */
function sqliteAdvice(project: string): string {
  return `SQLite cannot open or write its database; if that is in ${project}, which is read-only, declare its directory in package.json, such as "deb": { "writable": ["data"] }, or ["."] beside package.json`;
}
