/**
 * Facts of installed npm packages for the bill of materials and the audit.
 */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { folderWith, objectOf } from '../project/package-json.ts';

export interface NpmFacts {
  /** Its real folder, absolute. */
  place: string;
  /** The real folders of the packages that its package.json names, as far as they are installed. */
  needs: readonly string[];
  /** Whether its package.json keeps it out of registries. */
  isPrivate: boolean;
  /** The checksum of its tarball as the lock file has it, or empty. */
  integrity: string;
}

/** The fields of package.json that name packages for the run time; a bundle takes in development dependencies too. */
const AT_RUN_TIME = ['dependencies', 'optionalDependencies', 'peerDependencies'];
const OF_PROJECT = [...AT_RUN_TIME, 'devDependencies'];

/** The real folders of the packages that a package needs, in order of their names. */
export function neededFolders(folder: string, json: Json, { isProject = false } = {}): string[] {
  const fields = isProject ? OF_PROJECT : AT_RUN_TIME;
  const names = new Set(fields.flatMap((field) => Object.keys(objectOf(json[field]))));
  const places = [...names].sort().flatMap((name) => {
    // A name such as ../../x leads out of node_modules.
    if (!/^(?:@[^/\\\0]+\/)?[^./\\\0][^/\\\0]*$/.test(name)) return [];
    const at = folderWith(name, folder);
    return at === undefined ? [] : [realpathSync(path.join(at, 'node_modules', name))];
  });
  return [...new Set(places)];
}
