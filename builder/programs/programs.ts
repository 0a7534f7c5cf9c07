/**
 * What runs on the target: the services' programs, as bundles or with their modules, the agent in front of them, and
 * Node itself if the package carries it.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import type { Architecture } from '../debian.ts';
import type { Entry } from '../manifest.ts';
import { bundle } from './bundle.ts';
import { type Owned, readExtraFiles } from './extra.ts';
import { type BundledPackage, readBundledPackages } from './licenses.ts';
import { readTree } from './modules.ts';
import { inspectNative } from './native.ts';
import { fetchNode } from './runtime.ts';
import { checkTypes } from './types.ts';

export interface Programs {
  entries: readonly Entry[];
  /** Where each service's program begins on the target, by its unit. */
  starts: ReadonlyMap<string, string>;
  /** Node's executable on the target. */
  node: string;
  /** What the programs run on: native addons and a Node of their own are for one architecture. */
  architecture: 'all' | Architecture;
  /** Debian packages of the libraries that native files need. */
  depends: readonly string[];
  /** What belongs to an account. */
  owned: readonly Owned[];
  /** What of it others wrote. */
  bundled: readonly BundledPackage[];
  /** What should be known, but stops nothing. */
  warnings: readonly string[];
}

/** What one way to package a program comes to. */
type Part = Pick<Programs, 'entries' | 'starts' | 'bundled' | 'warnings'>;

/** Where programs are collected, and for what. `tool` is this tool's own folder. */
export interface Surroundings {
  project: string;
  tool: string;
  architecture: Architecture;
  signal: AbortSignal;
}

/**
 * Collects everything that a package of `config` runs.
 * @throws BuildError for what is missing, would not run, or is for another machine.
 */
export async function collectPrograms(config: Config, surroundings: Surroundings): Promise<Programs> {
  const { project, tool, architecture } = surroundings;
  const home = `/usr/lib/${config.name}`;
  const [part, agent, extra, runtime] = await Promise.all([
    config.payload === 'bundle'
      ? bundlePrograms(config, home, surroundings)
      : modulePrograms(config, home, surroundings),
    bundle(tool, 'payload/notify/index.ts'),
    readExtraFiles(project, config),
    nodeRuntime(config, home, surroundings),
  ]);
  const entries = [...part.entries, textFile(`${home}/notify.cjs`, agent.code), ...runtime.entries, ...extra.entries];
  const native = entries.filter(isNative).map((entry) => ({ shown: shownPath(entry, project), source: entry.source }));
  const needs = await inspectNative(native, { architecture, releases: config.releases });
  return {
    entries,
    starts: part.starts,
    node: runtime.node,
    architecture: native.length > 0 ? architecture : 'all',
    depends: needs.depends,
    owned: extra.owned,
    bundled: [...part.bundled, ...runtime.bundled],
    warnings: [...part.warnings, ...part.bundled.flatMap(licenseWarning), ...needs.warnings],
  };
}

/** Each program as one file; the main one is app.cjs, others are called as their services. */
async function bundlePrograms(config: Config, home: string, { project, signal }: Surroundings): Promise<Part> {
  const { name, services } = config;
  const programs = services.filter(({ entry, unitFile }, at) => {
    const isOwn = services.findIndex((other) => other.entry === entry) === at;
    return isOwn && (at === 0 || unitFile === undefined);
  });
  const bundles = await Promise.all(programs.map(({ entry }) => bundle(project, entry)));
  const inputs = [...new Set(bundles.flatMap(({ inputs }) => inputs))];
  const [bundled] = await Promise.all([
    readBundledPackages(project, inputs),
    checkTypes(
      project,
      programs.map(({ entry }) => entry),
      inputs,
      signal,
    ),
  ]);
  const files = programs.map(({ entry, unit }, at) => {
    const { code = Buffer.alloc(0), extension = 'cjs' } = bundles[at] ?? {};
    const file = `${home}/${at === 0 ? 'app' : unit.slice(name.length + 1)}.${extension}`;
    return { entry, file: textFile(file, code) };
  });
  const starts = services.map(({ unit, entry }): [string, string] => {
    return [unit, files.find((program) => program.entry === entry)?.file.path ?? ''];
  });
  return {
    entries: files.map(({ file }) => file),
    starts: new Map(starts),
    bundled,
    warnings: [...new Set(bundles.flatMap(({ warnings }) => warnings))],
  };
}

/** The project as it is, with its production dependencies, in a folder of its own. */
async function modulePrograms(config: Config, home: string, { project, architecture }: Surroundings): Promise<Part> {
  const { include, services } = config;
  const tree = await readTree(project, { ...(include.length > 0 ? { include } : {}), architecture });
  const place = (file: string): string => path.posix.join(home, 'app', file);
  const files = tree.files.map(({ path: file, source, size, executable }): Entry => {
    return {
      type: 'file',
      path: place(file),
      source,
      size,
      mode: executable ? 0o755 : 0o644,
      owner: 'root',
      conffile: false,
    };
  });
  const links = tree.links.map(({ path: link, target }): Entry => {
    return { type: 'link', path: place(link), target, mode: 0o777, owner: 'root' };
  });
  return {
    entries: [...files, ...links],
    starts: new Map(services.map(({ unit, entry }) => [unit, place(path.posix.join(tree.project, entry))])),
    bundled: await readBundledPackages(
      tree.root,
      tree.packages.map((folder) => `${folder}/`),
    ),
    warnings: tree.warnings,
  };
}

/** Node's executable: Debian's, or one that the package carries. */
async function nodeRuntime({ bundledNode }: Config, home: string, { architecture, signal }: Surroundings) {
  if (bundledNode === undefined) return { node: '/usr/bin/node', entries: [], bundled: [] };
  const { executable, license } = await fetchNode(bundledNode, architecture, signal);
  const node = `${home}/node`;
  const { size } = await stat(executable);
  const entry: Entry = {
    type: 'file',
    path: node,
    source: executable,
    size,
    mode: 0o755,
    owner: 'root',
    conffile: false,
  };
  const bundled: BundledPackage = {
    ...{ folder: 'node', name: 'Node.js', version: bundledNode, license: 'MIT', text: license, notice: '' },
    copyright: 'Node.js contributors, and the authors of the libraries in it as named below',
  };
  return { node, entries: [entry], bundled: [bundled] };
}

function textFile(file: string, content: Uint8Array): Entry & { type: 'text' } {
  return { type: 'text', path: file, mode: 0o644, owner: 'root', content, conffile: false };
}

function licenseWarning({ name, license, text }: BundledPackage): string[] {
  return license === '' && text === '' ? [`${name} names no licence: ask its author whether you may ship it`] : [];
}

/** Native code, by its name or as something that may be executed. */
function isNative(entry: Entry): entry is Entry & { type: 'file' } {
  return entry.type === 'file' && (/\.node$|\.so(\.[\d.]+)?$/.test(entry.path) || (entry.mode & 0o100) !== 0);
}

function shownPath({ source }: { source: string }, project: string): string {
  return source.startsWith(`${project}/`) ? path.relative(project, source) : source;
}
