/**
 * The mark of the version whose step before the start is done. It lies in the state of the service, so it goes where the
 * data goes, and root has no file in a directory of an account. This runs as the user of the service.
 *
 *   node before_mark.cjs /var/lib/NAME            removes all marks
 *   node before_mark.cjs /var/lib/NAME VERSION    and writes a new one
 */
import fs from 'node:fs';
import path from 'node:path';

const PREFIX = '.before-';

const [state = '', version] = process.argv.slice(2);

for (const name of fs.readdirSync(state)) {
  if (name.startsWith(PREFIX)) fs.rmSync(path.join(state, name), { recursive: true, force: true });
}
if (version !== undefined) fs.writeFileSync(path.join(state, `${PREFIX}${version}`), '');
