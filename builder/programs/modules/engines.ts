/**
 * The versions of Node that installed packages want, by `engines` of their package.json.
 */
import { type NodeNeed, withNewer } from '../../node-range.ts';
import { objectOf } from '../../project/package-json.ts';
import { oneLine } from '../../text.ts';
import { isNodeRange } from '../../version.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * The demands of the packages that the project needs, each package once. A direct dependency is taken at its word. The
 * packages below it only say from which version on they run: many name the newest Node of their time as the last one. Npm
 * skips an optional package whose engines do not fit, and so it makes no demand.
 */
export function engineNeeds({ dependencies }: Pick<Dependencies, 'dependencies'>): NodeNeed[] {
  const needs = new Map<string, NodeNeed>();
  for (const { from, to, isOptional } of dependencies) {
    const need = isOptional ? undefined : engineNeed({ ...to.json }, from.isOwn);
    if (need !== undefined && (from.isOwn || !needs.has(to.folder))) needs.set(to.folder, need);
  }
  return [...needs.values()];
}

/** The demand of one package, or undefined if its package.json makes none that is a range. */
export function engineNeed(json: Record<string, unknown>, isDirect: boolean): NodeNeed | undefined {
  const { name, version = '', engines } = json;
  const range = objectOf(engines).node;
  if (typeof range !== 'string' || !isNodeRange(range)) return undefined;
  const because = [name, version].flatMap((part) => (typeof part === 'string' ? oneLine(part) : [])).join(' ');
  return { range: isDirect ? range : withNewer(range), because: `${because} by its engines`.trim() };
}
