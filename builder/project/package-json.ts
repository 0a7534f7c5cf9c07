/**
 * What a package.json says, whoever wrote it: nothing in it need be of the right type.
 */
import { isObject, type Json } from '../config/config.ts';
import { BuildError } from '../errors.ts';

/**
 * The object that a package.json holds.
 * @throws BuildError if it holds something else.
 */
export function parseObject(packageJson: string): Json {
  let json: unknown;
  try {
    json = JSON.parse(packageJson);
  } catch (cause) {
    throw new BuildError('package.json is not valid JSON', [(cause as Error).message], { cause });
  }
  if (isObject(json)) return json;
  throw new BuildError('package.json does not hold an object', ['npm init writes one that does']);
}

/**
 * The same, of a project that has no `deb` section yet.
 * @throws BuildError if there is one already.
 */
export function withoutDeb(packageJson: string): Json {
  const json = parseObject(packageJson);
  if (!Object.hasOwn(json, 'deb')) return json;
  throw new BuildError('package.json has a deb section already', [
    'npx build-deb --plan shows what it comes to; to have another proposed, remove it first',
  ]);
}

/** An object as it is, and an empty one for anything else. */
export function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** The packages that it needs when it runs. */
export function production({ dependencies, optionalDependencies }: Json): string[] {
  return Object.keys({ ...objectOf(dependencies), ...objectOf(optionalDependencies) });
}
