/**
 * Rules about writable directories.
 */
import type { Mistake } from '../mistakes/mistakes.ts';
import type { DebSection } from '../schema/schema.ts';
import { isFileName, type Writable, writableOf } from '../writable.ts';

/** The packages in it. A tool's cache, such as node_modules/.cache, holds none. */
const PACKAGES = /(^|\/)node_modules(\/[^.]|$)/;

export function* writableMistakes(deb: DebSection): Iterable<Mistake> {
  const all = writableOf(deb);
  for (const [at, own] of all.entries()) {
    const path = typeof deb.writable[at] === 'string' ? ['deb', 'writable', at] : ['deb', 'writable', at, 'path'];
    const found = problemOf(own, all.slice(0, at), deb.name);
    if (found) yield { path, showsValue: true, ...found };
  }
}

function problemOf(
  own: Writable,
  earlier: readonly Writable[],
  name: string,
): Pick<Mistake, 'problem' | 'fix'> | undefined {
  if (PACKAGES.test(own.path)) {
    const problem = 'the packages of the program are there, and a mount would hide them';
    return { problem, fix: 'name a directory that holds no part of the program, such as "data"' };
  }
  if (own.path === '.' && own.area === '/var/cache') {
    const problem = 'the program itself is there, which no cache may hold';
    return { problem, fix: 'leave out "cache", or name the directory that can be made again' };
  }
  for (const [at, other] of earlier.entries()) {
    const [outer, inner] = own.path.length < other.path.length ? [own, other] : [other, own];
    // A file in a directory says how its own content begins.
    const isInside = inner.path.startsWith(`${outer.path}/`) && !isFileName(inner.path);
    if (inner.path === outer.path || isInside) {
      const problem =
        own.path === other.path ? `deb.writable.${at} is the same` : `it overlaps with deb.writable.${at}`;
      return { problem, fix: `keep the outer one alone: "${outer.path}"` };
    }
    if (own.area === other.area && own.name === other.name) {
      const problem = `it would share ${own.area}/${name}/${own.name} with deb.writable.${at}`;
      return { problem, fix: 'rename one of the two directories' };
    }
  }
  return undefined;
}
