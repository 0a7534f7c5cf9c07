/**
 * Makes the writable directories of a service before its start, with their initial content. It runs as the user of the
 * service, inside its sandbox: root must not work in a directory whose entries an account can replace by links.
 *
 *   node writable.cjs UNIT /var/lib/NAME/uploads /var/lib/NAME/.files/db.json …
 *
 * `renew:/var/cache/NAME/pages.UNIT` is a cache whose packaged content each start takes anew. A path with `.files` notes that a file of the project has its initial content; here the service sees the project with
 * its mounts.
 */
import fs from 'node:fs';
import path from 'node:path';

const [unit, ...places] = process.argv.slice(2);

/** The initial content of each directory, by its name. The package has it beside this program. */
const INITIAL = path.join(__dirname, 'initial');

const NOTES = '/.files/';

const RENEWED = 'renew:';

for (const word of places) {
  const place = word.replace(RENEWED, '');
  const [, file] = place.split(NOTES);
  const content = path.join(INITIAL, path.basename(place));
  if (word !== place) renew(place);
  else if (fs.existsSync(place)) continue;
  else if (file !== undefined) copyFile(file, place);
  else if (!fs.existsSync(content)) fs.mkdirSync(place, { recursive: true });
  else copyWhole(content, place);
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

/**
 * A process of another version may still serve from the directory. So it stays below another name until the next start: by
 * then that process has ended.
 */
function renew(directory: string): void {
  const [old, content] = [
    `${directory}.old`,
    path.join(INITIAL, path.basename(directory).slice(0, -`.${unit}`.length)),
  ];
  fs.rmSync(old, { recursive: true, force: true });
  if (fs.existsSync(directory)) fs.renameSync(directory, old);
  copyWhole(content, directory);
}

/** A file that is there is the program's own by now. A note keeps away one that the program has removed. */
function copyFile(file: string, note: string): void {
  const target = path.join(process.env.NOTIFY_PROJECT ?? '', file);
  if (!fs.existsSync(target)) {
    const copy = `${target}.${unit}.new`;
    fs.copyFileSync(path.join(INITIAL, NOTES, file), copy);
    fs.renameSync(copy, target);
  }
  fs.mkdirSync(path.dirname(note), { recursive: true });
  fs.writeFileSync(note, '');
}
