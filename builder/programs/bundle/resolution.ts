/**
 * Resolution of imports as Node does it, where esbuild has other rules.
 */
import path from 'node:path';
import type { ImportKind, Message, OnResolveArgs, Plugin } from 'esbuild';
import { folderWith, installedJson } from '../../project/package-json.ts';
import { isIn, noSource, sourceText, statsOf } from '../../project/read-file.ts';
import { packageOfSpecifier } from '../../project/source-text.ts';
import { packageFolder } from '../licenses.ts';
import { Kinds } from './kinds.ts';
import { REQUIRES, requiredBy, shownSource } from './shown-sources.ts';

/** A package may ask for another one that is missing, and catch the error: its require() fails as in Node. */
export function isOptional({ text, location }: Message, missing: Set<string>): boolean {
  const [, specifier] = /^Could not resolve "(.*)"$/.exec(text) ?? [];
  if (specifier === undefined || location === null || packageFolder(location.file) === undefined) return false;
  const isStatic =
    /^\s*(?:import|export)\b(?!\s*\()/.test(location.lineText) ||
    /\bfrom\s*["'][^"']*$/.test(location.lineText.slice(0, location.column + 1));
  if (isStatic) return false;
  missing.add(missingKey(location.file, specifier));
  return true;
}

function missingKey(importer: string, specifier: string): string {
  return `${importer}\0${specifier}`;
}

/** An external module has its specifier as its path: a mark keeps it apart from other modules with equal paths. */
export const specifierOf = /^outside:(.*)$/s;

export function keyOf(importer: string, isImport: boolean, to: string): string {
  return `${importer}\0${isImport}\0${to}`;
}

type Resolve = NonNullable<Parameters<Plugin['setup']>[0]['resolve']>;

interface Resolution {
  beside: readonly string[];
  /** Files of packages beside the bundle, by their imports. */
  outside: Map<string, string>;
  awaiting: ReadonlyMap<string, string>;
  /** Imports that find no file. */
  missing: ReadonlySet<string>;
}

/** esbuild takes each file that fits a computed name: `require('./hooks/' + name)` fits a README in the folder, too. */
const NO_CODE = /[\\/]node_modules[\\/].*\.(?:md|markdown|ico|png|jpe?g|gif|svg|html?|ejs|txt)$/i;

/** The package of an addon lies beside the bundle (beside.ts). */
const NATIVE = /[\\/]node_modules[\\/].*\.node$/;

/** Resolves as Node does, and reads regular files alone: esbuild waits for a named pipe without an end. */
export function asNode(project: string, { beside, outside, awaiting, missing }: Resolution): Plugin {
  const kinds = new Kinds();
  // The folder of a link may have another name than the package.
  const names = new Set(beside.flatMap((folder) => [String(installedJson(folder).name), nameOf(folder)]));
  return {
    name: 'as Node',
    setup({ onLoad, onResolve, resolve }) {
      onLoad({ filter: /^/, namespace: 'file' }, ({ path: file }) => {
        if (NO_CODE.test(file) || NATIVE.test(file)) return { contents: '', loader: 'empty' };
        return refusal(file) ?? shownSource(file, awaiting.get(path.relative(project, file)));
      });
      onResolve({ filter: /^build-deb:requires$/ }, ({ importer }) => ({ path: importer, namespace: REQUIRES }));
      onLoad({ filter: /^/, namespace: REQUIRES }, ({ path: file }) => {
        const calls = requiredBy(sourceText(file)).map((name) => `try { require(${JSON.stringify(name)}) } catch {}`);
        return { contents: calls.join('\n'), loader: 'js', resolveDir: path.dirname(file) };
      });
      onResolve({ filter: /^/ }, async (args) => {
        const { path: specifier, importer, kind, pluginData } = args;
        if (pluginData === ASKED || kind === 'entry-point') return undefined;
        const refused = refusedPackage(specifier, args.resolveDir);
        if (refused) return refused;
        const from = path.relative(project, importer);
        if (missing.has(missingKey(from, specifier))) return { path: specifier, external: true };
        const name = packageOfSpecifier(specifier) ?? '';
        const isBeside = names.has(name) || specifier.startsWith('#');
        const isCompiled = kind === 'import-statement' && name !== '' && kinds.isCompiled(importer);
        if (!isBeside && !isCompiled) return undefined;
        const found = await ownResolution(args, resolve, isCompiled);
        const file = found?.path ?? '';
        if (!beside.some((folder) => isIn(file, folder))) return found;
        const to = `outside:${specifier}`;
        outside.set(keyOf(from, kind !== 'require-call', to), file);
        return { path: to, external: true };
      });
    },
  };
}

const ASKED = Symbol('asked');

/** The file of a specifier. TypeScript that becomes CommonJS asks for it with require(). */
async function ownResolution(args: OnResolveArgs, resolve: Resolve, isCompiled: boolean) {
  const { path: specifier, importer, resolveDir, with: attributes } = args;
  const kind: ImportKind = isCompiled ? 'require-call' : args.kind;
  const found = await resolve(specifier, { kind, importer, resolveDir, with: attributes, pluginData: ASKED });
  if (found.errors.length > 0) return undefined;
  const { path: file, external, namespace, sideEffects, suffix } = found;
  return { path: file, external, namespace, sideEffects, suffix };
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function refusal(file: string): { errors: { text: string }[] } | undefined {
  const stats = statsOf(file);
  const problem = stats && noSource(stats);
  return problem === undefined ? undefined : { errors: [{ text: `${file} ${problem}` }] };
}

/** The package.json of a package says which file an import means. */
function refusedPackage(specifier: string, resolveDir: string): ReturnType<typeof refusal> {
  const name = /^[./]/.test(specifier) ? undefined : packageOfSpecifier(specifier);
  const folder = name && folderWith(name, resolveDir);
  return folder ? refusal(path.join(folder, 'node_modules', name, 'package.json')) : undefined;
}
