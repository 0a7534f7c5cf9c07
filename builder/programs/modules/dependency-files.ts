/**
 * The files of packages that others wrote which belong on the target machine: all except binaries for other systems.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { InputLog } from '../../project/inputs.ts';
import { everything, listFolder } from '../search.ts';
import type { InstalledPackage } from './installed.ts';

/** Files for version control, npm and the authors of a package: no program reads them at run time. */
const TOOLS =
  /(^|\/)\.(npmignore|gitignore|gitattributes|gitmodules|eslintrc(\.\w+)?|eslintignore|editorconfig|jshintrc|nycrc(\.\w+)?|prettierrc(\.\w+)?|prettierignore|travis\.yml)$/;

/**
 * The files and symbolic links of a package that others wrote, absolute. Left out are its node_modules, which are
 * packages of their own, and the files of version control and tools. Documents stay, because a package may read any file of
 * its own.
 */
export function selectOthersFiles({ folder, json }: InstalledPackage, inputs: InputLog): string[] {
  const isOut = (file: string): boolean => /^(node_modules|\.git|\.cache)$/.test(file) || TOOLS.test(file);
  const list = (below: string): string[] =>
    listFolder(path.join(folder, below), inputs).flatMap((entry) => {
      const file = path.join(below, entry.name);
      if (isOut(file)) return [];
      return entry.isDirectory() ? list(file) : [path.join(folder, file)];
    });
  // Prisma generates its client beside its package instead of into it.
  const generated = path.resolve(folder, '../../.prisma');
  if (json.name !== '@prisma/client' || !existsSync(generated)) return list('');
  return [...list(''), ...everything(generated, inputs).map((file) => path.join(generated, file))];
}
