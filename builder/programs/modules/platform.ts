/**
 * The systems that packages and binaries are for. The target is Linux with glibc, on one architecture.
 */
import type { PackageJson } from '../../project/package-json.ts';
import { ARCHITECTURES, type Architecture } from '../../releases.ts';
import { foreignSystem, startOf } from '../file-kinds.ts';
import { unreadable } from './unpackable.ts';

/** Platforms and processors as prebuildify writes them: `linux-x64`, `darwin-x64+arm64`. Alpine is `linuxmusl`. */
const TUPLE = /^(aix|android|darwin|freebsd|ios|linux|linuxmusl|netbsd|openbsd|sunos|win32)-([a-z0-9_+]+)$/;

/** npm's rules for `os`, `cpu` and `libc`. For older npm, sharp's packages for musl say so in their names. */
export function runsOn(architecture: Architecture, name: string, { os, cpu, libc }: PackageJson): boolean {
  if (name.includes('-linuxmusl-')) return false;
  return allows(os, 'linux') && allows(cpu, ARCHITECTURES[architecture]) && allows(libc, 'glibc');
}

function allows(list: string | string[] | undefined, value: string): boolean {
  const words = list === undefined ? [] : [list].flat();
  const wanted = words.filter((word) => !word.startsWith('!'));
  if (words.includes(`!${value}`)) return false;
  return wanted.length === 0 || wanted.includes(value) || wanted.includes('any');
}

/** Whether `file`, relative to its package, is a binary for another system in the layout of prebuildify. */
export function isForeignPrebuild(file: string, architecture: Architecture): boolean {
  const [, tuple = '', name = ''] = /(?:^|\/)prebuilds\/([^/]+)(?:\/([^/]+))?$/.exec(file) ?? [];
  const [, platform, processors] = TUPLE.exec(tuple) ?? [];
  if (platform === undefined || processors === undefined) return false;
  if (platform !== 'linux' || !processors.split('+').includes(ARCHITECTURES[architecture])) return true;
  return name.endsWith('.node') && name.split('.').includes('musl');
}

/** Whether a file is native code for Windows or macOS. */
export function isForeignProgram(file: string): boolean {
  try {
    return foreignSystem(startOf(file)) !== undefined;
  } catch (error) {
    throw unreadable(file, error);
  }
}
