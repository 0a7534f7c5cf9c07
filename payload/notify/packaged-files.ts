/**
 * In an open directory the account of a service has entries beside those of the package, which systemd mounts. This check
 * of the mounts is the last one before the program: the account may have put a link in the place of an entry while an
 * upgrade made its mount point, and a mount follows links (systemd.exec(5), BindReadOnlyPaths=).
 */
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from './messages/message.ts';

/** EX_CONFIG: another start would not help, and systemd makes none (RestartPreventExitStatus=). */
const UNUSABLE = 78;

/** Ends the process if an entry of `open`, pairs such as /usr/lib/NAME/app:/usr/lib/NAME/packaged/app, is another one. */
export function requirePackagedFiles(open: string, mounted = ''): void {
  const writable = new Set(mounted.split(' '));
  for (const pair of open.split(' ')) {
    const [directory = '', packaged = ''] = pair.split(':');
    for (const name of readdirSync(packaged)) {
      const place = join(directory, name);
      if (writable.has(place) || isSame(place, join(packaged, name))) continue;
      const shown = printable(place);
      console.error(`not started: ${shown} is not the entry of the package. Is another one in its place in /var/lib?`);
      process.exit(UNUSABLE);
    }
  }
}

function isSame(place: string, packaged: string): boolean {
  const [found, own] = [place, packaged].map((it) => lstatSync(it, { throwIfNoEntry: false }));
  if (own?.isSymbolicLink()) return found?.isSymbolicLink() === true && readlinkSync(place) === readlinkSync(packaged);
  return found?.dev === own?.dev && found?.ino === own?.ino;
}
