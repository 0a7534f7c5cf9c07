/**
 * Programs as bundles: each entry file becomes one file that needs Node alone.
 */
import path from 'node:path';
import type { Config, Service } from '../config/config.ts';
import { planned, type TextEntry, textEntry } from '../manifest.ts';
import type { BuildContext } from '../project/context.ts';
import { type Bundle, bundle } from './bundle.ts';
import { checkInputs } from './bundle-inputs.ts';
import { bundleNeeds } from './bundle-needs.ts';
import { refusedWarnings, tightest } from './harden-warnings.ts';
import { readBundledPackages } from './licenses.ts';
import type { Owned } from './owned.ts';
import type { PackagedPrograms } from './packaged.ts';
import { privateModes, privateWarnings } from './private-entries.ts';
import { relativeWarnings } from './relative-files.ts';
import { checkTypes } from './types.ts';

/** A program of one or several services with the same entry, and its file on the target. */
interface BundledProgram extends Bundle {
  entry: string;
  file: TextEntry;
  /** The line that lets services read it, if one of its sources is private. */
  owned: Owned[];
}

/** Each program as one file: the main one is app.cjs, the others have the names of their services. */
export async function bundlePrograms(config: Config, home: string, context: BuildContext): Promise<PackagedPrograms> {
  const { project, signal, inputs: log } = context;
  const { services } = config;
  const programs = await Promise.all(
    distinctPrograms(services).map((service) => bundleProgram(project, home, { config, service })),
  );
  const inputs = [...new Set(programs.flatMap((program) => program.inputs))];
  for (const input of inputs) log.source(project, input);
  const entries = programs.map(({ entry }) => entry);
  const [bundled] = await Promise.all([
    readBundledPackages(project, inputs),
    checkTypes({ project, entries, inputs, signal }),
  ]);
  const refused = await Promise.all(
    programs.map((program) => {
      const level = tightest(
        services.filter(({ entry, unitFile }) => entry === program.entry && unitFile === undefined),
      );
      return refusedWarnings(project, level, program.inputs);
    }),
  );
  const owned = programs.flatMap((program) => program.owned);
  return {
    entries: programs.flatMap(({ entry, file }) => planned(`the program ${entry}`, [file])),
    directory: path.posix.join(home, 'app'),
    starts: new Map(services.flatMap(({ unit, entry }) => startOf(unit, entry, programs))),
    owned,
    bundled,
    needs: bundleNeeds(project, inputs),
    warnings: [
      ...new Set([
        ...programs.flatMap(({ warnings }) => warnings),
        ...relativeWarnings(project, project, inputs),
        ...refused.flat(),
        ...privateWarnings(owned, config),
      ]),
    ],
  };
}

/** The first service of each entry. A service with a unit of its own starts its program itself, except the main one. */
function distinctPrograms(services: readonly Service[]): Service[] {
  const packaged = services.filter(({ unitFile }, at) => at === 0 || unitFile === undefined);
  return packaged.filter(({ entry }, at) => packaged.findIndex((other) => other.entry === entry) === at);
}

async function bundleProgram(
  project: string,
  home: string,
  { config, service: { entry, unit } }: { config: Config; service: Service },
): Promise<BundledProgram> {
  const { name } = config;
  const own = unit === name ? undefined : unit.slice(name.length + 1);
  const made = await bundle(project, entry, own === undefined ? 'deb.entry' : `deb.services.${own}.entry`);
  const { isPrivate, warnings } = await checkInputs(project, entry, made);
  const file = textEntry(`${home}/${own ?? 'app'}.${made.extension}`, made.code);
  const program = { ...made, warnings: [...made.warnings, ...warnings], entry };
  if (!isPrivate) return { ...program, file, owned: [] };
  const { mode, owned } = privateModes(file.path, false, config);
  return { ...program, file: { ...file, mode }, owned: [owned] };
}

/** The program that a unit starts. A unit of the project's own may start a program that is not among these. */
function startOf(unit: string, entry: string, programs: readonly BundledProgram[]): [string, string][] {
  const program = programs.find((candidate) => candidate.entry === entry);
  return program === undefined ? [] : [[unit, program.file.path]];
}
