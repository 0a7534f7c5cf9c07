/**
 * Programs as bundles: each entry file becomes one file that needs nothing but Node.
 */
import type { Config, Service } from '../config/config.ts';
import { planned, textEntry } from '../manifest.ts';
import type { BuildContext } from '../project/context.ts';
import { bundle } from './bundle.ts';
import { refusedWarnings, tightest } from './harden-warnings.ts';
import { readBundledPackages } from './licenses.ts';
import type { PackagedPrograms } from './packaged.ts';
import { checkTypes } from './types.ts';

/** Each program as one file; the main one is app.cjs, others are called as their services. */
export async function bundlePrograms(
  config: Config,
  home: string,
  { project, signal, inputs: noted }: BuildContext,
): Promise<PackagedPrograms> {
  const { name, services } = config;
  const programs = services.filter(({ entry }, at) => {
    const isPackaged = ({ unitFile }: Service, at: number): boolean => at === 0 || unitFile === undefined;
    const first = services.findIndex((other, at) => other.entry === entry && isPackaged(other, at));
    return first === at;
  });
  const bundles = await Promise.all(
    programs.map(({ entry, unit }) => {
      const key = unit === name ? 'deb.entry' : `deb.services.${unit.slice(name.length + 1)}.entry`;
      return bundle(project, entry, key);
    }),
  );
  const inputs = [...new Set(bundles.flatMap(({ inputs }) => inputs))];
  for (const input of inputs) noted.source(project, input);
  const [bundled] = await Promise.all([
    readBundledPackages(project, inputs),
    checkTypes(
      project,
      programs.map(({ entry }) => entry),
      inputs,
      signal,
    ),
  ]);
  const refused = await Promise.all(
    programs.map(({ entry }, at) => {
      const level = tightest(services.filter((service) => service.entry === entry && service.unitFile === undefined));
      return refusedWarnings(project, level, bundles[at]?.inputs ?? []);
    }),
  );
  const files = programs.map(({ entry, unit }, at) => {
    const { code = Buffer.alloc(0), extension = 'cjs' } = bundles[at] ?? {};
    const file = `${home}/${at === 0 ? 'app' : unit.slice(name.length + 1)}.${extension}`;
    return { entry, file: textEntry(file, code) };
  });
  const starts = services.map(({ unit, entry }): [string, string] => {
    return [unit, files.find((program) => program.entry === entry)?.file.path ?? ''];
  });
  return {
    entries: files.flatMap(({ entry, file }) => planned(`the program ${entry}`, [file])),
    starts: new Map(starts),
    bundled,
    warnings: [...new Set([...bundles.flatMap(({ warnings }) => warnings), ...refused.flat()])],
  };
}
