/**
 * The chapters that are told on each Debian. Chapters that depend much on the release (units, sockets, purging, attacks,
 * tools of Debian) are told on all. Each other one is left out on one release or two: ALL=1 tells each on all.
 * Debian 11 has a chapter of its own, and the one about repositories.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Suite } from './base.ts';

const LEFT_OUT: Record<Exclude<Suite, 'bullseye'>, readonly string[]> = {
  bookworm: ['beside', 'faults', 'images', 'publishing', 'services', 'thirdparty', 'writable'],
  trixie: ['accounts', 'ends', 'holding', 'mail', 'publishing', 'restarting', 'returning', 'starting'],
  forky: ['breaking', 'environments', 'harden', 'keeping', 'kept-version', 'model', 'renaming', 'upgrading'],
};

const OLD_SYSTEMD = 'old-systemd.test.ts';

/** The chapter that needs the packages of real projects. */
export const PROJECTS_CHAPTER = 'projects.test.ts';

/** Chapters that take longest, with about their seconds beside other ones. */
const LONG: Record<string, number> = {
  ...{ matrix: 300, holding: 250, 'kept-version': 230, accounts: 220, debian: 220, services: 200, breaking: 190 },
  ...{ keeping: 180, socket: 180, harden: 180, ends: 170, attacks: 170, upgrading: 150, beside: 150, publishing: 150 },
  // They wait for their packages, and would be the last ones.
  projects: 100,
};

interface Chapter {
  file: string;
  seconds: number;
}

/** The test files of the chapters for a release, the longest first. */
export function chaptersOn(suite: Suite): Chapter[] {
  const chapters = filesOn(suite).map((file) => ({ file, seconds: LONG[path.basename(file, '.test.ts')] ?? 1 }));
  return chapters.sort((a, b) => b.seconds - a.seconds);
}

function filesOn(suite: Suite): string[] {
  if (suite === 'bullseye') return [OLD_SYSTEMD, 'publishing.test.ts'];
  const files = readdirSync('test/system').filter((file) => file.endsWith('.test.ts') && file !== OLD_SYSTEMD);
  const leftOut = LEFT_OUT[suite].map((chapter) => `${chapter}.test.ts`);
  const missing = leftOut.find((file) => !files.includes(file));
  if (missing) throw new Error(`test/system/shares.ts leaves out ${missing}, which does not exist`);
  return files.filter((file) => process.env.ALL || !leftOut.includes(file));
}
