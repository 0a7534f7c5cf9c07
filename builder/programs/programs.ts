/**
 * All files that run on the target: the services' programs, as bundles or with their modules, the agent in front of them,
 * and Node itself if the package carries it.
 */
import { realpathSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { type Entry, type PlannedEntry, planned, textEntry } from '../manifest.ts';
import type { BuildContext } from '../project/context.ts';
import { installedJson } from '../project/package-json.ts';
import { refusePlugAndPlay } from '../project/plug-and-play.ts';
import type { Architecture, DebianRelease } from '../releases.ts';
import { bundlePrograms } from './as-bundle.ts';
import { modulePrograms } from './as-modules.ts';
import { markProgram } from './before.ts';
import { stopWith } from './bundle.ts';
import { lackingWarnings } from './debian-node.ts';
import { readExtraFiles } from './extra-files.ts';
import { isLibraryName } from './file-kinds.ts';
import { knownAgent } from './known-agent.ts';
import type { BundledPackage } from './licenses.ts';
import { inspectNative } from './native.ts';
import { neededFolders } from './npm-facts.ts';
import { serviceOptionNeeds } from './option-needs.ts';
import type { Owned } from './owned.ts';
import type { PackagedPrograms } from './packaged.ts';
import { fetchNode } from './runtime.ts';
import { targetsOf } from './targets.ts';
import { type Places, withWritablePlaces, writableProgram } from './writable.ts';

export interface Programs extends PackagedPrograms {
  /** Node's executable on the target. */
  node: string;
  /** `all`, unless native addons or a carried Node are for one architecture. */
  architecture: 'all' | Architecture;
  /** The releases of Debian whose Node runs it, oldest first. */
  releases: readonly DebianRelease[];
  /** Debian packages of the right Node, and of the libraries that native files need. */
  depends: readonly string[];
  /** Files and directories of system users. */
  owned: readonly Owned[];
  /** The writable places of the project, if it has any. */
  places?: Places | undefined;
  /** The real folders of the npm packages that the project itself names. */
  direct?: readonly string[];
  /** Sentences about this build. A later build that finds the package up to date does not repeat them. */
  notices?: readonly string[];
}

/**
 * Collects all files that a package of `config` runs.
 * @throws BuildError for a file that is missing, would not run, or is for another machine.
 */
export async function collectPrograms(config: Config, context: BuildContext): Promise<Programs> {
  const { project, tool, architecture, signal, inputs } = context;
  refusePlugAndPlay(project);
  stopWith(signal);
  inputs.installed(project);
  const home = `/usr/lib/${config.name}`;
  const ofOptions = serviceOptionNeeds(config);
  const [packaged, agent, extra, runtime, maker, mark] = await Promise.all([
    config.payload === 'bundle' ? bundlePrograms(config, home, context) : modulePrograms(config, home, context),
    knownAgent(tool),
    readExtraFiles(project, config, inputs),
    nodeRuntime(config, home, context),
    writableProgram(config, tool),
    markProgram(config, tool),
  ]);
  const collected = [
    ...packaged.entries,
    ...planned('the agent', [textEntry(`${home}/notify.cjs`, agent.code)]),
    ...maker.entries,
    ...mark.entries,
    ...planned('Node ("runtime": "bundled")', runtime.entries),
    ...extra.entries,
  ];
  const allOwned = [...packaged.owned, ...extra.owned];
  const { directory, starts, variables } = packaged;
  const placed = withWritablePlaces({ entries: collected, owned: allOwned }, { ...config, directory, starts });
  const { entries, owned, places } = placed;
  const native = entries.filter(isNative).map((entry) => ({ shown: shownPath(entry, project), source: entry.source }));
  const needs = await inspectNative(native, { architecture, releases: config.releases });
  const ofAll = [...ofOptions, ...packaged.needs];
  const targets = targetsOf(config, ofAll, needs.addons);
  for (const input of [...agent.inputs, ...maker.inputs, ...mark.inputs]) inputs.source(tool, input);
  for (const entry of entries) if (entry.type === 'file') inputs.file(entry.source);
  const direct = neededFolders(realpathSync(project), installedJson(project), { isProject: true });
  // The installed libraries decide which packages native files depend on.
  if (needs.found) inputs.file('/var/lib/dpkg/status');
  return {
    entries,
    ...{ directory, starts, variables },
    node: runtime.node,
    architecture: needs.found ? architecture : 'all',
    releases: targets.releases,
    depends: [...targets.depends, ...needs.depends],
    needs: ofAll,
    owned,
    places,
    notices: runtime.notices,
    direct,
    bundled: [...packaged.bundled, ...runtime.bundled],
    warnings: [
      ...packaged.warnings,
      ...packaged.bundled.flatMap(licenseWarning),
      ...extra.warnings,
      ...needs.warnings,
      ...targets.warnings,
      ...lackingWarnings(config, targets.releases, { project, packages: packaged.bundled, direct }),
    ],
  };
}

/** Node's executable: Debian's, or one that the package carries. */
async function nodeRuntime({ bundledNode }: Config, home: string, { architecture, signal }: BuildContext) {
  if (bundledNode === undefined) return { node: '/usr/bin/node', entries: [], bundled: [], notices: [] };
  const { executable, license, integrity, notices } = await fetchNode(bundledNode, architecture, signal);
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
    integrity,
  };
  return { node, entries: [entry], bundled: [bundled], notices };
}

function licenseWarning({ name, license, text }: BundledPackage): string[] {
  return license === '' && text === '' ? [`${name} names no licence: ask its author whether you may ship it`] : [];
}

/** Whether a file may be native code, by its name or its mode. */
function isNative(entry: PlannedEntry): entry is PlannedEntry & { type: 'file' } {
  return entry.type === 'file' && (isLibraryName(entry.path) || (entry.mode & 0o100) !== 0);
}

function shownPath({ source }: { source: string }, project: string): string {
  return source.startsWith(`${project}/`) ? path.relative(project, source) : source;
}
