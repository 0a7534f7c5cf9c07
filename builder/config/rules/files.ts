/**
 * Rules about the places and owners of further files.
 */
import { allServices } from '../all-services.ts';
import type { Mistake } from '../mistakes/mistakes.ts';
import type { DebSection } from '../schema/schema.ts';

type File = DebSection['files'][number];

/** The mistakes in `deb.files` that no schema can find. */
export function* fileMistakes(deb: DebSection): Iterable<Mistake> {
  const taken = new Map<string, number>();
  for (const [at, file] of deb.files.entries()) {
    yield* ownerMistakes(deb, file, at);
    yield* placeMistakes(deb, file, at);
    const target = targetOf(file);
    const before = taken.get(target);
    if (before !== undefined && !target.endsWith('/')) {
      const problem = `deb.files.${before} lands there already`;
      yield { path: pathOf(file, at), showsValue: true, problem, fix: 'change where one of them lands, or remove it' };
    }
    taken.set(target, at);
  }
}

function targetOf(file: File): string {
  return 'directory' in file ? file.directory : file.to;
}

/** The place of its target in package.json. */
function pathOf(file: File, at: number): (string | number)[] {
  return ['deb', 'files', at, 'directory' in file ? 'directory' : 'to'];
}

function belongsToService(file: File): boolean {
  return 'owner' in file && file.owner !== undefined && file.owner !== 'root';
}

function* ownerMistakes(deb: DebSection, file: File, at: number): Iterable<Mistake> {
  const users = ['root', ...allServices(deb).map(({ service }) => service.user ?? deb.service.user)];
  if ('owner' in file && file.owner !== undefined && !users.includes(file.owner)) {
    const fix = `it must be root or the user of a service: "${[...new Set(users)].join('", "')}"`;
    yield { path: ['deb', 'files', at, 'owner'], showsValue: true, fix };
  }
  if (!belongsToService(file)) return;
  const target = targetOf(file);
  const path = pathOf(file, at);
  if ('directory' in file && !isOwnFolder(target, deb.name)) {
    const fix = `with an owner it must be in a folder that has the package's name, as in "directory": "/etc/${deb.name}/keys": purging deletes it`;
    yield { path, showsValue: true, fix };
  }
  if ('from' in file && isInFolderOfService(target, deb)) {
    const problem = 'it is in a folder that belongs to the user of a service, which could put anything in its place';
    yield { path, showsValue: true, problem, fix: 'let the program copy it there' };
  }
}

function* placeMistakes({ name }: DebSection, file: File, at: number): Iterable<Mistake> {
  const target = targetOf(file);
  if ('conffile' in file && file.conffile && !target.startsWith('/etc/')) {
    const fix = `what the administrator edits must lie in /etc, as in "to": "/etc/${name}/" (Debian Policy 10.7.2)`;
    yield { path: ['deb', 'files', at, 'conffile'], showsValue: true, fix };
  }
  const [, area, owner] = /^(\/var\/[a-z]+)\/([^/]*)/.exec(target) ?? [];
  if (area !== undefined && owner !== name) {
    const path = pathOf(file, at);
    const fix = `in ${area} it must be in the package's own folder, as in "${path.at(-1)}": "${area}/${name}/"`;
    yield { path, showsValue: true, fix };
  }
}

/** Whether purging the package may delete a directory. */
function isOwnFolder(target: string, name: string): boolean {
  if (target.startsWith('/var/')) return true;
  return ['/etc', '/usr/share', '/usr/lib'].some((area) => `${target}/`.startsWith(`${area}/${name}/`));
}

function isInFolderOfService(target: string, { name, files }: DebSection): boolean {
  const given = files.filter((file) => 'directory' in file && belongsToService(file)).map(targetOf);
  return [`/var/lib/${name}`, ...given].some((folder) => target.startsWith(`${folder.replace(/\/$/, '')}/`));
}
