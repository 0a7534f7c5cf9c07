/**
 * Descriptors in reserve. Clients can bring a service to its limit, and each command that is started takes some.
 */
import { closeSync, fstatSync, openSync } from 'node:fs';

/** libuv takes two for the news of a start (uv_spawn). For a command that the process waits for, it makes a loop, too. */
const COUNT = 8;

/** Opens descriptors. Returns a function that frees them for the time of `work`. */
export function spareDescriptors(): (work: () => void) => void {
  let spare = take();
  return (work) => {
    for (const { descriptor, inode } of spare) {
      // The app may have closed it, and another file may have its number now.
      if (inodeOf(descriptor) === inode) closeSync(descriptor);
    }
    try {
      work();
    } finally {
      spare = take();
    }
  };
}

interface Spare {
  descriptor: number;
  inode: bigint | undefined;
}

function take(): Spare[] {
  const taken: Spare[] = [];
  try {
    while (taken.length < COUNT) {
      const descriptor = openSync('/', 'r');
      taken.push({ descriptor, inode: inodeOf(descriptor) });
    }
  } catch {
    // The process is at its limit.
  }
  return taken;
}

function inodeOf(descriptor: number): bigint | undefined {
  try {
    const stat = fstatSync(descriptor, { bigint: true });
    return stat.isDirectory() ? stat.ino : undefined;
  } catch {
    return undefined;
  }
}
