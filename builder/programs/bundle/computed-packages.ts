/**
 * Packages of computed names: `require('moment/locale/' + name)`, import(`@shop/payment-${kind}`).
 */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Message } from 'esbuild';
import { folderWith, installedJson, production } from '../../project/package-json.ts';

/** A call with the known beginning of a name. Paths of the project and of Node begin otherwise. */
const CALL = /^(?:require|import)\s*\(\s*["'`]((?!node:)[\w@][^"'`$\s]*)(?:["'`]\s*(?:\+|\.concat\b)|\$\{)/;

/** The real folders of the dependencies of `project` that the name in a warning of esbuild may mean. */
export function computedPackages(project: string, { location }: Message): string[] {
  if (location === null) return [];
  // esbuild counts columns in bytes.
  const call = Buffer.from(location.lineText).subarray(location.column).toString();
  const [, beginning] = CALL.exec(call) ?? [];
  if (beginning === undefined) return [];
  return production(installedJson(project)).flatMap((name) => {
    const isMeant = beginning.startsWith(`${name}/`) || name.startsWith(beginning);
    const at = isMeant ? folderWith(name, project) : undefined;
    return at === undefined ? [] : [realpathSync(path.join(at, 'node_modules', name))];
  });
}
