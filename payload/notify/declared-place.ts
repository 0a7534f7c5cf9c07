/**
 * The place that a project declares as writable, so that a refused write succeeds.
 */
import fs from 'node:fs';
import path from 'node:path';

/** Files of a program. An account that could change them would survive the restart of its service. */
const CODE = /\.([cm]?[jt]sx?|node|wasm)$|(^|\/)package\.json$/;

export function isOwnCode(place: string): boolean {
  return CODE.test(place);
}

/** The directory, or a file among those of the program. */
export function placeToDeclare(place: string, project: string, syscall: string | undefined): string {
  const isDirectory = syscall === 'mkdir' || (fs.existsSync(place) && fs.statSync(place).isDirectory());
  const parent = path.dirname(place);
  const above = existing(parent);
  // A directory that does not exist yet is the program's own: public/uploads, not public.
  const first = above === parent ? place : path.join(above, path.relative(above, parent).split(path.sep)[0] ?? '');
  const directory = isDirectory || above !== parent ? first : parent;
  const main = path.resolve(process.argv[1] ?? '');
  const holdsProgram = directory === project || main.startsWith(`${directory}/`);
  return (holdsProgram && (isFile(place) ? place : replacedFile(place))) || directory;
}

/** The packaged file that a temporary one is to replace: db.json for .db.json.tmp of lowdb. */
function replacedFile(place: string): string | undefined {
  const [directory, name] = [path.dirname(place), path.basename(place)];
  const found = fs.readdirSync(directory).find((other) => {
    return other.includes('.') && name.includes(other) && !isOwnCode(other) && isFile(path.join(directory, other));
  });
  return found && path.join(directory, found);
}

export function isFile(place: string): boolean {
  return fs.existsSync(place) && fs.statSync(place).isFile();
}

/** The nearest path above that exists, or the path itself. */
export function existing(place: string): string {
  return fs.existsSync(place) ? place : existing(path.dirname(place));
}
