/**
 * The place that a project declares as writable, so that a refused write succeeds.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/** Files of a program. An account that could change them would survive the restart of its service. */
const CODE = /\.([cm]?[jt]sx?|node|wasm)$|(^|\/)package\.json$/;

export function isOwnCode(place: string): boolean {
  return CODE.test(place);
}

/** The directory, or a file among those of the program. */
export function placeToDeclare(place: string, project: string, syscall: string | undefined): string {
  const isDirectory = syscall === 'mkdir' || (existsSync(place) && statSync(place).isDirectory());
  const parent = dirname(place);
  const above = existing(parent);
  // A directory that does not exist yet is the program's own: public/uploads, not public.
  const first = above === parent ? place : join(above, relative(above, parent).split(sep)[0] ?? '');
  const directory = isDirectory || above !== parent ? first : parent;
  const main = resolve(process.argv[1] ?? '');
  const holdsProgram = directory === project || main.startsWith(`${directory}/`);
  return (holdsProgram && (isFile(place) ? place : replacedFile(place))) || directory;
}

/** The packaged file that a temporary one is to replace: db.json for .db.json.tmp of lowdb. */
function replacedFile(place: string): string | undefined {
  const [directory, name] = [dirname(place), basename(place)];
  const found = readdirSync(directory).find((other) => {
    return other.includes('.') && name.includes(other) && !isOwnCode(other) && isFile(join(directory, other));
  });
  return found && join(directory, found);
}

export function isFile(place: string): boolean {
  return existsSync(place) && statSync(place).isFile();
}

/** The nearest path above that exists, or the path itself. */
export function existing(place: string): string {
  return existsSync(place) ? place : existing(dirname(place));
}
