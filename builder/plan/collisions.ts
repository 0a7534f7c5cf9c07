/**
 * Two things in the same place: what the project puts there, and what of the package's own is there already.
 */
import path from 'node:path';
import type { Config, ExtraFile } from '../config/config.ts';
import { BuildError } from '../errors.ts';
import type { Entry } from '../manifest.ts';

/** @throws BuildError if two of `entries` would land in the same place, or one below something that is no directory. */
export function refuseCollisions(entries: readonly Entry[], config: Config): void {
  const kinds = new Map<string, Entry>();
  for (const entry of entries) {
    const other = kinds.get(entry.path);
    if (other) throw new BuildError(`two things would land in ${entry.path}`, reasons([other, entry], config));
    kinds.set(entry.path, entry);
  }
  const above = new Set<string>();
  for (const entry of entries) {
    for (let end = entry.path.lastIndexOf('/'); end > 0; end = entry.path.lastIndexOf('/', end - 1)) {
      const place = entry.path.slice(0, end);
      if (above.has(place)) break;
      above.add(place);
      const parent = kinds.get(place);
      if (parent === undefined || parent.type === 'directory') continue;
      throw new BuildError(
        `${entry.path} would land in ${parent.path}, which is no directory`,
        reasons([parent, entry], config),
      );
    }
  }
}

/** Where each of them comes from, and what to do. */
function reasons(entries: readonly Entry[], config: Config): string[] {
  const keys: string[] = [];
  const notes = entries.map((entry) => {
    // Two patterns may find the same file: each of them counts once.
    const at = config.files.findIndex((file, at) => isFrom(entry, file) && !keys.includes(`deb.files.${at}`));
    if (at < 0) return `${entry.path} is the package's own: ${ownPart(entry.path, config)}`;
    keys.push(`deb.files.${at}`);
    return `deb.files.${at} in package.json makes ${entry.path}`;
  });
  const which = keys.length > 1 ? 'one of them' : (keys[0] ?? 'it');
  return [...notes, `change where ${which} lands, its "to" or "directory", or leave it out`];
}

/** Whether `entry` is what `file` puts there, not what every package has. */
function isFrom(entry: Entry, file: ExtraFile): boolean {
  if ('link' in file) return entry.type === 'link' && entry.path === file.to && entry.target === file.link;
  if ('directory' in file) return entry.type === 'directory' && entry.path === file.directory.replace(/\/$/, '');
  const [fixed = ''] = path.posix.normalize(file.from).split(/[*?[{(!]/);
  if (entry.type !== 'file' || !entry.source.includes(`/${fixed}`)) return false;
  if (entry.path === file.to) return true;
  const folder = file.to.replace(/\/?$/, '/');
  return entry.path.startsWith(folder) && entry.source.endsWith(`/${entry.path.slice(folder.length)}`);
}

/** What of the package's own lies at `place`, and which key it comes from. */
function ownPart(place: string, { name }: Config): string {
  const home = `/usr/lib/${name}`;
  const parts: readonly [string, string][] = [
    [`${home}/notify.cjs`, 'the agent that tells systemd when the service is ready'],
    [`${home}/node`, 'its own Node ("runtime": "bundled")'],
    [home, 'the program of a service'],
    ['/usr/lib/systemd/system', 'the unit of a service'],
    ['/usr/lib/sysusers.d', 'the list of the accounts it makes'],
    ['/usr/lib/tmpfiles.d', 'the list of what belongs to its accounts'],
    ['/etc/default', 'the settings that deb.settings describes'],
    [`/usr/share/doc/${name}/copyright`, 'its copyright, made from LICENSE and the licences of npm packages'],
    [`/usr/share/doc/${name}`, 'its changelog, made from CHANGELOG.md or git tags'],
    ['/usr/share/man', 'its manual page'],
    ['/usr/share/lintian', 'what it tells lintian'],
    [`/usr/libexec/${name}`, 'what sends its mail ("mail": true)'],
  ];
  const found = parts.find(([start]) => !path.posix.relative(start, place).startsWith('..'));
  return found?.[1] ?? 'every package has it';
}
