/**
 * Secrets: systemd passes each as a file that this service alone can read (systemd.exec(5), LoadCredential=). An
 * unchanged app expects environment variables. The agent sets them in the process, so that neither the unit nor
 * /proc/PID/environ shows them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepSecret } from './messages/foreign-text.ts';

/** sysexits.h: the configuration is unusable, and another start would not help. */
const EX_CONFIG = 78;

/** The folder of systemd's that holds a folder for each unit, and no file (systemd.exec(5), CREDENTIALS). */
const NO_SECRETS = '/run/credentials';

/** The file was made without its text, as by Ctrl-D too soon. Most programs would fail on it at each restart. */
const EMPTY = new Error('empty');

/**
 * Sets the variables that NOTIFY_SECRETS lists. Ends the process with the name of a secret that is missing or empty.
 * @param fail called with the reason, before the process ends
 */
export function takeSecrets(env: NodeJS.ProcessEnv, fail: (reason: string) => void): void {
  const names = (env.NOTIFY_SECRETS ?? '').split(' ').filter(Boolean);
  // A file of the working directory is no secret.
  const folder = env.CREDENTIALS_DIRECTORY ?? NO_SECRETS;
  keepSecret(otherCredentials(folder, names));
  for (const name of names) {
    try {
      const secret = decodeSecret(readFileSync(join(folder, name)));
      if (secret === '') throw EMPTY;
      env[name] = secret;
      keepSecret([secret]);
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const reason = `the secret ${name} is ${error === EMPTY ? 'empty' : isMissing ? 'missing' : 'no text'}`;
      console.error(`${reason}: the comment in "systemctl cat" of this unit says where it belongs`);
      fail(reason);
      process.exit(EX_CONFIG);
    }
  }
  delete env.NOTIFY_SECRETS;
}

/** The texts of credentials that no variable is for: a drop-in may pass them, and the app reads the files itself. */
function otherCredentials(folder: string, names: readonly string[]): string[] {
  try {
    const others = readdirSync(folder).filter((name) => !names.includes(name));
    return others.map((name) => readFileSync(join(folder, name), 'utf8').trim());
  } catch {
    return [];
  }
}

/** A variable can hold text alone, without a zero byte. */
function decodeSecret(content: Uint8Array): string {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  if (text.includes('\0')) throw new Error('a zero');
  return text.replace(/\r?\n$/, '');
}
