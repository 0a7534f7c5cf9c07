/**
 * The systems that packages and binaries are for. The target is Linux with glibc, on one architecture.
 */
import type { PackageJson } from '../../project/package-json.ts';
import { ARCHITECTURES, type Architecture } from '../../releases.ts';
import { namedSystem } from '../variants.ts';

/** The fields of package.json that limit a package to systems. */
export type Systems = Pick<PackageJson, 'os' | 'cpu' | 'libc'>;

/** npm's rules for `os`, `cpu` and `libc`. Packages that know no `libc` say musl in their names. */
export function runsOn(architecture: Architecture, name: string, { os, cpu, libc }: Systems): boolean {
  if (libc === undefined && cpu !== undefined && namedSystem(name).libc === 'musl') return false;
  if (name.includes('-linuxmusl-')) return false;
  return allows(os, 'linux') && allows(cpu, ARCHITECTURES[architecture]) && allows(libc, 'glibc');
}

function allows(list: string | string[] | undefined, value: string): boolean {
  const words = list === undefined ? [] : [list].flat();
  const wanted = words.filter((word) => !word.startsWith('!'));
  if (words.includes(`!${value}`)) return false;
  return wanted.length === 0 || wanted.includes(value) || wanted.includes('any');
}
