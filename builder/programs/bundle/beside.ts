/**
 * Packages that lie beside a bundle, unchanged and with all that they need: native addons, packages that read files beside
 * themselves, also members of the workspace, and packages that load others by computed names.
 */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Message } from 'esbuild';
import { isAddon } from '../../project/addons.ts';
import { folderWith, installedJson, objectOf, production } from '../../project/package-json.ts';
import { sourceText, statsOf } from '../../project/read-file.ts';
import { withoutComments } from '../../project/source-text.ts';
import { packageFolder } from '../licenses.ts';
import { computedPackages } from './computed-packages.ts';
import type { Graph } from './graph.ts';
import { isComputed } from './graph-warnings.ts';

/** A source asks for its place. Only for createRequire() a bundle answers as well. */
const PLACE = /\b__dirname\b|\b__filename\b|(?<!createRequire\()\bimport\.meta\.(?:dirname|filename|url|resolve)\b/;

/** The project, and folders above it. */
const ABOVE = /^\.*(?:\/\.\.)*$/;

const TYPED = /\.[cm]?tsx?$/;

/** Modules with computed names that the bundle finds by their names, or that a program with views alone asks for. */
const HARMLESS = /(?:^|\/)node_modules\/@nestjs\/(?:common|core)\//;
const EXPRESS_VIEWS = /(?:^|\/)node_modules\/express\/lib\/view\.js$/;

/**
 * The folders of the packages, real and absolute.
 * @param hasViews whether the program renders views, for which Express requires a package of a computed name
 */
export function packagesBeside(project: string, { modules, messages }: Graph, hasViews: boolean): string[] {
  const found = new Set<string>();
  for (const { file } of modules) {
    const folder = packageFolder(file) ?? memberFolder(project, file);
    if (folder === undefined || found.has(folder) || !/\.[cm]?js$/.test(file)) continue;
    if (asksForPlace(project, file)) found.add(folder);
  }
  for (const folder of withImports(project, modules, found)) found.add(folder);
  for (const folder of new Set(modules.flatMap(({ file }) => packageFolder(file) ?? []))) {
    const loads = modules.some(({ file }) => file.startsWith(`${folder}/`) && file.endsWith('.node'));
    if (loads || isAddon(path.join(project, folder), installedJson(path.join(project, folder)))) found.add(folder);
  }
  for (const folder of messages.flatMap((message) => computing(message, hasViews))) found.add(folder);
  const computed = messages.filter(isComputed).flatMap((message) => computedPackages(project, message));
  return [...new Set([...[...found].map((folder) => realpathSync(path.join(project, folder))), ...computed])];
}

/** The folders with the packages that members among them import: some rely on what other members list. */
function withImports(project: string, modules: Graph['modules'], folders: ReadonlySet<string>): Set<string> {
  const all = new Set([...folders].filter((folder) => packageFolder(`${folder}/`) === undefined));
  // A loop over a Set also visits members that are added on the way.
  for (const folder of all) {
    const own = modules.filter(({ file }) => file.startsWith(`${folder}/`) && packageFolder(file) === undefined);
    for (const { target } of own.flatMap(({ imports }) => imports)) {
      if (target === undefined || path.isAbsolute(target)) continue;
      const needed = packageFolder(target) ?? memberFolder(project, target);
      if (needed !== undefined) all.add(needed);
    }
  }
  return all;
}

function asksForPlace(project: string, file: string): boolean {
  const text = sourceText(path.join(project, file));
  return PLACE.test(text) && PLACE.test(withoutComments(text));
}

/** The folder of a member of the workspace that the project depends on, relative to the project. */
function memberFolder(project: string, file: string): string | undefined {
  if (!file.startsWith('../') || packageFolder(file) !== undefined) return undefined;
  for (let folder = path.dirname(file); !ABOVE.test(folder); folder = path.dirname(folder)) {
    const place = path.join(project, folder);
    if (!statsOf(path.join(place, 'package.json'))?.isFile()) continue;
    const name = String(installedJson(place).name);
    const at = folderWith(name, project);
    const isLinked = at !== undefined && realpathSync(path.join(at, 'node_modules', name)) === realpathSync(place);
    return isLinked ? folder : undefined;
  }
  return undefined;
}

/** A warning about TypeScript outside of the project that asks for its place: only a compiled package can lie beside. */
export function placesOutside(project: string, { modules }: Graph): string[] {
  const typed = modules.map(({ file }) => file).filter((file) => file.startsWith('../') && TYPED.test(file));
  const found = typed.filter((file) => packageFolder(file) === undefined && asksForPlace(project, file));
  if (found.length === 0) return [];
  return [
    `a bundle lacks the files beside sources outside of the project: compile ${found.join(', ')}, and name the result in "main" of its package.json`,
  ];
}

function computing(message: Message, hasViews: boolean): string[] {
  const { location } = message;
  if (!isComputed(message) || location === null) return [];
  const { file } = location;
  if (HARMLESS.test(file) || (EXPRESS_VIEWS.test(file) && !hasViews)) return [];
  const folder = packageFolder(file);
  return folder === undefined ? [] : [folder];
}

/**
 * The dependencies of `project` that some of its sources, or a package in the bundle, name in a text, and no module imports:
 * a driver of a database, an engine for views, a parser of settings.
 */
export function namedPackages(project: string, graph: Graph, texts: readonly string[]): string[] {
  const json = installedJson(project);
  const imported = new Set(graph.modules.flatMap(({ imports }) => imports.map(({ specifier }) => specifier)));
  const isImported = (name: string): boolean => [...imported].some((one) => one === name || one.startsWith(`${name}/`));
  const names = production(json).filter((name) => !isImported(name));
  const packaged = names.length === 0 ? [] : graph.modules.filter(({ file }) => packageFolder(file) !== undefined);
  const all = [...texts, ...packaged.map(({ file }) => sourceText(path.join(project, file)))];
  return names.flatMap((name) => {
    const isNamed = all.some((text) => ['"', "'", '`'].some((quote) => text.includes(`${quote}${name}${quote}`)));
    const at = isNamed ? folderWith(name, project) : undefined;
    return at === undefined ? [] : [realpathSync(path.join(at, 'node_modules', name))];
  });
}

/**
 * The same folders with those of all packages that they need at run time. A package may need an optional peer without
 * asking whether it is there, if another package of the project brings it.
 */
export function withDependencies(folders: readonly string[], project: string): string[] {
  const listed = closure([realpathSync(project)], () => false);
  return [...closure(folders, (folder) => listed.has(folder))].sort();
}

function closure(folders: readonly string[], takesOptional: (folder: string) => boolean): Set<string> {
  const found = new Set(folders);
  for (const folder of found) {
    const json = installedJson(folder);
    const optional = objectOf(json.peerDependenciesMeta);
    const isOptional = (name: string): boolean => objectOf(optional[name]).optional === true;
    const peers = Object.keys(objectOf(json.peerDependencies));
    for (const name of new Set([...production(json), ...peers])) {
      const at = folderWith(name, folder);
      if (at === undefined) continue;
      const place = realpathSync(path.join(at, 'node_modules', name));
      if (!peers.includes(name) || !isOptional(name) || takesOptional(place)) found.add(place);
    }
  }
  return found;
}
