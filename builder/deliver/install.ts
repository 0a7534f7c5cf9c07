/**
 * `build-deb install`: apt-get installs the package on this machine.
 */
import path from 'node:path';
import { BuildError } from '../errors.ts';
import { isInstalled, runAttached } from '../shell.ts';
import type { Delivery } from './delivery.ts';

/**
 * Installs a package as its user would. You see the messages of apt, and sudo may ask for a password.
 * @throws BuildError if apt-get is missing or fails.
 */
export async function installPackage({ built }: Delivery): Promise<Record<string, unknown>> {
  if (!isInstalled('apt-get')) {
    const advice = ['apt-get belongs to Debian and its relatives: copy the package to such a machine'];
    throw new BuildError('the package is made, but this machine has no apt-get', advice);
  }
  // apt takes a name without a slash for a package from its archives.
  const command = ['apt-get', 'install', '--yes', '--reinstall', '--allow-downgrades', path.resolve(built.full)];
  const [program = '', ...args] = process.getuid?.() === 0 ? command : ['sudo', ...command];
  const exitCode = await runAttached(program, args);
  if (exitCode !== 0) {
    throw new BuildError('the package is made, but could not be installed', [
      `${[program, ...args].join(' ')} says why above`,
    ]);
  }
  return { installed: true };
}
