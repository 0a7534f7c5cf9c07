/**
 * The chapters that are told on each Debian. Chapters that depend much on the release (units, sockets, accounts, purging,
 * tools of Debian) are told on all. Each other one is left out on one release: ALL=1 tells each on all.
 */
import { readdirSync } from 'node:fs';
import type { Suite } from './base.ts';

const LEFT_OUT: Record<Suite, readonly string[]> = {
  bookworm: ['beside', 'faults', 'images', 'services', 'thirdparty', 'writable'],
  trixie: ['ends', 'holding', 'mail', 'restarting', 'returning', 'starting'],
  forky: ['breaking', 'harden', 'keeping', 'model', 'upgrading'],
};

/** The test files of the chapters for a release. */
export function chaptersOn(suite: Suite): string[] {
  const files = readdirSync('test/system').filter((file) => file.endsWith('.test.ts'));
  const leftOut = LEFT_OUT[suite].map((chapter) => `${chapter}.test.ts`);
  const missing = leftOut.find((file) => !files.includes(file));
  if (missing) throw new Error(`test/system/shares.ts leaves out ${missing}, which does not exist`);
  return files.filter((file) => process.env.ALL || !leftOut.includes(file));
}
