/**
 * Keys of the `deb` section that npm's own fields provide, so that nobody writes them twice.
 */
import { isObject, type Json } from './config.ts';
import type { InheritedKey, InheritedServiceKey } from './schema/schema.ts';

/** The field that each inherited key comes from, by the key's place in JSON: `/deb/name` → `name`. */
export type Origins = ReadonlyMap<string, string>;

interface Field {
  /** As a message names it. */
  origin: string;
  value: (json: Json) => unknown;
}

const FIELDS: Record<InheritedKey, Field> = {
  // @acme/shop becomes acme-shop: a slash ends a name.
  name: { origin: 'name', value: ({ name }) => textOf(name).replace(/^@([^/]*)\//, '$1-') },
  summary: { origin: 'description', value: ({ description }) => description },
  maintainer: { origin: 'author', value: ({ author }) => personOf(author) },
  node: { origin: 'engines.node', value: ({ engines }) => (isObject(engines) ? engines.node : undefined) },
};

/** Keys of the main service, from the `deb` section. */
const SERVICE_FIELDS: Record<InheritedServiceKey, Field> = {
  user: { origin: 'deb.name', value: ({ name }) => userOf(textOf(name)) },
};

/**
 * The system user of a package: names of users have no dots (useradd(8)). A hyphen in their place would give web.shop
 * the user of the package web-shop.
 */
export function userOf(name: string): string {
  return name.replaceAll('.', '_');
}

/** package.json with a complete `deb` section, and the fields that its keys come from, for the messages. */
export function withNpmDefaults(packageJson: Json): { candidate: Json; origins: Origins } {
  const candidate = structuredClone(packageJson);
  const origins = new Map<string, string>();
  const { deb } = candidate;
  if (!isObject(deb)) return { candidate, origins };
  inherit(deb, FIELDS, { json: packageJson, place: '/deb', origins });
  if (deb.service === undefined) deb.service = {};
  if (isObject(deb.service) && typeof deb.name === 'string') {
    inherit(deb.service, SERVICE_FIELDS, { json: deb, place: '/deb/service', origins });
  }
  return { candidate, origins };
}

interface Source {
  json: Json;
  /** Of the section that inherits, in JSON. */
  place: string;
  origins: Map<string, string>;
}

/** Fills in the keys that `section` lacks, and notes where they come from. */
function inherit(section: Json, fields: Record<string, Field>, { json, place, origins }: Source): void {
  for (const [key, { origin, value }] of Object.entries(fields)) {
    if (section[key] !== undefined) continue;
    // The schema refuses an empty text, and its message then asks for the missing field.
    section[key] = value(json) ?? '';
    origins.set(`${place}/${key}`, origin);
  }
}

/** `Ada <ada@example.org>`, for both forms of `author`. */
function personOf(author: unknown): unknown {
  return isObject(author) ? `${textOf(author.name)} <${textOf(author.email)}>` : author;
}

/** A field of another type counts as missing. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
