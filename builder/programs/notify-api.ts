/**
 * The API of the agent as a package, for programs with their modules: `import { notify } from 'build-deb/notify'` finds it
 * without esbuild, and without a dependency at run time.
 */
import path from 'node:path';
import { type TextEntry, textEntry } from '../manifest.ts';
import type { BuildContext } from '../project/context.ts';
import { readPackageJson } from '../project/package-json.ts';
import { bundle } from './bundle.ts';

/** The npm package of this tool. */
export const API_PACKAGE = 'build-deb';

/** The API in the node_modules of `folder`, an absolute path on the target. */
export async function notifyApi(folder: string, { tool, inputs }: BuildContext): Promise<TextEntry[]> {
  const home = path.posix.join(folder, 'node_modules', API_PACKAGE);
  const api = await bundle(tool, 'payload/notify/api.ts');
  for (const input of api.inputs) inputs.source(tool, input);
  inputs.file(path.join(tool, 'package.json'));
  const { version, license } = readPackageJson(tool);
  const json = { name: API_PACKAGE, version, license, exports: { './notify': './notify.cjs' } };
  return [
    textEntry(`${home}/notify.cjs`, api.code),
    textEntry(`${home}/package.json`, `${JSON.stringify(json, null, 2)}\n`),
  ];
}
