/**
 * Where further files of a package may land, and whose they may be.
 */

import type { Mistake } from '../mistakes/mistakes.ts';
import { allServices, type DescribedPackage } from '../schema/checked.ts';

/** The mistakes in `deb.files` that no schema can find. */
export function* targets(deb: DescribedPackage): Iterable<Mistake> {
  const accounts = new Set(['root', ...allServices(deb).map(([, { user }]) => user ?? deb.service.user)]);
  const taken = new Map<string, number>();
  for (const [at, file] of deb.files.entries()) {
    const place = ['deb', 'files', at];
    const target = 'directory' in file ? file.directory : file.to;
    const path = [...place, 'directory' in file ? 'directory' : 'to'];
    if ('owner' in file && file.owner !== undefined && !accounts.has(file.owner)) {
      const fix = `it must be root or an account that a service runs as: "${[...accounts].join('", "')}"`;
      yield { path: [...place, 'owner'], showsValue: true, fix };
    }
    if ('conffile' in file && file.conffile && !target.startsWith('/etc/')) {
      const fix = `what the administrator edits must lie in /etc, as in "to": "/etc/${deb.name}/" (Debian Policy 10.7.2)`;
      yield { path: [...place, 'conffile'], showsValue: true, fix };
    }
    const [, area = '', owner] = /^(\/var\/[a-z]+)\/([^/]*)/.exec(target) ?? [];
    if (area !== '' && owner !== deb.name) {
      const fix = `in ${area} it must be in the package's own folder, as in "${path.at(-1)}": "${area}/${deb.name}/"`;
      yield { path, showsValue: true, fix };
    }
    if ('directory' in file && (file.owner ?? 'root') !== 'root' && !isOwnFolder(target, deb.name)) {
      const fix = `with an owner it must be in a folder that has the package's name, as in "directory": "/etc/${deb.name}/keys": purging deletes it`;
      yield { path, showsValue: true, fix };
    }
    if ('from' in file && (file.owner ?? 'root') !== 'root' && isInGivenFolder(target, deb)) {
      const problem = 'it is in a folder that belongs to an account, which could put anything in its place';
      yield { path, showsValue: true, problem, fix: 'let the program copy it there' };
    }
    const before = target.endsWith('/') ? undefined : taken.get(target);
    if (before !== undefined) {
      const problem = `deb.files.${before} lands there already`;
      yield { path, showsValue: true, problem, fix: 'change where one of them lands, or remove it' };
    }
    taken.set(target, at);
  }
}

function isOwnFolder(target: string, name: string): boolean {
  return (
    target.startsWith('/var/') ||
    ['/etc', '/usr/share', '/usr/lib'].some((area) => `${target}/`.startsWith(`${area}/${name}/`))
  );
}

function isInGivenFolder(target: string, { name, files }: DescribedPackage): boolean {
  const given = files.flatMap((file) =>
    'directory' in file && (file.owner ?? 'root') !== 'root' ? [file.directory.replace(/\/$/, '')] : [],
  );
  return [`/var/lib/${name}`, ...given].some((folder) => target.startsWith(`${folder}/`));
}
