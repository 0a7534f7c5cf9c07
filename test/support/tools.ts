/**
 * Tools that the tests need and that are not everywhere: as root on Debian they are installed. Without one its tests are
 * skipped, which `npm test` names.
 */
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Test } from 'uvu';
import { isInstalled, run } from '../../builder/shell.ts';

export const isRoot = process.getuid?.() === 0;

/** Commands that the tests use, and the Debian packages they come in. */
const TOOLS: Record<string, string> = {
  ar: 'binutils',
  git: 'git',
  ip: 'iproute2',
  lintian: 'lintian',
  man: 'man-db',
  mmdebstrap: 'mmdebstrap',
  openssl: 'openssl',
  perl: 'perl',
  piuparts: 'piuparts',
  shellcheck: 'shellcheck',
  'systemd-analyze': 'systemd',
  'systemd-notify': 'systemd',
  'systemd-nspawn': 'systemd-container',
  unshare: 'util-linux',
  xz: 'xz-utils',
  zstd: 'zstd',
};

/** Bytes that the files of all tests have room in. */
const ROOM = 8 * 1024 ** 3;

/** Where tests write: in memory, where that has room and programs may be run, for a disk's own work is half of theirs. */
export function placeForFiles(): string {
  const place = '/dev/shm';
  const mounts = existsSync('/proc/self/mounts') ? readFileSync('/proc/self/mounts', 'utf8') : '';
  if (!new RegExp(`^\\S+ ${place} tmpfs (?!\\S*\\bnoexec\\b)`, 'm').test(mounts)) return tmpdir();
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize > ROOM ? place : tmpdir();
}

/** Installs what is missing, where that can be done; returns what has to be left out for the want of the rest. */
export async function provideTools(signal: AbortSignal): Promise<string[]> {
  const missing = Object.keys(TOOLS).filter((tool) => !isInstalled(tool));
  if (missing.length === 0) return [];
  if (isRoot && isInstalled('apt-get')) {
    const packages = [...new Set(missing.map((tool) => TOOLS[tool] ?? tool))];
    console.log(`installing what the tests need: ${packages.join(' ')}`);
    const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, signal };
    await run('apt-get', ['update'], options);
    const { exitCode, stderr } = await run(
      'apt-get',
      ['install', '-y', '--no-install-recommends', ...packages],
      options,
    );
    if (exitCode === 0) return [];
    console.log(stderr);
  }
  return missing.map((tool) => `what needs ${tool} (apt install ${TOOLS[tool]})`);
}

/** `test`, or its way to skip where `tool` is not installed. */
export function needing(tool: string, test: Test): Test | Test['skip'] {
  return isInstalled(tool) ? test : test.skip;
}
