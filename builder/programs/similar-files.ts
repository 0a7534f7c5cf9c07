/**
 * The file that the name of a missing file may mean.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { farness } from '../text.ts';

/** Usual names of the file that starts a program. */
const STARTS = ['index', 'main', 'server', 'app'];
const PROGRAM = /\.[cm]?[jt]sx?$/;

/** The file in the same folder with a name like that of `file` (relative to `project`), or with another ending. */
export function nearbyFile(project: string, file: string): string | undefined {
  const { dir, name } = path.posix.parse(file);
  const near = filesIn(path.join(project, dir)).map((found) => ({
    found,
    far: farness(name, path.posix.parse(found).name),
  }));
  const [meant] = near.filter(({ far }) => far <= name.length / 3).sort((a, b) => a.far - b.far);
  return meant && path.posix.join(dir, meant.found);
}

/** The program in `folder` (relative to `project`) that starts it, by its usual name or as the only one. */
export function programIn(project: string, folder: string): string | undefined {
  const programs = filesIn(path.join(project, folder)).filter((file) => PROGRAM.test(file) && !file.endsWith('.d.ts'));
  const usual = STARTS.flatMap((start) => programs.filter((file) => path.posix.parse(file).name === start));
  const found = usual[0] ?? (programs.length === 1 ? programs[0] : undefined);
  return found && path.posix.join(folder, found);
}

function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort();
  } catch {
    return [];
  }
}
