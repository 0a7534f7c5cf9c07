/**
 * Secrets: systemd passes each as a file that this service alone can read (systemd.exec(5), LoadCredential=). An
 * unchanged app expects environment variables. The agent sets them in the process, so that neither the unit nor
 * /proc/PID/environ shows them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** sysexits.h: the configuration is unusable, and another start would not help. */
const EX_CONFIG = 78;

/** Sets the variables that NOTIFY_SECRETS lists. Ends the process with the name of a secret that is missing. */
export function takeSecrets(env: NodeJS.ProcessEnv): void {
  const names = (env.NOTIFY_SECRETS ?? '').split(' ').filter(Boolean);
  for (const name of names) {
    try {
      env[name] = decodeSecret(readFileSync(join(env.CREDENTIALS_DIRECTORY ?? '', name)));
    } catch (error) {
      const problem = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'no text';
      console.error(
        `the secret ${name} is ${problem}: the comment in "systemctl cat" of this unit says where it belongs`,
      );
      process.exit(EX_CONFIG);
    }
  }
  delete env.NOTIFY_SECRETS;
}

/** A variable can hold text alone, without a zero byte. */
function decodeSecret(content: Uint8Array): string {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  if (text.includes('\0')) throw new Error('a zero');
  return text.replace(/\r?\n$/, '');
}
