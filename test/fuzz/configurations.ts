/**
 * Configurations as people write them, as they misspell them, and as an attacker writes them.
 */
import fc, { type Arbitrary } from 'fast-check';
import {
  copied as copiedSchema,
  directory as directorySchema,
  link as linkSchema,
} from '../../builder/config/schema/files.ts';
import { MAINTAINER_SCRIPTS, schema } from '../../builder/config/schema/schema.ts';
import { arbitrariesOf } from './from-schema.ts';
import { furtherService, mainService } from './services.ts';
import {
  dictionary,
  flag,
  type Json,
  mostlySound,
  odd,
  prose,
  rarely,
  settings,
  some,
  text,
  wholeNumber,
} from './texts.ts';

const relations = odd(fc.array(text('ffmpeg', 'libfoo1 (>= 1.2~) | libfoo2'), { maxLength: 2 }));

const ownership = { mode: text('0750', '0644'), owner: text('root') };
const target = text('/usr/share/shop/x', '/usr/lib/shop/a-b_c+d@e=f', '/etc/shop/x');
const copied = arbitrariesOf(copiedSchema, {
  from: text('public/**', 'a b/it\'s "here".txt'),
  to: target,
  ...ownership,
  conffile: rarely(flag),
});
const link = arbitrariesOf(linkSchema, { link: text('/usr/share/shop', '../y'), to: target });
const directory = arbitrariesOf(directorySchema, { directory: target, ...ownership });

const files = fc.oneof(some(copied, ['from', 'to']), some(link, ['link', 'to']), some(directory, ['directory']));

const place = text('uploads', './data/', '.next/cache', 'a-b_c+d@e=f,g~', '.', 'src/db.json');
const writable = fc.oneof(place, some({ path: place, cache: flag }, ['path']));

const deb = arbitrariesOf(schema.properties.deb, {
  entry: text('src/web.js', 'a b/c$d%e.js', "it's.js"),
  include: rarely(odd(fc.array(text('dist/**', 'a b/$x'), { minLength: 1, maxLength: 2 }))),
  name: text('shop', 'acme-web.shop', 'a0'),
  revision: text('1', '2~bpo12+1'),
  runtime: text('debian', 'debian', 'debian', 'bundled'),
  node: text('>=18', '18.x || >=20', '*'),
  compressionLevel: wholeNumber(1, 9),
  summary: prose,
  extendedDescription: odd(fc.array(prose, { maxLength: 2 })),
  maintainer: text('Ada <ada@example.org>', 'Ünal "U" O\'Neil <u+x@example.org>'),
  section: text('web', 'contrib/net'),
  depends: relations,
  recommends: relations,
  suggests: relations,
  settings,
  secrets: dictionary(['TOKEN', 'PASSWORD'], fc.record({ description: prose })),
  service: odd(mainService),
  services: dictionary(['worker', 'night', 'a-b', '9'], furtherService),
  files: odd(fc.array(files, { maxLength: 2 })),
  writable: odd(fc.array(writable, { maxLength: 2 })),
  scripts: rarely(dictionary(MAINTAINER_SCRIPTS, text('debian/fragment.sh', "a b/it's $x.sh"))),
});

function soundSection({ runtime, payload, compression }: Json): Json {
  return {
    ...(runtime === 'bundled' && { node: '24.21.0', nodeFrom: undefined }),
    ...(payload !== 'modules' && { include: undefined, exclude: undefined, nodeModules: undefined }),
    ...(compression === 'none' && { compressionLevel: undefined }),
  };
}

/** A package.json. */
export const packageJson: Arbitrary<unknown> = fc.record(
  {
    name: text('shop', '@acme/web-shop'),
    version: text('1.2.3', '1.0.0-rc.1+build.5'),
    description: prose,
    author: odd(fc.constantFrom<unknown>('Ada <ada@example.org>', { name: 'Ada', email: 'ada@example.org' })),
    license: text('MIT', '(MIT OR Apache-2.0)'),
    homepage: text('https://example.org/a?b=c&d', 'https://example.org/~x'),
    engines: odd(fc.record({ node: text('>=18', '^18 || ^20') })),
    deb: odd(mostlySound(some(deb, ['entry']), soundSection)),
  },
  { requiredKeys: ['name', 'version', 'description', 'author', 'license', 'engines', 'deb'] },
);
