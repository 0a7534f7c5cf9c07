/**
 * Warnings of esbuild about the sources of a program: those that stop the build, and those that you learn.
 */
import type { Message } from 'esbuild';
import { metaProperty } from '../bundle-errors.ts';
import { packageFolder } from '../licenses.ts';
import { computedPackages } from './computed-packages.ts';
import type { Graph } from './graph.ts';
import type { NamedFiles } from './named-files.ts';

/** esbuild only warns of these, and they would stop the service on the target. */
const FATAL_WARNINGS = ['commonjs-variable-in-esm', 'call-import-namespace'];

/** Whether a warning about the project's own source means that it cannot run. Vite replaces some parts of import.meta. */
export function isFatal(message: Message): boolean {
  const { id, location } = message;
  if (location === null || packageFolder(location.file) !== undefined) return false;
  if (FATAL_WARNINGS.includes(id)) return true;
  return id === 'empty-import-meta' && /^(?:env|hot|glob)$/.test(metaProperty(message) ?? '');
}

/** So many places are named. */
const SHOWN = 5;

/** A warning about modules of computed names, for which the source names no folder. */
export function computedNames(project: string, { messages }: Graph, { unknown }: NamedFiles): string[] {
  const places = messages.flatMap((message) => {
    const { location } = message;
    if (!isComputed(message) || location === null || !unknown.includes(location.file)) return [];
    if (computedPackages(project, message).length > 0) return [];
    return [`${location.file}:${location.line}`];
  });
  if (places.length === 0) return [];
  const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more` : '';
  return [
    `a bundle lacks modules whose names only the running program knows: use "payload": "modules" (${places.slice(0, SHOWN).join(', ')}${more})`,
  ];
}

/** Whether a source asks for a module of a computed name. */
export function isComputed({ id }: Message): boolean {
  return /^(?:unsupported-require-call|unsupported-dynamic-import|indirect-require)$/.test(id);
}
