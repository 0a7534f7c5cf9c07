/**
 * Secrets in a package.json, which a package carries as it is: in the commands of scripts, in `config`, and in addresses.
 */
import { isObject } from '../../config/config.ts';
import { isSecret, withoutSecrets } from '../../config/secret-values.ts';

/** `$TOKEN` and `${TOKEN:-x}`: the shell of the developer has the value. */
const FROM_SHELL = /\$\{\w+[^{}]*\}|\$\w+/g;

/** The place of the first secret, such as `scripts.start`, or undefined. The section `deb` has warnings of its own. */
export function secretPlace(text: string): string | undefined {
  try {
    const { deb: _, ...json } = JSON.parse(text.replace(/^\uFEFF/, ''));
    return placeIn(json, []);
  } catch {
    return undefined;
  }
}

function placeIn(value: unknown, keys: readonly string[]): string | undefined {
  if (typeof value === 'string') return holdsSecret(value, keys) ? keys.join('.') : undefined;
  if (!isObject(value) && !Array.isArray(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = placeIn(inner, [...keys, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function holdsSecret(text: string, [section, ...keys]: readonly string[]): boolean {
  // A plain word in place of what the shell fills in.
  const command = text.replaceAll(FROM_SHELL, 'true');
  if (section === 'scripts') return withoutSecrets(command) !== command;
  return isSecret(section === 'config' ? (keys.at(-1) ?? '') : '', text);
}
