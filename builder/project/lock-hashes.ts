/**
 * The checksums that lock files have of packages: those of the tarballs that were installed.
 */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { isObject } from '../config/config.ts';
import { findLock, type Lock } from './lock-files.ts';
import { objectOf } from './package-json.ts';
import { readRegular } from './read-file.ts';
import { findWorkspace } from './workspace.ts';

/** An installed package: its real folder, and its name and version. */
interface Installed {
  place: string;
  name: string;
  version: string;
}

/** The checksum of a package as the lock file writes it (subresource integrity), or empty. */
export type LockedHash = (wanted: Installed) => string;

const NONE: LockedHash = () => '';

/** The checksums in the lock file of a project or its workspace. A lock file that cannot be read has none. */
export function lockedHashes(project: string): LockedHash {
  const { manager, file } = lockOf(project);
  if (file === undefined || manager === 'other') return NONE;
  try {
    const text = readRegular(file).toString();
    return manager === 'npm' ? ofNpm(path.dirname(file), text) : ofNames(manager === 'pnpm' ? PNPM : YARN, text);
  } catch {
    return NONE;
  }
}

/** The lock file of a project: that of its workspace counts. */
export function lockOf(project: string): Lock {
  const home = realpathSync(project);
  const workspace = findWorkspace(home);
  return findLock(workspace === undefined ? [home] : [workspace, home]);
}

/** `packages` of the lock file, by folders (npm's documentation, "package-lock.json"). */
function ofNpm(base: string, text: string): LockedHash {
  const { packages } = objectOf(JSON.parse(text));
  if (!isObject(packages)) return NONE;
  return ({ place, version }) => {
    const key = path.relative(base, place);
    const entry = Object.hasOwn(packages, key) ? objectOf(packages[key]) : {};
    return entry.version === version && typeof entry.integrity === 'string' ? entry.integrity : '';
  };
}

/** `ms@2.1.3:` in pnpm 9, `/ms@2.1.3:` and `/ms/2.1.3:` before, quoted where YAML wants it. */
const PNPM =
  /^ {2}['"]?\/?(?<name>(?:@[^/@\s]+\/)?[^/@\s'"]+)[@/](?<version>[^\s():'"]+).*:\n {4}resolution: \{integrity: (?<hash>[^,}\s]+)/gm;

/** Yarn 1 alone has checksums of tarballs. */
const YARN =
  /^"?(?<name>@?[^@\s"]+)@[^\n]*:\n {2}version "(?<version>[^"\n]+)"\n(?: {2}resolved [^\n]*\n)? {2}integrity (?<hash>[^\n]+)/gm;

function ofNames(pattern: RegExp, text: string): LockedHash {
  const found = new Map<string, string>();
  for (const { groups = {} } of text.matchAll(pattern)) {
    const key = `${groups.name}@${groups.version}`;
    const hash = groups.hash ?? '';
    // Two tarballs of one version: the place does not tell which.
    found.set(key, found.has(key) && found.get(key) !== hash ? '' : hash);
  }
  return ({ name, version }) => found.get(`${name}@${version}`) ?? '';
}
