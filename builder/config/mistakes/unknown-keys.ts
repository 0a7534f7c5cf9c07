/**
 * Unknown keys: misspelt, in the wrong place, or keys of another tool.
 */
import type { ErrorObject } from 'ajv';
import { closest, distance } from 'fastest-levenshtein';
import type { JSONPath } from 'jsonc-parser';
import { DIRECTIVES } from '../schema/harden.ts';
import type { Schema } from '../schema/key.ts';
import { schema } from '../schema/schema.ts';
import type { Mistake } from './mistakes.ts';
import { example } from './written.ts';

/** The keys here for the keys of other tools. Case, - and _ do not count. */
const HABITS: readonly [string, string][] = [
  ['deb.entry', 'main bin command cmd startcommand execstart script'],
  ['deb.files', 'assets contents extrafiles extraresources conffiles'],
  ['deb.settings', 'env environment environmentvariables'],
  ['deb.summary', 'description synopsis'],
  ['deb.depends', 'dependencies requires'],
  ['deb.maintainer', 'author vendor'],
  ['deb.node', 'engines'],
  ['deb.revision', 'release'],
  ['deb.targets', 'debian ubuntu releases distributions distribution suites suite'],
  ['deb.service', 'systemd systemdunits'],
  ['deb.service.harden', 'sandbox sandboxing security hardening'],
  ['deb.scripts', 'maintainerscripts afterinstall'],
  ['deb.compression', 'compress compressiontype debcompression'],
  ['deb.compressionLevel', 'level compressionlevel zstdlevel xzlevel'],
  ['from', 'src source'],
  ['to', 'dest dst destination target'],
  ['description', 'about comment'],
  ['it stands beside "deb", where npm wants it', 'version license homepage'],
  ['a service runs in the project, which is packaged in /usr/lib/NAME/app', 'installdir'],
  ['deb.service.directory', 'workingdirectory cwd'],
  ['deb.writable', 'volumes writabledirectories datadir'],
  ['build-deb --arch says for which machine', 'arch architecture'],
  ['the administrator writes its value to /etc/credstore/NAME.VARIABLE', 'value'],
];

/** Every key, by its place. */
const KEYS = new Map<string, Schema>();
function note(place: string, parent: Schema): void {
  for (const [name, value] of Object.entries(propertiesOf(parent))) {
    KEYS.set(`${place}.${name}`, value);
    note(`${place}.${name}`, value);
  }
}
note('deb', schema.properties.deb);
note('deb.services.KEY', propertiesOf(schema.properties.deb).services?.additionalProperties as Schema);

/** The keys that an object may have. */
export function propertiesOf({ properties = {} }: Schema): Record<string, Schema> {
  return properties as Record<string, Schema>;
}

/** The likely meanings of an unknown key, the likeliest first. */
function meanings(name: string): string[] {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
  const habits = HABITS.filter(([, names]) => names.split(' ').includes(plain)).map(([meaning]) => meaning);
  const misplaced = [...KEYS.keys()].filter((place) => place.endsWith(`.${name}`));
  if (DIRECTIVES.includes(name)) return ['deb.service.hardenOverrides'];
  return [...habits, ...misplaced, ...(/^[A-Z][A-Z\d_]+$/.test(name) ? ['deb.settings'] : [])];
}

/** The key of the same object that an unknown one means. */
export function meantKey({ params, parentSchema }: ErrorObject): string | undefined {
  const name: unknown = params.additionalProperty;
  if (typeof name !== 'string') return undefined;
  const valid = Object.keys(propertiesOf(parentSchema as Schema));
  const known = meanings(name).map((place) => place.slice(place.lastIndexOf('.') + 1));
  const own = known.find((key) => valid.includes(key));
  const furthest = known.length > 0 ? 1 : Math.max(1, name.length / 3);
  // The distance is at least the difference of the lengths. A name of some megabytes would take many seconds.
  const near = closest(
    name,
    valid.filter((key) => Math.abs(key.length - name.length) <= furthest),
  );
  return own ?? (near !== undefined && distance(name, near) <= furthest ? near : undefined);
}

/** An unknown key in the object at `path`, with its likely meaning. */
export function unknownKey(path: JSONPath, error: ErrorObject): Mistake {
  const name = error.params.additionalProperty as string;
  const own = meantKey(error);
  const meaning = meanings(name).find((place) => KEYS.has(place) || place.includes(' '));
  const valid = Object.keys(propertiesOf(error.parentSchema as Schema));
  let advice = valid.length < 6 ? `here are: ${valid.join(', ')}` : 'build-deb --schema lists all keys';
  if (own !== undefined && meaning !== [...path, own].join('.')) advice = `did you mean "${own}"?`;
  else if (meaning !== undefined) {
    const found = KEYS.get(meaning);
    advice = found ? `use ${meaning}${example(meaning.split('.').slice(1), found)}` : meaning;
  }
  return { path: [...path, name], problem: 'there is no such key', fix: advice };
}
