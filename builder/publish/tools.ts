/**
 * Debian's own tools do the work.
 */
import { BuildError } from '../errors.ts';
import { isInstalled } from '../shell.ts';

/** Commands, and the packages that hold them. */
const TOOLS = {
  'apt-ftparchive': 'apt-utils',
  gpg: 'gnupg',
  'dpkg-deb': 'dpkg',
  xz: 'xz-utils',
  flock: 'util-linux',
} as const;

/** @throws BuildError that names the packages to install. */
export function requireTools(): void {
  const missing = Object.entries(TOOLS).filter(([command]) => !isInstalled(command));
  if (missing.length === 0) return;
  const commands = missing.map(([command]) => command).join(' and ');
  const packages = missing.map(([, name]) => name).join(' ');
  throw new BuildError(`publish needs ${commands}`, [`on Debian: sudo apt install ${packages}`]);
}
