/**
 * Whether a build would make the package that is there already. The content of all inputs decides. Times only save
 * reading: a file with the same times, size and inode has the same content.
 */
import { createHash } from 'node:crypto';
import { closeSync, lstatSync, readlinkSync, readSync, realpathSync, rmSync, type Stats } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeLeftovers, temporaryMark } from '../leftovers.ts';
import type { BuiltPackage, Manifest } from '../manifest.ts';
import type { Architecture } from '../releases.ts';
import { type InputLog, namesIn } from './inputs.ts';
import { openRegular, readRegular } from './read-file.ts';

/** The result of a build, as the report tells it. */
export interface FinishedBuild {
  built: BuiltPackage;
  name: string;
  version: string;
  architecture: string;
  warnings: readonly string[];
}

/** The request for a build: another request makes another package. */
export interface BuildRequest {
  project: string;
  out: string;
  architecture: Architecture;
  isSnapshot: boolean;
}

/** A path, its attributes (inode, mode, size, times) and the digest of its content. */
type FileState = readonly [place: string, attributes: string, content: string];

/** The record of a build, as JSON in the project. */
interface SavedBuild {
  request: string;
  finished: FinishedBuild;
  packages: FileState[];
  folders: [place: string, names: string][];
  files: FileState[];
}

/** In the project. */
const RECORD = 'node_modules/.cache/build-deb/built.json';

/** Bytes that are read at a time. */
const READ_SIZE = 1024 * 1024;

/** The last build, if a new one would make the same package and that package is still there. */
export function unchanged(request: BuildRequest): FinishedBuild | undefined {
  const record = readRecord(request.project);
  if (record === undefined || record.request !== requestText(request)) return undefined;
  const isThere = record.packages.every(([place, attributes]) => attributesOf(place) === attributes);
  if (!isThere || !record.folders.every(([place, names]) => namesIn(place, request.out) === names)) return undefined;
  const isSame = ([place, attributes, content]: FileState): boolean => {
    return attributesOf(place) === attributes || contentOf(place) === content;
  };
  return record.files.every(isSame) ? record.finished : undefined;
}

/** Records a build, for unchanged() to recognise it. */
export class BuildRecorder {
  readonly #inputs: InputLog;
  readonly #sums = new Map<string, string>();

  constructor(inputs: InputLog) {
    this.#inputs = inputs;
  }

  /** A function that takes the MD5 sums of packed files: their content then need not be read again. */
  reader({ entries }: Manifest): (at: number, md5: Uint8Array) => void {
    if (this.#inputs.files.size > MOST_INPUTS) return () => {};
    return (at, md5) => {
      const entry = entries[at];
      if (entry?.type === 'file') this.#sums.set(entry.source, Buffer.from(md5).toString('hex'));
    };
  }

  /** Records a build, unless an input has changed meanwhile. */
  async keep(request: BuildRequest, finished: FinishedBuild): Promise<void> {
    const { files, folders, began } = this.#inputs;
    const place = path.join(request.project, RECORD);
    rmSync(place, { force: true });
    if (files.size > MOST_INPUTS || [...files].some((file) => changedAt(file) >= began - CLOCK_LAG)) return;
    const { short, full, sbom } = finished.built;
    const record: SavedBuild = {
      request: requestText(request),
      finished,
      // The content of a package is not compared: a package may be large.
      packages: [short, full, ...(sbom === undefined ? [] : [sbom])].map((file) => [file, attributesOf(file), '']),
      folders: [...folders],
      files: [...files].map((file) => [file, attributesOf(file), contentOf(file, this.#sums.get(file))]),
    };
    const partial = `${place}.${temporaryMark()}`;
    try {
      await mkdir(path.dirname(place), { recursive: true });
      await removeLeftovers(path.dirname(place), /built\.json\./, ['']);
      await writeFile(partial, JSON.stringify(record));
      await rename(partial, place);
    } catch {
      // Without a record the next build does all of its work again.
      await rm(partial, { force: true }).catch(() => {});
    }
  }
}

/** With more inputs the comparison costs more time and memory than it saves. */
const MOST_INPUTS = 20_000;

/** Milliseconds: the kernel's clock for files ticks every 10 ms at the slowest, and lags by as much. */
const CLOCK_LAG = 20;

function readRecord(project: string): SavedBuild | undefined {
  try {
    return JSON.parse(readRegular(path.join(project, RECORD)).toString());
  } catch {
    return undefined;
  }
}

/** The request, with the two other facts that change a package: its time, and the release of Node, whose zlib compresses. */
function requestText(request: BuildRequest): string {
  const { SOURCE_DATE_EPOCH } = process.env;
  return JSON.stringify([request, SOURCE_DATE_EPOCH, process.version]);
}

/** A path that no file can have, because its links lead in a circle or a part of it is a file, is that of a missing one. */
function statsOf(place: string): Stats | undefined {
  try {
    return lstatSync(place, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function changedAt(place: string): number {
  // A missing file has not changed.
  return statsOf(place)?.ctimeMs ?? 0;
}

function attributesOf(place: string): string {
  const found = statsOf(place);
  if (found === undefined) return '';
  const own = `${found.ino} ${found.mode} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
  return found.isSymbolicLink() ? `${own} ${attributesOf(pointed(place))}` : own;
}

/** The digest of a file with its mode, or the target of a link. A missing file is `absent`. */
function contentOf(place: string, sum?: string): string {
  const found = statsOf(place);
  if (found === undefined) return 'absent';
  if (found.isSymbolicLink()) return `link ${readlinkSync(place)} ${contentOf(pointed(place))}`;
  return found.isFile() ? `${found.mode} ${sum ?? digestOf(place)}` : 'folder';
}

/** The real path of a symbolic link's target. A dangling link has a path that no file can have. */
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
  const descriptor = openRegular(file);
  try {
    for (let count = 1; count > 0; hash.update(buffer.subarray(0, count))) count = readSync(descriptor, buffer);
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}
