/**
 * Tracing and profiling that patches packages while Node loads them: it finds no packages in a bundle.
 */
import { BuildError } from '../../errors.ts';
import { installedJson } from '../../project/package-json.ts';
import { packageFolder } from '../licenses.ts';

/** Each of these packages hooks into the loading of modules, alone or for others such as @opentelemetry/sdk-node. */
const HOOKS =
  /(?:^|\/)node_modules\/(require-in-the-middle|import-in-the-middle|dd-trace|newrelic|elastic-apm-node|applicationinsights|@opentelemetry\/instrumentation|@sentry\/node)$/;

/** The name of a package that hooks into the loading of modules, by its folder. Undefined for any other. */
export function hookIn(folder: string): string | undefined {
  return HOOKS.exec(folder)?.[1];
}

/**
 * @param files of the program, relative to the project
 * @throws BuildError if one of them belongs to such a package.
 */
export function refuseInstrumentation(project: string, entry: string, files: readonly string[]): void {
  const found = new Set(files.flatMap((file) => hookIn(packageFolder(file) ?? '') ?? []));
  const [hook] = [...found];
  if (hook === undefined) return;
  const { dependencies = {} } = installedJson(project) as { dependencies?: Record<string, string> };
  const own = Object.keys(dependencies).filter((name) => INSTRUMENTING.test(name));
  throw new BuildError(`${entry} cannot be bundled: ${own[0] ?? hook} patches packages as Node loads them`, [
    'in a bundle there are none to load, and nothing would be traced',
    'package it with its modules instead: "payload": "modules" in the deb section of package.json',
  ]);
}

const INSTRUMENTING = /^(@opentelemetry\/.*|@sentry\/.*|dd-trace|newrelic|elastic-apm-node|applicationinsights)$/;
