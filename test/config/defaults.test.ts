/**
 * A package that says as little as it can, and fields that keys are inherited from.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Config } from '../../builder/config/config.ts';
import { parseConfig } from '../../builder/config/parse.ts';
import { configWarnings } from '../../builder/config/warnings.ts';
import { BuildError } from '../../builder/errors.ts';
import { DEBIAN_RELEASES } from '../../builder/releases.ts';

const defaults = suite('defaults');

type Json = Record<string, unknown>;

const LEAST = {
  name: 'web.shop',
  version: '2.0.0',
  description: 'Sells things',
  author: 'Ada <ada@example.org>',
  license: 'MIT',
  engines: { node: '>=20' },
};

function parse(deb: Json = {}, fields: Json = {}): Config {
  return parseConfig(JSON.stringify({ ...LEAST, ...fields, deb: { entry: 'a.js', ...deb } }));
}

const SERVICE = {
  ...{ unit: 'web.shop', state: 'web.shop', summary: 'Sells things', entry: 'a.js', user: 'web_shop' },
  ...{ ready: 'http', health: '/health', startTimeout: 30, stopTimeout: 30, watchdog: 10, restart: 'on-failure' },
  ...{
    reload: false,
    explain: false,
    priorities: true,
    harden: 'standard',
    hardenOverrides: [],
    arguments: [],
    nodeOptions: [],
  },
  ...{ enable: true, start: true, restartAfterUpgrade: true, restartAfterNodeUpgrade: true },
  ...{ settings: [], sockets: [], upgrade: 'restart' },
};

defaults('a package without further keys, as a whole', () => {
  assert.equal(structuredClone(parse()), {
    ...{ name: 'web.shop', version: '2.0.0', upstreamVersion: '2.0.0', license: 'MIT', homepage: undefined },
    ...{ summary: 'Sells things', extendedDescription: [], maintainer: 'Ada <ada@example.org>', section: 'misc' },
    ...{ payload: 'bundle', sourceMap: true, sbom: true, nodeModules: true, include: [], exclude: [] },
    ...{ depends: ['nodejs (>= 20)'], preDepends: [], recommends: [], suggests: [], enhances: [], provides: [] },
    ...{ conflicts: [], breaks: [], replaces: [], formerly: [], priority: 'optional', fields: {}, triggers: [] },
    ...{
      compression: { method: 'xz', level: 6 },
      node: '>=20',
      bundledNode: undefined,
      nodeFrom: 'debian',
      releases: DEBIAN_RELEASES.slice(1),
    },
    ...{ settings: [], secrets: [], files: [], writable: [], scripts: {}, namedUsers: [], before: undefined },
    ...{ mail: false, onStartFailure: 'return' },
    services: [SERVICE],
  });
});

defaults('further services, of each kind', () => {
  const { services } = parse({ services: { a: {}, b: { schedule: 'daily' }, c: { startTimeout: 5, summary: 'C' } } });
  const further = { ...SERVICE, state: 'web.shop' };
  assert.equal(structuredClone(services.slice(1)), [
    { ...further, unit: 'web.shop-a', summary: 'a of web.shop' },
    { ...further, unit: 'web.shop-b', summary: 'b of web.shop', startTimeout: 3600, schedule: 'daily' },
    { ...further, unit: 'web.shop-c', summary: 'C', startTimeout: 5 },
  ]);
});

defaults('the state of a user has its name once', () => {
  const states = (name: string, ...users: string[]): string[] => {
    const services = Object.fromEntries(users.map((user, at) => [`s${at}`, { user }]));
    return parse({ services }, { name }).services.map(({ state }) => state);
  };
  assert.equal(states('shop', 'shop', 'hand', 'shop-clerk', 'shopper'), [
    'shop',
    'shop',
    'shop_hand',
    'shop_clerk',
    'shop_shopper',
  ]);
  const own = parse({ service: { user: 'web' }, services: { a: { user: 'shop' }, b: {} } }, { name: 'shop' });
  assert.equal(
    own.services.map(({ user, state }) => `${user} ${state}`),
    ['web shop', 'shop shop_shop', 'web shop'],
  );
  assert.equal(own.namedUsers, ['web', 'shop']);
});

defaults("npm's fields fill in keys that the section lacks", () => {
  const names: [name: string, of: string][] = [
    ['@acme/shop', 'acme-shop'],
    ['shop', 'shop'],
    ['a.b.c', 'a.b.c'],
  ];
  for (const [name, of] of names) {
    const { services, ...config } = parse({}, { name });
    assert.equal([config.name, services[0].user], [of, of.replaceAll('.', '_')]);
  }
  const told = parse({ name: 'x.y', summary: 'S', maintainer: 'B <b@c>', node: '>=18', service: { user: 'u' } });
  assert.equal(
    [told.name, told.summary, told.maintainer, told.depends, told.services[0].user],
    ['x.y', 'S', 'B <b@c>', ['nodejs (>= 18)'], 'u'],
  );
  assert.is(parse({}, { author: { name: 'Ada', email: 'a@b', url: 'c' } }).maintainer, 'Ada <a@b>');
});

/** The places of the mistakes of a package. */
function placesOf(deb: Json, fields: Json): string[] {
  try {
    parse(deb, fields);
    return [];
  } catch (error) {
    assert.instance(error, BuildError);
    return (error as BuildError).problems.map(({ key, problem, fix }) => `${key}: ${problem}; ${fix.slice(0, 20)}`);
  }
}

defaults('a field that another one needs is asked for where npm has it', () => {
  assert.equal(placesOf({}, { engines: [] }), ['engines.node (or deb.node): is missing; it must be a range o']);
  assert.equal(placesOf({}, { engines: { npm: '1' } }), [
    'engines.node (or deb.node): is missing; it must be a range o',
  ]);
  assert.equal(placesOf({}, { name: 7 }), ['name (or deb.name): is 7; it must be two or mo']);
  assert.equal(placesOf({}, { name: '@/shop' }), ['name (or deb.name): is "@/shop"; it must be two or mo']);
  // One mistake, not a second one for the user of that name.
  assert.equal(placesOf({ name: 'A' }, {}), ['deb.name: is "A"; it must be two or mo']);
  assert.equal(placesOf({ name: 'a/b' }, {}), ['deb.name: is "a/b"; it must be two or mo']);
});

const described = (value: string) => ({ value, description: 'A value.' });

defaults('a setting that looks like a secret is a warning, with its place and without its value', () => {
  const settings = { TOKEN: described('hunter2'), API_KEY: described(''), LEVEL: described('hunter2') };
  const warnings = configWarnings(
    parse({
      settings,
      services: { a: { settings: { PASSWORD: described('hunter2') } }, b: { settings: { LEVEL: described('1') } } },
    }),
  );
  const because =
    'looks like a secret, and everybody can read the value in the package: move it to "secrets", without its value';
  assert.equal(warnings, [`deb.settings.TOKEN ${because}`, `deb.services.a.settings.PASSWORD ${because}`]);
  assert.equal(configWarnings(parse()), []);
});

defaults('a mail has its address, unless the project explains one itself', () => {
  const mailTo = (deb: Json) =>
    parse(deb)
      .settings.filter(({ variable }) => variable === 'MAIL_TO')
      .map(({ value }) => value);
  assert.equal(mailTo({ mail: true }), ['root']);
  assert.equal(mailTo({ mail: false }), []);
  assert.equal(mailTo({ mail: true, settings: { MAIL_TO: described('ada') } }), ['ada']);
});

defaults('sockets of services, with their ports, settings and names', () => {
  const settings = { PORT: described('8080'), ADMIN: described('9000') };
  const socketsOf = (service: Json) =>
    structuredClone(parse({ settings, services: { a: service } }, { name: 'shop' }).services[1]?.sockets);
  const access = { group: 'www-data', mode: '0660' };
  assert.equal(socketsOf({ socket: true }), [{ unit: 'shop-a', port: 8080, variable: 'PORT', listen: '8080' }]);
  assert.equal(socketsOf({ socket: true, port: 80 }), [{ unit: 'shop-a', port: 80, listen: '80' }]);
  assert.equal(socketsOf({ socket: true, port: 'ADMIN' }), [
    { unit: 'shop-a', port: 9000, variable: 'ADMIN', listen: '9000' },
  ]);
  assert.equal(socketsOf({ socket: ['[::1]:ADMIN', 81], unixSocket: { group: 'g' } }), [
    { unit: 'shop-a', port: 9000, variable: 'ADMIN', listen: '[::1]:9000' },
    { unit: 'shop-a-81', port: 81, listen: '81' },
    {
      unit: 'shop-a-unix',
      port: 9000,
      variable: 'ADMIN',
      listen: '/run/shop-a/socket',
      access: { ...access, group: 'g' },
    },
  ]);
  assert.equal(socketsOf({ unixSocket: {} }), [
    { unit: 'shop-a', port: 8080, variable: 'PORT', listen: '/run/shop-a/socket', access },
  ]);
  assert.equal(socketsOf({ port: 80 }), []);
  assert.is(socketsOf({ socket: true, settings: { PORT: described('81') } })?.[0]?.listen, '81');
  const own = parse({
    settings,
    service: { socket: ['ADMIN'] },
    services: { a: { socket: ['LOCAL'], settings: { LOCAL: described('7') } } },
  });
  assert.equal(
    own.settings.map(({ variable, socketUnit }) => `${variable} ${socketUnit}`),
    ['PORT undefined', 'ADMIN web.shop.socket'],
  );
  assert.is(own.services[1]?.settings[0]?.socketUnit, 'web.shop-a.socket');
});

defaults.run();
