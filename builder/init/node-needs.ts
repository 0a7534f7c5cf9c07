/**
 * The versions of Node that a project wants, as far as its installed packages, their addons and its sources show.
 */
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { BuildError } from '../errors.ts';
import type { NodeNeed } from '../node-range.ts';
import { abiNeeds } from '../programs/abi-needs.ts';
import { hookIn } from '../programs/bundle/instrumentation.ts';
import { readElf } from '../programs/elf.ts';
import { type Dependencies, readDependencies } from '../programs/modules/dependencies.ts';
import { selectOthersFiles } from '../programs/modules/dependency-files.ts';
import { engineNeeds } from '../programs/modules/engines.ts';
import { foreignFiles } from '../programs/modules/foreign.ts';
import type { InstalledPackage, PackageFile } from '../programs/modules/installed.ts';
import { type NativeSymbols, newSymbols } from '../programs/native.ts';
import { featureNeeds, moduleNeeds } from '../programs/node-features.ts';
import { optionNeeds } from '../programs/option-needs.ts';
import type { AbiNeed } from '../programs/targets.ts';
import { isAddon } from '../project/addons.ts';
import { InputLog } from '../project/inputs.ts';
import { objectOf } from '../project/package-json.ts';
import { sourceText } from '../project/read-file.ts';
import { ARCHITECTURES, type Architecture } from '../releases.ts';
import type { TextFile } from './sources.ts';

export interface NodeNeeds {
  needs: readonly NodeNeed[];
  /** Those of the sources. The others are what packages say of themselves. */
  own: readonly NodeNeed[];
  /** The version of Node that runs here, and for which the packages were installed. */
  here: string;
  /** Addons that one ABI of Node loads alone. */
  addons: readonly AbiNeed[];
  /** Addons that some releases of Debian are too old for. */
  natives: readonly NativeSymbols[];
  /** Packages that hook into the loading of modules. */
  hooks: readonly string[];
}

interface Parts {
  sources: readonly TextFile[];
  /** Options of Node in the start script. */
  options: readonly string[];
}

/** Of a project that is not wholly installed, its own parts alone count. `limit` is its workspace, or the project itself. */
export async function nodeNeeds(project: string, limit: string, { sources, options }: Parts): Promise<NodeNeeds> {
  const installed = readInstalled(project, limit);
  const own = [...optionNeeds(options), ...sources.flatMap((source) => featureNeeds(source))];
  for (const { file } of sources.filter(({ file: name }) => /\.[cm]?js$/.test(name))) {
    const place = path.join(project, file);
    own.push(...(await moduleNeeds({ file, place, text: sourceText(place) })));
  }
  const here = process.versions.node;
  if (installed === undefined) return { needs: own, own, here, addons: [], natives: [], hooks: [] };
  const hooks = installed.packages.flatMap(({ folder }) => hookIn(folder) ?? []);
  return { needs: [...engineNeeds(installed), ...own], own, here, hooks, ...(await boundAddons(installed.packages)) };
}

function readInstalled(project: string, limit: string): Dependencies | undefined {
  try {
    return readDependencies(project, { limit, architecture: thisArchitecture(), install: '' });
  } catch (error) {
    if (error instanceof BuildError) return undefined;
    throw error;
  }
}

async function boundAddons(packages: readonly InstalledPackage[]): Promise<Pick<NodeNeeds, 'addons' | 'natives'>> {
  // ssh2 has its addon in a part of its own, and a script builds it.
  const mayBuild = (json: Json): boolean => objectOf(json.scripts).install !== undefined;
  const addons = packages.filter(
    ({ folder, json, isOwn }) => !isOwn && (isAddon(folder, { ...json }) || mayBuild({ ...json })),
  );
  const candidates = addons.flatMap((owner) => {
    const sources = selectOthersFiles(owner, new InputLog(''));
    return sources.map((source): PackageFile => ({ owner, source, named: 'not' }));
  });
  try {
    const nodes = candidates.filter(({ source }) => source.endsWith('.node'));
    const { foreign } = await foreignFiles(nodes, thisArchitecture());
    const read = nodes.map(async ({ source }) => {
      const elf = foreign.has(source) ? undefined : await readElf(source);
      return elf === undefined ? [] : [{ shown: source.replace(/^.*?\/(?=node_modules\/)/, ''), source, elf }];
    });
    const files = (await Promise.all(read)).flat();
    return { addons: abiNeeds(files).addons, natives: files.flatMap(({ shown, elf }) => newSymbols(shown, elf) ?? []) };
  } catch (error) {
    // The build refuses files that would not run, with advice.
    if (error instanceof BuildError) return { addons: [], natives: [] };
    throw error;
  }
}

function thisArchitecture(): Architecture {
  const names = Object.keys(ARCHITECTURES) as Architecture[];
  return names.find((name) => ARCHITECTURES[name] === process.arch) ?? 'amd64';
}
