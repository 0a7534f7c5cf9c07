/**
 * The systems that a lock file notes for packages. It lists the variants of a package for every system, of which a package
 * manager installs those for one.
 */

import type { Lock } from '../../project/lock-files.ts';
import { readRegular } from '../../project/read-file.ts';
import { type NpmEntries, readJson } from './npm-lock.ts';
import type { Systems } from './platform.ts';
import { entries, readYaml } from './pnpm-lock.ts';

/** The systems of each package in a lock file, by its name, or undefined if the file does not list packages in a known form. */
export function lockedSystems({ manager, file }: Lock): Map<string, Systems> | undefined {
  if (file === undefined) return undefined;
  if (manager === 'npm') return ofNpm(readJson(file) as { packages?: NpmEntries });
  if (manager === 'pnpm') return ofPnpm(readYaml(file));
  return manager === 'yarn' ? ofYarn(readRegular(file).toString()) : undefined;
}

function ofNpm({ packages }: { packages?: NpmEntries }): Map<string, Systems> | undefined {
  if (packages === undefined) return undefined;
  return new Map(Object.entries(packages).map(([place, entry]) => [place.replace(/^.*node_modules\//, ''), entry]));
}

/** `'@img/sharp-linux-x64@0.34.5':`, with lines such as `cpu: [x64]`. */
function ofPnpm(text: string): Map<string, Systems> {
  const found = new Map<string, Systems>();
  for (const [key, body] of entries(text, 'packages')) {
    const list = (field: string): string[] | undefined =>
      new RegExp(`^ *${field}: \\[([^\\]]*)\\]`, 'm')
        .exec(body)?.[1]
        ?.split(/, */)
        .map((word) => word.replaceAll(/['"]/g, ''));
    const systems = { os: list('os'), cpu: list('cpu'), libc: list('libc') };
    found.set(key.replace(/^\/?(@?[^@]+)@.*$/, '$1'), known(systems));
  }
  return found;
}

/** Yarn 1 writes no systems, and later ones write `conditions: os=linux & cpu=x64 & libc=glibc`. */
function ofYarn(text: string): Map<string, Systems> {
  const found = new Map<string, Systems>();
  for (const [, name, body = ''] of text.matchAll(/^"?(@?[^@\s"]+)@[^\n]*:\n((?:[ \t]+[^\n]*\n?)*)/gm)) {
    const [conditions = ''] = /^ {2}conditions: .*$/m.exec(body) ?? [];
    const word = (field: string): string[] | undefined => {
      const value = new RegExp(`\\b${field}=([\\w-]+)`).exec(conditions)?.[1];
      return value === undefined ? undefined : [value];
    };
    if (name !== undefined) found.set(name, known({ os: word('os'), cpu: word('cpu'), libc: word('libc') }));
  }
  return found;
}

function known(systems: { [Field in keyof Systems]: string[] | undefined }): Systems {
  return Object.fromEntries(Object.entries(systems).filter(([, list]) => list !== undefined));
}
