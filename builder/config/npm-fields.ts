/**
 * What npm's own fields say already need not be said again.
 */
import { isObject, type Json } from './config.ts';

/** Where keys of the `deb` section that npm's own fields provide come from: `/deb/name` → `name`. */
export type Origins = ReadonlyMap<string, string>;

/**
 * package.json with a complete `deb` section: what is missing there comes from npm's own fields.
 * `origins` remembers which field that was, for the messages.
 */
export function withNpmDefaults(packageJson: Json): { candidate: Json; origins: Origins } {
  const candidate = structuredClone(packageJson);
  const origins = new Map<string, string>();
  if (!isObject(candidate.deb)) return { candidate, origins };
  const deb = candidate.deb;
  const inherit = (target: Json, key: string, place: string, value: unknown, origin: string): void => {
    if (target[key] !== undefined) return;
    // Something to report even if npm's field is missing: the schema then says what is needed.
    target[key] = value ?? '';
    origins.set(place, origin);
  };
  const { author, engines } = packageJson;
  const person = isObject(author) ? `${textOf(author.name)} <${textOf(author.email)}>` : author;
  inherit(deb, 'name', '/deb/name', textOf(packageJson.name).replace(/^@([^/]*)\//, '$1-'), 'name');
  inherit(deb, 'summary', '/deb/summary', packageJson.description, 'description');
  inherit(deb, 'maintainer', '/deb/maintainer', person, 'author');
  inherit(deb, 'node', '/deb/node', isObject(engines) ? engines.node : undefined, 'engines.node');
  deb.service ??= {};
  if (isObject(deb.service) && typeof deb.name === 'string') {
    inherit(deb.service, 'user', '/deb/service/user', deb.name.replaceAll('.', '-'), 'deb.name');
  }
  return { candidate, origins };
}

/** What is no text says nothing. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
