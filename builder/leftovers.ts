/**
 * Temporary files and folders beside their later places. Their names tell which process made them, so that a later build
 * removes those of a build that was killed, and none of a build that runs.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';

/** Milliseconds: a file of another machine or container that is older belongs to no build any more. */
const LONGEST_BUILD = 24 * 60 * 60 * 1000;

/** What names of this process carry: the machine with its table of processes, the process, its start, a random part. */
export function temporaryMark(): string {
  return `${machine()}-${process.pid}-${startOf(process.pid) ?? 0}-${randomBytes(4).toString('hex')}`;
}

const MARK = /([\da-f]{8})-(\d{1,10})-(\d{1,20})-[\da-f]{8}/;

/**
 * Removes what killed builds have left in `folder`: names with a mark of temporaryMark() between `before` and one of
 * `after`. A file that cannot be removed stays, and so does a folder of another user.
 */
export async function removeLeftovers(folder: string, before: RegExp, after: readonly string[]): Promise<void> {
  const ends = after.map((end) => (end === '' ? '' : `\\.${end}`)).join('|');
  const pattern = new RegExp(`^${before.source}${MARK.source}(?:${ends})$`);
  const names = await readdir(folder).catch(() => []);
  await Promise.all(
    names.map(async (name) => {
      const [, where, pid, start] = pattern.exec(name) ?? [];
      if (where === undefined || start === undefined) return;
      const place = path.join(folder, name);
      const isOver = where === machine() ? !isRunning(Number(pid), start) : await isOld(place);
      if (isOver && !(await isFolderOfOthers(place))) {
        await rm(place, { recursive: true, force: true }).catch(() => {});
      }
    }),
  );
}

/** In /tmp everyone may make such a name. Its owner could put a link into a folder while its content is removed. */
async function isFolderOfOthers(place: string): Promise<boolean> {
  const found = await lstat(place).catch(() => undefined);
  return found?.isDirectory() === true && found.uid !== (process.getuid?.() ?? found.uid);
}

/**
 * Makes the new folder `place` for `work`, and removes it afterwards: also if the process ends before the work does.
 * @throws the error of mkdir(2) or of `work`.
 */
export async function withFolder<T>(place: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(place, { mode: 0o700 });
  const remove = (): void => rmSync(place, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await work(place);
  } finally {
    process.off('exit', remove);
    await rm(place, { recursive: true, force: true });
  }
}

/** As withFolder(), with a folder in the system's place for temporary files. */
export async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const above = tmpdir();
  await removeLeftovers(above, /build-deb-/, ['']);
  return withFolder(path.join(above, `build-deb-${temporaryMark()}`), work);
}

async function isOld(place: string): Promise<boolean> {
  const found = await lstat(place).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > LONGEST_BUILD;
}

/** The running kernel and its table of processes: a container has another table, in which other processes have our numbers. */
function machine(): string {
  let text = hostname();
  try {
    text = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8') + readlinkSync('/proc/self/ns/pid');
  } catch {
    // Only Linux has both.
  }
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** Whether the process that began at `start` runs still. Its number may belong to another one meanwhile. */
function isRunning(pid: number, start: string): boolean {
  const now = startOf(pid);
  if (now !== undefined) return now === start;
  try {
    // Processes of other users may be hidden from /proc (proc(5), hidepid), and only Linux has it.
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The start of a process in ticks since boot (proc(5), field 22), or undefined if /proc does not show it. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A container without an init process keeps ended processes as zombies.
    return fields[0] === 'Z' ? 'ended' : fields[19];
  } catch {
    return undefined;
  }
}
