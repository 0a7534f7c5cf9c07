/**
 * Whether a package would become what it is already: recognised by the content of everything that went into it. Times
 * only spare the reading: a file whose times, size and inode are as they were has the content it had.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { BuiltPackage, Manifest } from '../manifest.ts';
import type { Architecture } from '../releases.ts';
import { type InputLog, namesIn } from './inputs.ts';

/** What a build came to, as it is told to the user. */
export interface FinishedBuild {
  built: BuiltPackage;
  name: string;
  version: string;
  architecture: string;
  warnings: readonly string[];
}

/** What a build was asked for: another request, another package. */
export interface BuildRequest {
  project: string;
  out: string;
  architecture: Architecture;
  isSnapshot: boolean;
}

/** A place, what it was like from outside, and the digest of what is in it. */
type Noted = readonly [place: string, outside: string, inside: string];

interface SavedBuild {
  request: string;
  outcome: FinishedBuild;
  packages: Noted[];
  folders: [place: string, names: string][];
  files: Noted[];
}

/** In the project; how much of a file is read at a time. */
const RECORD = 'node_modules/.cache/build-deb/built.json';
const READ_SIZE = 1024 * 1024;

/** The outcome of the last build, if another one would come to the same and its package is still there. */
export function unchanged(request: BuildRequest): FinishedBuild | undefined {
  const record = readRecord(request.project);
  if (record === undefined || record.request !== requestText(request)) return undefined;
  const isThere = record.packages.every(([place, outside]) => outsideOf(place) === outside);
  if (!isThere || !record.folders.every(([place, names]) => namesIn(place, request.out) === names)) return undefined;
  const isSame = ([place, outside, inside]: Noted): boolean => {
    return outsideOf(place) === outside || (inside !== '' && insideOf(place) === inside);
  };
  return record.files.every(isSame) ? record.outcome : undefined;
}

/** What a build has seen and read, to be recognised by. */
export class BuildRecorder {
  readonly #inputs: InputLog;
  readonly #sums = new Map<string, string>();

  constructor(inputs: InputLog) {
    this.#inputs = inputs;
  }

  /** To be told the sums of what is packed: it need not be read again. */
  reader({ entries }: Manifest): (at: number, md5: Uint8Array) => void {
    if (this.#inputs.files.size > MOST) return () => {};
    return (at, md5) => {
      const entry = entries[at];
      if (entry?.type === 'file') this.#sums.set(entry.source, Buffer.from(md5).toString('hex'));
    };
  }

  /** Remembers a build, unless something has changed meanwhile. */
  keep(request: BuildRequest, outcome: FinishedBuild): void {
    const { files, folders, began } = this.#inputs;
    const place = path.join(request.project, RECORD);
    rmSync(place, { force: true });
    if (files.size > MOST || [...files].some((file) => changedAt(file) >= began - CLOCK)) return;
    const { short, full } = outcome.built;
    const record: SavedBuild = {
      request: requestText(request),
      outcome,
      // Of packages only the outside: they may be large.
      packages: [short, full].map((file) => [file, outsideOf(file), '']),
      folders: [...folders],
      files: [...files].map((file) => [file, outsideOf(file), insideOf(file, this.#sums.get(file))]),
    };
    try {
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(`${place}.${process.pid}`, JSON.stringify(record));
      renameSync(`${place}.${process.pid}`, place);
    } catch {
      // A project that cannot be written to is built anew each time.
      rmSync(`${place}.${process.pid}`, { force: true });
    }
  }
}

/** To look at more files again, once for the record and once for each comparison, is no gain worth its time and memory. */
const MOST = 20_000;

/** A kernel's clock for files ticks every 10 ms at the slowest, and is that far behind. */
const CLOCK = 20;

function readRecord(project: string): SavedBuild | undefined {
  try {
    return JSON.parse(readFileSync(path.join(project, RECORD), 'utf8'));
  } catch {
    return undefined;
  }
}

/** With what else makes a difference: the time of everything, and the release of Node, whose zlib compresses. */
function requestText(request: BuildRequest): string {
  const { SOURCE_DATE_EPOCH } = process.env;
  return JSON.stringify([request, SOURCE_DATE_EPOCH, process.version]);
}

function changedAt(place: string): number {
  return lstatSync(place, { throwIfNoEntry: false })?.ctimeMs ?? 0;
}

function outsideOf(place: string): string {
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found === undefined) return '';
  const own = `${found.ino} ${found.mode} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
  return found.isSymbolicLink() ? `${own} ${outsideOf(pointed(place))}` : own;
}

/** What a file's content comes to, with its mode, or where a link leads; `absent` if there is nothing. */
function insideOf(place: string, sum?: string): string {
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found === undefined) return 'absent';
  if (found.isSymbolicLink()) return `link ${readlinkSync(place)} ${insideOf(pointed(place))}`;
  return found.isFile() ? `${found.mode} ${sum ?? digestOf(place)}` : 'folder';
}

/** What a symbolic link leads to in the end; a name that nothing has, if that is nothing. */
function pointed(link: string): string {
  try {
    return realpathSync(link);
  } catch {
    return `${link}/`;
  }
}

function digestOf(file: string): string {
  const hash = createHash('md5');
  const buffer = Buffer.allocUnsafe(READ_SIZE);
  const descriptor = openSync(file, 'r');
  try {
    for (let count = 1; count > 0; hash.update(buffer.subarray(0, count))) count = readSync(descriptor, buffer);
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}
