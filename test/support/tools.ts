/**
 * Tools that the tests need besides Node. `npm test` installs them if it runs as root on Debian. Without a tool its tests
 * are skipped, and the end of the output says so.
 */
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Test } from 'uvu';
import { isInstalled, run } from '../../builder/shell.ts';

export const isRoot = process.getuid?.() === 0;

/** Commands that the tests use, and the Debian packages that contain them. */
const TOOLS: Record<string, string> = {
  'apt-ftparchive': 'apt-utils',
  ar: 'binutils',
  git: 'git',
  gpg: 'gnupg',
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

/** Bytes of free space that suffice for the files of all tests. */
const ROOM = 8 * 1024 ** 3;

/**
 * The directory for the files of tests: in memory, if it has room and programs may run there. On a disk the tests take
 * twice as long.
 */
export function placeForFiles(): string {
  const place = '/dev/shm';
  const mounts = existsSync('/proc/self/mounts') ? readFileSync('/proc/self/mounts', 'utf8') : '';
  if (!new RegExp(`^\\S+ ${place} tmpfs (?!\\S*\\bnoexec\\b)`, 'm').test(mounts)) return tmpdir();
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize > ROOM ? place : tmpdir();
}

/** Installs the tools that are missing, as root on Debian. Returns the checks that have to be left out nevertheless. */
export async function provideTools(signal: AbortSignal): Promise<string[]> {
  const packages = [...new Set(absent().map((tool) => TOOLS[tool] ?? tool))];
  if (packages.length > 0 && isRoot && isInstalled('apt-get')) {
    console.log(`installing the tools of the tests: ${packages.join(' ')}`);
    const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, signal };
    const install = ['install', '-y', '--no-install-recommends', ...packages];
    for (const args of [['update'], install]) {
      const { exitCode, stderr } = await run('apt-get', args, options);
      if (exitCode !== 0) console.log(`apt-get ${args[0]} fails:\n${stderr}`);
    }
  }
  return missingTools();
}

function absent(): string[] {
  return Object.keys(TOOLS).filter((tool) => !isInstalled(tool));
}

/** The checks that have to be left out, one for each tool that is missing. */
export function missingTools(): string[] {
  return absent().map((tool) => `the tests that need ${tool} (apt install ${TOOLS[tool]})`);
}

/** `test` itself, or its way to skip if `tool` is not installed. */
export function needing(tool: string, test: Test): Test | Test['skip'] {
  return isInstalled(tool) ? test : test.skip;
}
