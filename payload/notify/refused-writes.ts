/**
 * Tells the journal which directory to declare as writable, when the read-only project refuses a write. Each function
 * of Node's that writes by a path is observed. Its results, its errors and its own looks stay the same.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { existing, isFile, isOwnCode, placeToDeclare } from './declared-place.ts';
import { printable } from './messages/message.ts';

/** Functions that write by a path. fs.createWriteStream() and fs.cp() use them. */
const WRITES = [
  ...['appendFile', 'copyFile', 'link', 'mkdir', 'mkdtemp', 'open', 'rename', 'rm', 'rmdir', 'symlink', 'truncate'],
  ...['unlink', 'writeFile'],
];

/** EROFS: a read-only mount. The others: root's directory without the sandbox ("harden": "off"). */
const REFUSALS = ['EROFS', 'EACCES', 'EPERM'];

/** An app that tries ever new directories must not fill the journal. */
const MOST_LINES = 10;

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Methods = Record<string, Method | undefined>;

/** Observes the writes of this process. `project` is the absolute path of the read-only project. */
export function reportRefusedWrites(project: string): void {
  const told = new Set<string>();
  const note = (error: unknown): void => {
    try {
      const advice = told.size < MOST_LINES ? adviceOn(error, project) : undefined;
      if (advice === undefined || told.has(advice)) return;
      told.add(advice);
      console.error(advice);
    } catch {
      // The app goes on as without the agent.
    }
  };
  const methods = fs as unknown as Methods;
  const promises = fs.promises as unknown as Methods;
  for (const name of WRITES) {
    observe(methods, `${name}Sync`, (write) => observedSync(write, name, note));
    observe(methods, name, (write) => observedCallback(write, name, note));
    observe(promises, name, (write) => observedPromise(write, name, note));
  }
  process.on('uncaughtExceptionMonitor', note);
}

function observe(methods: Methods, name: string, observed: (write: Method) => Method): void {
  const write = methods[name];
  if (typeof write !== 'function') return;
  // With the name, the length and util.promisify() of Node's own function.
  methods[name] = Object.defineProperties(observed(write), Object.getOwnPropertyDescriptors(write));
}

type Note = (error: unknown) => void;

/** Node shows the line of the last `throw` of an uncaught error, so the agent must not catch and throw it again. */
function observedSync(write: Method, name: string, note: Note): Method {
  return function (this: unknown, ...args) {
    let isDone = false;
    try {
      const result = Reflect.apply(write, this, args);
      isDone = true;
      return result;
    } finally {
      if (!isDone) note(refusalOf(name, args));
    }
  };
}

function observedCallback(write: Method, name: string, note: Note): Method {
  return function (this: unknown, ...args) {
    const done = args.at(-1);
    if (typeof done !== 'function') return Reflect.apply(write, this, args);
    const observed = function (this: unknown, ...results: unknown[]): unknown {
      if (results[0]) note(reasonOf(results[0], name, args));
      return Reflect.apply(done, this, results);
    };
    return Reflect.apply(write, this, [...args.slice(0, -1), observed]);
  };
}

function observedPromise(write: Method, name: string, note: Note): Method {
  return function (this: unknown, ...args) {
    const result = Reflect.apply(write, this, args);
    if (!(result instanceof Promise)) return result;
    // A handler of the agent on the promise itself would hide a rejection that the app does not handle.
    return result.catch((error: unknown) => {
      note(reasonOf(error, name, args));
      throw error;
    });
  };
}

/** The line for the journal. Undefined for errors of another kind or place. */
function adviceOn(error: unknown, project: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, dest, path: first, syscall } = error as NodeJS.ErrnoException & { dest?: unknown };
  if (isRefusedDatabase(error)) return sqliteAdvice(project);
  if (!REFUSALS.includes(code ?? '')) return undefined;
  const file = [dest, first].find((place) => typeof place === 'string' && isRefused(place, project, code as string));
  if (typeof file !== 'string') return undefined;
  const place = path.resolve(file);
  const shown = printable(path.relative(project, place));
  if (isFile(place) && isOwnCode(place)) {
    return `refused: the program writes ${shown}, one of its own files, which are read-only; let it write to a file of data, such as data/state.json`;
  }
  const declared = placeToDeclare(place, project, syscall);
  const own = JSON.stringify(printable(path.relative(project, declared) || '.'));
  // The output of a build belongs to its version.
  const name = own.startsWith('".next/') ? `{ "path": ${own}, "cache": true }` : own;
  return `refused: the program writes to ${shown}, which is read-only; declare ${isFile(declared) ? 'the file' : 'the directory'} in package.json: "deb": { "writable": [${name}] }`;
}

/** Whether the write was refused because the place belongs to the read-only project. */
function isRefused(file: string, project: string, code: string): boolean {
  const place = path.resolve(file);
  if (!place.startsWith(`${project}/`) || /\/node_modules(\/[^.]|$)/.test(place.slice(project.length))) return false;
  if (code === 'EROFS') return true;
  // An unreadable file refuses its readers with the same code.
  return !can(existing(place), fs.constants.W_OK) && (!fs.existsSync(place) || can(place, fs.constants.R_OK));
}

/** Node tells of ENOENT if a read-only file system refuses a recursive mkdir (src/node_file.cc, MKDirpSync). */
function reasonOf(error: unknown, name: string, args: readonly unknown[]): unknown {
  const isUnclear = name === 'mkdir' && (error as NodeJS.ErrnoException).code === 'ENOENT';
  return isUnclear ? refusalOf(name, args) : error;
}

/** The error of a call that has failed, as far as its arguments and the file system show it. */
function refusalOf(name: string, [first, second]: readonly unknown[]): unknown {
  const hasTwo = ['copyFile', 'link', 'rename', 'symlink'].includes(name);
  const file = hasTwo ? second : first;
  if (name === 'open' && !isForWriting(second)) return undefined;
  const place = file instanceof URL ? fileURLToPath(file) : file;
  if (typeof place !== 'string') return undefined;
  const isThere = fs.existsSync(place);
  // The call failed for another reason: EEXIST, or ENOENT.
  if (name === 'mkdir' ? isThere : ['rm', 'rmdir', 'unlink'].includes(name) && !isThere) return undefined;
  if (name !== 'mkdir' && !fs.existsSync(path.dirname(place))) return undefined;
  try {
    fs.accessSync(existing(path.resolve(place)), fs.constants.W_OK);
    return undefined;
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code, path: place, syscall: name };
  }
}

/** The flags of open(2), as text or as a number. The default is to read. */
function isForWriting(flags: unknown): boolean {
  const { O_WRONLY, O_RDWR, O_CREAT } = fs.constants;
  return typeof flags === 'number' ? (flags & (O_WRONLY | O_RDWR | O_CREAT)) !== 0 : /[wa+]/.test(String(flags ?? 'r'));
}

function can(place: string, mode: number): boolean {
  try {
    fs.accessSync(place, mode);
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
