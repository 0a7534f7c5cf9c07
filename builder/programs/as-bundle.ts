/**
 * Programs as bundles: each entry file becomes one file with all modules that it imports. Files that the program reads
 * or starts lie beside it, in the folder `app`, at their places in the project.
 */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Config, Service } from '../config/config.ts';
import { startedPrograms } from '../config/step.ts';
import { type Entry, type PlannedEntry, planned, type TextEntry, textEntry } from '../manifest.ts';
import type { BuildContext } from '../project/context.ts';
import { installedJson } from '../project/package-json.ts';
import { filesBeside } from './bundle/own-data.ts';
import { type LinkedProgram, linkProgram } from './bundle/program.ts';
import { startersOf } from './bundle/starters.ts';
import { type Bundle, bundle } from './bundle.ts';
import { checkInputs, refuseWritten } from './bundle-inputs.ts';
import { bundleNeeds } from './bundle-needs.ts';
import { startOf as firstBytes, isExecutable, isLibraryName } from './file-kinds.ts';
import { refusedWarnings, tightest } from './harden-warnings.ts';
import { readBundledPackages } from './licenses.ts';
import { npmVariables } from './npm-variables.ts';
import type { Owned } from './owned.ts';
import type { PackagedPrograms } from './packaged.ts';
import { privateModes, privateWarnings } from './private-entries.ts';
import { checkTypes } from './types.ts';

/** A program of one or several services with the same entry, and its files on the target. */
interface BundledProgram extends LinkedProgram {
  entry: string;
  /** The file that Node starts. */
  start: string;
  files: TextEntry[];
  /** The lines that let services read it, if one of its sources is private. */
  owned: Owned[];
}

const runtimes = new Map<string, Promise<Bundle>>();

/** The code that each bundle begins with. */
function runtimeOf(tool: string): Promise<Bundle> {
  const known = runtimes.get(tool) ?? bundle(tool, 'payload/bundle/runtime.ts');
  runtimes.set(tool, known);
  return known;
}

/** Each program as a bundle: the main one is app.cjs, the others have the names of their services. */
export async function bundlePrograms(config: Config, home: string, context: BuildContext): Promise<PackagedPrograms> {
  const { project, tool, signal, inputs: log } = context;
  const services = startedPrograms(config);
  const { code, inputs: parts } = await runtimeOf(tool);
  for (const input of parts) log.source(tool, input);
  const programs = await Promise.all(
    distinctPrograms(services).map((service) =>
      bundleProgram(context, home, { config, service, runtime: code.toString() }),
    ),
  );
  const inputs = [...new Set(programs.flatMap((program) => program.inputs))];
  for (const input of inputs) log.source(project, input);
  refuseWritten(inputs, config);
  const beside = await besideFiles(config, home, { context, programs });
  const entries = programs.map(({ entry }) => entry);
  const [bundled] = await Promise.all([
    readBundledPackages(project, [...inputs, ...beside.packages]),
    checkTypes({ project, entries, inputs, signal }),
  ]);
  const refused = await Promise.all(programs.map((program) => levelWarnings(project, services, program)));
  const owned = [...programs.flatMap((program) => program.owned), ...beside.owned];
  const npm = npmVariables(project, inputs, installedJson(project));
  return {
    entries: [...programs.flatMap(({ entry, files }) => planned(`the program ${entry}`, files)), ...beside.entries],
    directory: beside.directory,
    starts: new Map(services.flatMap(({ unit, entry }) => startOf(unit, entry, programs))),
    owned,
    bundled,
    needs: bundleNeeds(project, [...inputs, ...beside.packages]),
    variables: npm.values,
    warnings: [
      ...new Set([
        ...programs.flatMap(({ warnings }) => warnings),
        ...beside.warnings,
        ...refused.flat(),
        ...npm.warnings,
        ...privateWarnings(owned, config),
      ]),
    ],
  };
}

function levelWarnings(
  project: string,
  services: readonly Service[],
  { entry, inputs }: BundledProgram,
): Promise<string[]> {
  const own = services.filter((service) => service.entry === entry && service.unitFile === undefined);
  return refusedWarnings(project, tightest(own), inputs);
}

/** The first service of each entry. A service with a unit of its own starts its program itself, except the main one. */
function distinctPrograms(services: readonly Service[]): Service[] {
  const packaged = services.filter(({ unitFile }, at) => at === 0 || unitFile === undefined);
  return packaged.filter(({ entry }, at) => packaged.findIndex((other) => other.entry === entry) === at);
}

async function bundleProgram(
  { project }: BuildContext,
  home: string,
  { config, service: { entry, unit }, runtime }: { config: Config; service: Service; runtime: string },
): Promise<BundledProgram> {
  const { name, sourceMap: hasMap } = config;
  const own = unit === name ? undefined : unit.slice(name.length + 1);
  const key = own === undefined ? 'deb.entry' : own === 'before' ? 'deb.before.entry' : `deb.services.${own}.entry`;
  const made = await linkProgram({ project, entry, key, runtime, hasMap });
  const { isPrivate, warnings } = await checkInputs(project, entry, {
    inputs: made.inputs,
    code: Buffer.from(made.code),
  });
  const place = `${home}/${own ?? 'app'}`;
  const files = [
    textEntry(
      `${place}.cjs`,
      hasMap ? `${made.code}//# sourceMappingURL=${path.basename(place)}.cjs.map\n` : made.code,
    ),
    ...(hasMap ? [textEntry(`${place}.cjs.map`, made.map)] : []),
    ...(made.isAsync ? [textEntry(`${place}.mjs`, starterText(`./${path.basename(place)}.cjs`))] : []),
  ];
  const start = `${place}.${made.isAsync ? 'mjs' : 'cjs'}`;
  const program = { ...made, warnings: [...made.warnings, ...warnings], entry, start };
  if (!isPrivate) return { ...program, files, owned: [] };
  const hidden = files.map((file) => ({ file, ...privateModes(file.path, false, config) }));
  return {
    ...program,
    files: hidden.map(({ file, mode }) => ({ ...file, mode })),
    owned: hidden.map(({ owned }) => owned),
  };
}

/** A program that awaits at its top level: Node waits for an ES module alone. */
function starterText(container: string): string {
  return `import { createRequire } from 'node:module';\nawait createRequire(import.meta.url)('${container}')();\n`;
}

interface Beside {
  /** The folder of the project on the target. */
  directory: string;
  entries: PlannedEntry[];
  owned: Owned[];
  packages: string[];
  warnings: readonly string[];
}

/** Files in the folder `app`: those that sources name or load by their names, packages, and what `include` names. */
async function besideFiles(
  config: Config,
  home: string,
  { context, programs }: { context: BuildContext; programs: readonly BundledProgram[] },
): Promise<Beside> {
  const { project } = context;
  const sources = new Set(programs.flatMap(({ inputs, named }) => [...inputs, ...named.code]));
  const found = await filesBeside(context, {
    include: config.include,
    data: [...new Set(programs.flatMap(({ named }) => named.data))],
    sources,
    beside: [...new Set(programs.flatMap(({ beside }) => beside))],
  });
  const root = programs.reduce((shorter, { root }) => (root.length < shorter.length ? root : shorter), found.root);
  const below = path.relative(root, found.root);
  const place = (file: string): string => path.posix.join(home, 'app', below, file);
  const owned: Owned[] = [];
  const files = found.files.map(({ path: file, source, size, executable, isPrivate }): Entry => {
    const runs = executable && !isLibraryName(source) && isExecutable(firstBytes(source));
    const hidden = isPrivate ? privateModes(place(file), runs, config) : undefined;
    if (hidden) owned.push(hidden.owned);
    const mode = hidden?.mode ?? (runs ? 0o755 : 0o644);
    return { type: 'file', path: place(file), source, size, mode, owner: 'root', conffile: false };
  });
  const links = found.links.map(({ path: link, target }): Entry => {
    return { type: 'link', path: place(link), target, mode: 0o777, owner: 'root' };
  });
  const starters = startersOf(project, home, { programs, files });
  const taken = new Set(starters.map(({ path: file }) => file));
  return {
    directory: path.posix.join(home, 'app', path.relative(root, realpathSync(project))),
    entries: [
      ...planned('the sources that the program starts by their names', starters),
      ...planned(
        'the files that the program reads',
        [...files, ...links].filter((file) => !taken.has(file.path)),
      ),
    ],
    owned,
    packages: found.packages.map((folder) => `${path.relative(project, path.join(found.root, folder))}/`),
    warnings: found.warnings,
  };
}

/** The program that a unit starts. A unit of the project's own may start a program that is not among these. */
function startOf(unit: string, entry: string, programs: readonly BundledProgram[]): [string, string][] {
  const program = programs.find((candidate) => candidate.entry === entry);
  return program === undefined ? [] : [[unit, program.start]];
}
