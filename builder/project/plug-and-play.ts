/**
 * Plug'n'Play: Yarn's way to install packages in archives, without node_modules. Debian's Node cannot read them.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BuildError } from '../errors.ts';
import { findLock } from './lock-files.ts';
import { findWorkspace } from './workspace.ts';

/** Files of Plug'n'Play (Yarn's documentation), and those that other linkers of Yarn and pnpm leave in node_modules. */
const [PNP_FILES, LINKED] = [
  ['.pnp.cjs', '.pnp.js'],
  ['.yarn-state.yml', '.yarn-integrity'],
];

/** @throws BuildError for a project whose packages are installed by Plug'n'Play. */
export function refusePlugAndPlay(project: string): void {
  const folders = [project, ...[findWorkspace(project)].filter((found) => found !== undefined)];
  const found = folders.find((folder) => PNP_FILES.some((file) => existsSync(path.join(folder, file))));
  if (found === undefined || LINKED.some((file) => existsSync(path.join(found, 'node_modules', file)))) return;
  const isPnpm = findLock(folders).manager === 'pnpm';
  const [key, file] = isPnpm
    ? ['nodeLinker: isolated', 'pnpm-workspace.yaml']
    : ['nodeLinker: node-modules', '.yarnrc.yml'];
  throw new BuildError(
    `packages are installed by Plug'n'Play, which no Debian package can hold: write "${key}" into ${file}, then run ${isPnpm ? 'pnpm' : 'yarn'} install`,
  );
}
