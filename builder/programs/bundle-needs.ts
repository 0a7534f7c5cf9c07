/**
 * The versions of Node that a bundle wants: its packages by their engines, and the project's own sources by what they use of
 * Node. esbuild rewrites new syntax.
 */
import path from 'node:path';
import type { NodeNeed } from '../node-range.ts';
import { installedJson, production } from '../project/package-json.ts';
import { sourceText } from '../project/read-file.ts';
import { packageFolder } from './licenses.ts';
import { engineNeed } from './modules/engines.ts';
import { featureNeeds } from './node-features.ts';
import { refuseOtherRuntime } from './other-runtimes.ts';

/**
 * @param inputs the source files of the bundle, relative to `project`
 * @throws BuildError for a source that needs Bun or Deno
 */
export function bundleNeeds(project: string, inputs: readonly string[]): NodeNeed[] {
  const direct = new Set(production(installedJson(project)));
  const folders = new Set(inputs.flatMap((input) => packageFolder(input) ?? []));
  const own = inputs.filter((input) => packageFolder(input) === undefined && /\.[cm]?[jt]sx?$/.test(input));
  return [
    ...[...folders].flatMap((folder) => {
      const json = installedJson(path.join(project, folder));
      return engineNeed(json, direct.has(String(json.name))) ?? [];
    }),
    ...own.flatMap((file) => {
      const text = sourceText(path.join(project, file));
      refuseOtherRuntime(file, text);
      return featureNeeds({ file, text });
    }),
  ];
}
