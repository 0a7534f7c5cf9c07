/**
 * From a package to an installed one, by the tool that Debian has for it.
 */
import path from 'node:path';
import { BuildError } from '../errors.ts';
import { isInstalled, runAttached } from '../shell.ts';

/**
 * Installs a package as its user would, who sees what apt says and may be asked for a password.
 * @throws BuildError if that fails.
 */
export async function installPackage(packageFile: string): Promise<void> {
  if (!isInstalled('apt-get'))
    throw new BuildError('--install needs apt-get', ['this is no Debian; take the package to one']);
  // apt takes a name without a slash for that of a package in an archive.
  const command = ['apt-get', 'install', '--yes', '--reinstall', '--allow-downgrades', path.resolve(packageFile)];
  const [program = '', ...args] = process.getuid?.() === 0 ? command : ['sudo', ...command];
  const exitCode = await runAttached(program, args);
  if (exitCode !== 0) {
    throw new BuildError(`the package is made, but could not be installed`, [
      `${[program, ...args].join(' ')} says why above`,
    ]);
  }
}
