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
      env[name] = textOf(readFileSync(path.join(env.CREDENTIALS_DIRECTORY ?? '', name)));
    } catch (error) {
      const what = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'no text';
      console.error(`the secret ${name} is ${what}: the comment in "systemctl cat" of this unit says where it belongs`);
      process.exit(EX_CONFIG);
    }
  }
  delete env.NOTIFY_SECRETS;
}

/** A variable can hold neither bytes that are no text nor a zero. */
function textOf(content: Uint8Array): string {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  if (text.includes('\0')) throw new Error('a zero');
  return text.replace(/\r?\n$/, '');
}
