/**
 * Secrets: systemd passes each as a file that only this service can read (systemd.exec(5), LoadCredential=); an app
 * that nobody changed expects environment variables. Set here, they stand neither in the unit nor in /proc/PID/environ.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** sysexits.h: the configuration is unusable, starting again would not help. */
const EX_CONFIG = 78;

/** Sets the variables that NOTIFY_SECRETS lists, or ends the process with the name of the one that is missing. */
export function takeSecrets(env: NodeJS.ProcessEnv): void {
  const names = (env.NOTIFY_SECRETS ?? '').split(' ').filter(Boolean);
  for (const name of names) {
    try {
      env[name] = readFileSync(path.join(env.CREDENTIALS_DIRECTORY ?? '', name), 'utf8').replace(/\r?\n$/, '');
    } catch {
      console.error(`the secret ${name} is missing: the comment in "systemctl cat" of this unit says where to put it`);
      process.exit(EX_CONFIG);
    }
  }
  delete env.NOTIFY_SECRETS;
}
