/**
 * Rules about the places and owners of further files.
 */
import { allServices } from '../all-services.ts';
import type { Mistake } from '../mistakes/mistakes.ts';
import { ownershipProblem } from '../places.ts';
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

function* ownerMistakes(deb: DebSection, file: File, at: number): Iterable<Mistake> {
  const users = ['root', ...allServices(deb).map(({ service }) => service.user ?? deb.service.user)];
  if ('owner' in file && file.owner !== undefined && !users.includes(file.owner)) {
    const fix = `it must be root or the user of a service: "${[...new Set(users)].join('", "')}"`;
    yield { path: ['deb', 'files', at, 'owner'], showsValue: true, fix };
  }
  yield* limitMistakes(deb, file, at);
  if (!isInDirectoryOfAccount(file, deb)) return;
  const problem = 'it is in a directory that belongs to the user of a service, which could put anything in its place';
  const fix = `put it into /usr/share/${deb.name} and let the program copy it at its start, or into /etc/${deb.name}`;
  yield { path: pathOf(file, at), showsValue: true, problem, fix };
}

/** Owners and modes that have a place in the package's own directories alone. */
function* limitMistakes(deb: DebSection, file: File, at: number): Iterable<Mistake> {
  if ('link' in file) return;
  const mode = Number.parseInt(file.mode ?? '0', 8);
  const landed = { type: 'directory' in file ? 'directory' : 'file', path: targetOf(file), mode } as const;
  const found = ownershipProblem({ ...landed, owner: file.owner ?? 'root' }, deb.name);
  if (found !== undefined) yield { path: pathOf(file, at), showsValue: true, ...found };
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

/**
 * Whether a target is inside a directory that package.json gives to an account. The same account may have a directory
 * there. The plan checks each file of a glob.
 */
function isInDirectoryOfAccount(file: File, deb: DebSection): boolean {
  const given = deb.files.flatMap((other) => {
    const owner = 'directory' in other ? ownerOf(other, deb) : 'root';
    return owner === 'root' ? [] : [{ path: targetOf(other), owner }];
  });
  const own = 'directory' in file ? ownerOf(file, deb) : 'root';
  return [{ path: `/var/lib/${deb.name}`, owner: deb.service.user }, ...given].some(({ path, owner }) => {
    return targetOf(file).startsWith(`${path.replace(/\/$/, '')}/`) && owner !== own;
  });
}

/** A directory in /var belongs to the user of the first service by default. */
function ownerOf({ directory, owner }: Extract<File, { directory: string }>, deb: DebSection): string {
  return owner ?? (directory.startsWith('/var/') ? deb.service.user : 'root');
}
