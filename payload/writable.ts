/**
 * Makes the writable directories of a service before its start, with their initial content. It runs as the user of the
 * service, inside its sandbox: root must not work in a directory whose entries an account can replace by links.
 *
 *   node writable.cjs UNIT /var/lib/NAME/uploads …
 */
import fs from 'node:fs';
import path from 'node:path';

const [unit, ...directories] = process.argv.slice(2);

/** The initial content of each directory, by its name. The package has it beside this program. */
const INITIAL = path.join(__dirname, 'initial');

for (const directory of directories) {
  const content = path.join(INITIAL, path.basename(directory));
  if (!fs.existsSync(content)) fs.mkdirSync(directory, { recursive: true });
  else if (!fs.existsSync(directory)) copyWhole(content, directory);
}

/** After a power failure the directory has all files or is not there, and the next start tries again. */
function copyWhole(content: string, directory: string): void {
  const copy = `${directory}.${unit}.new`;
  fs.rmSync(copy, { recursive: true, force: true });
  fs.cpSync(content, copy, { recursive: true, verbatimSymlinks: true });
  try {
    fs.renameSync(copy, directory);
  } catch (error) {
    // Another service of the same user was quicker, and its directory has content.
    if (!fs.existsSync(directory)) throw error;
    fs.rmSync(copy, { recursive: true });
  }
}
