/**
 * The package with another program, at the settings that most programs have.
 */
import type { Machine } from './machine.ts';
import { put } from './variants.ts';

/** Answers every request. */
export const PLAIN = `require('node:http').createServer((_, answer) => answer.end('OK')).listen(process.env.PORT);`;

/** Installs the program. A start that fails is no failure of the installation. */
export async function installApp(
  machine: Machine,
  app: string,
  service: object = {},
  version = '1.0.0',
): Promise<void> {
  const deb = { mail: false, onStartFailure: 'warn', service: { ready: 'listening', ...service } };
  await machine.sh(`dpkg -i ${await put(machine, { version, app, deb })}`);
}
