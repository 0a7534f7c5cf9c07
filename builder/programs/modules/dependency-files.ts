/**
 * Which files of packages that others wrote belong on the target machine: everything except binaries for other systems.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Architecture } from '../../releases.ts';
import { listFolder } from '../search.ts';
import type { PackageJson } from './package.ts';
import { isForeignPrebuild } from './platform.ts';

/** What version control, npm and those who write the package have for themselves; nothing reads it when it runs. */
const TOOLS =
  /(^|\/)\.(npmignore|gitignore|gitattributes|gitmodules|eslintrc(\.\w+)?|eslintignore|editorconfig|jshintrc|nycrc(\.\w+)?|prettierrc(\.\w+)?|prettierignore|travis\.yml)$/;

/**
 * The files and symbolic links of a package that others wrote, absolute. Left out are its node_modules, which are
 * packages of their own; what version control and tools keep beside it; and in prebuildify's layout what is for other systems, by the
 * names that node-gyp-build goes by. Tests and documents stay: who knows what a package reads of its own.
 */
export function selectOthersFiles(folder: string, json: PackageJson, to: Architecture): string[] {
  const isOut = (file: string): boolean =>
    /^(node_modules|\.git|\.cache)$/.test(file) || TOOLS.test(file) || isForeignPrebuild(file, to);
  const found = list(folder, '', isOut);
  // The client that Prisma generates is the one thing known to be put beside packages instead of into one.
  const generated = path.resolve(folder, '../../.prisma');
  if (json.name !== '@prisma/client' || !existsSync(generated)) return found;
  return [...found, ...list(generated, '', () => false)];
}

function list(folder: string, below: string, isOut: (file: string) => boolean): string[] {
  return listFolder(path.join(folder, below)).flatMap((entry) => {
    const file = path.join(below, entry.name);
    if (isOut(file)) return [];
    return entry.isDirectory() ? list(folder, file, isOut) : [path.join(folder, file)];
  });
}
