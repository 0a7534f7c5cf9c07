/**
 * Configurations as people write them, as they misspell them, and as somebody would who wants to get out of the quotes.
 */
import fc, { type Arbitrary } from 'fast-check';

/** What means something to a shell, a unit file, a control file, a man page or a template, and may stand in a text. */
const MEANINGFUL = [
  ...[
    '"',
    "'",
    '`id`',
    '$(id)',
    '${HOME}',
    '%n',
    '%%',
    '$$',
    ';',
    '&& id',
    '| id',
    '> /x',
    '#',
    '*',
    '~',
    '!',
    '.',
    ' ',
  ],
  ...[
    "'; id; '",
    '" Environment="X=1',
    '{{name}}',
    '{{#each services}}',
    '.so /etc/passwd',
    '../..',
    '/etc/passwd',
    '-',
    '--',
  ],
  ...['=', '<', '>', '@', 'é', '🙂', '\u2028', '\u0085'],
];

/** What may not stand anywhere. */
const FORBIDDEN = ['\n', '\r', '\t', '\0', '\nExecStartPre=/bin/id', '\n[Service]', '\\\n', '\\', '\u007f', ''];

const joined = (parts: Arbitrary<string>, least: number): Arbitrary<string> =>
  fc.array(parts, { minLength: least, maxLength: 3 }).map((found) => found.join(''));
const meaningful = joined(fc.constantFrom(...MEANINGFUL, 'a', 'Word'), 1);
const forbidden = joined(fc.oneof(fc.constantFrom(...FORBIDDEN, ...MEANINGFUL), fc.string({ maxLength: 5 })), 0);

/** How much more often what is right comes than what is not: about half of all configurations are to be accepted. */
const MOSTLY = 150;

/** Mostly one of `good`, rarely with something behind it, rarely no text at all. */
function text(...good: string[]): Arbitrary<unknown> {
  const usual = fc.constantFrom(...good);
  return fc.oneof(
    { weight: MOSTLY, arbitrary: usual },
    { weight: 1, arbitrary: fc.tuple(usual, fc.oneof(meaningful, forbidden)).map(([a, b]) => a + b) },
    { weight: 1, arbitrary: fc.oneof(meaningful, forbidden, fc.jsonValue()) },
  );
}

/** Free text, where much is allowed. */
const prose = fc.oneof(
  { weight: MOSTLY / 2, arbitrary: fc.constantFrom('Sells things', 'A "quoted" 100% $5 shop') },
  { weight: MOSTLY / 2, arbitrary: meaningful.map((found) => `x${found}`) },
  { weight: 1, arbitrary: forbidden },
);

function odd<T>(usual: Arbitrary<T>): Arbitrary<unknown> {
  return fc.oneof({ weight: MOSTLY, arbitrary: usual }, { weight: 1, arbitrary: fc.jsonValue() });
}

const optional = { requiredKeys: [] };
const flag = odd(fc.boolean());
const seconds = odd(
  fc.oneof({ weight: MOSTLY, arbitrary: fc.integer({ min: 1, max: 86400 }) }, { weight: 1, arbitrary: fc.integer() }),
);

const settings = odd(
  fc.dictionary(
    fc.constantFrom('PORT', 'LEVEL', 'GREETING'),
    fc.record({ value: text('8080', 'Hello, world: {x} <y>', '/a/b?c=d&e'), description: prose }),
    { maxKeys: 2 },
  ),
);

const service = {
  arguments: odd(fc.array(prose, { maxLength: 3 })),
  user: text('shop', 'shop-hand', 'www-data', 'root', '_apt'),
  ready: text('http', 'listening', 'app', 'loaded'),
  health: text('/health', '/a/b.c?d=e&f=g', '/~x:@+,-'),
  port: odd(
    fc.oneof(
      { weight: 40, arbitrary: fc.integer({ min: 1, max: 65535 }) },
      { weight: 1, arbitrary: fc.constant<unknown>('PORT') },
    ),
  ),
  startTimeout: seconds,
  stopTimeout: seconds,
  watchdog: seconds,
  restart: text('on-failure', 'always', 'no'),
  restartDelay: seconds,
  reload: flag,
  explain: flag,
  harden: text('standard', 'strict', 'strict', 'off'),
  hardenOverrides: odd(
    fc.dictionary(
      fc.constantFrom('TasksMax', 'LimitNOFILE', 'Nice'),
      fc.record({ value: fc.constantFrom('4', '10', '16'), because: prose }),
      { maxKeys: 2 },
    ),
  ),
  enable: flag,
  start: flag,
  restartAfterUpgrade: flag,
};

const own = fc.record({ ...service, unit: text('systemd/shop.service') }, optional);
const worker = fc.record(
  { ...service, entry: text('src/worker.js', 'src/it\'s "here".js'), summary: prose, settings },
  optional,
);
const task = fc.record(
  {
    schedule: text('daily', 'Mon..Fri 08:00', '*-*-01 03:00:00', '*:0/15', 'Sat,Sun *-01,07-* 00..23/2:30'),
    arguments: service.arguments,
    user: service.user,
    settings,
    summary: prose,
    start: flag,
    enable: flag,
  },
  { requiredKeys: ['schedule'] },
);

const target = text('/usr/share/shop/x', '/usr/lib/shop/a-b_c+d@e=f', '/etc/shop/x');
const files = odd(
  fc.array(
    fc.oneof(
      fc.record(
        { directory: target, owner: text('root'), mode: text('0750', '0644') },
        { requiredKeys: ['directory'] },
      ),
      fc.record({ link: text('/usr/share/shop', '../y'), to: target }),
    ),
    { maxLength: 2 },
  ),
);

const deb = fc.record(
  {
    entry: text('src/web.js', 'a b/c$d%e.js', "it's.js"),
    payload: text('bundle', 'modules'),
    name: text('shop', 'acme-web.shop', 'a0'),
    revision: text('1', '2~bpo12+1'),
    runtime: fc.oneof(
      { weight: 50, arbitrary: fc.constant('debian') },
      { weight: 1, arbitrary: text('debian', 'bundled') },
    ),
    node: text('>=18', '18.x || >=20', '*'),
    debian: odd(fc.subarray(['12', '13', 'testing'], { minLength: 1 })),
    summary: prose,
    extendedDescription: odd(fc.array(prose, { maxLength: 2 })),
    maintainer: text('Ada <ada@example.org>', 'Ünal "U" O\'Neil <u+x@example.org>'),
    section: text('web', 'contrib/net'),
    depends: odd(fc.array(text('ffmpeg', 'libfoo1 (>= 1.2~) | libfoo2'), { maxLength: 2 })),
    settings,
    secrets: odd(
      fc.dictionary(fc.constantFrom('TOKEN', 'PASSWORD'), fc.record({ description: prose }), { maxKeys: 2 }),
    ),
    service: odd(own),
    services: odd(
      fc.dictionary(fc.constantFrom('worker', 'night', 'a-b', '9'), fc.oneof(worker, task), { maxKeys: 2 }),
    ),
    files,
    mail: flag,
    onStartFailure: text('fail', 'warn'),
  },
  { requiredKeys: ['entry'] },
);

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
    deb: odd(deb),
  },
  { requiredKeys: ['name', 'version', 'description', 'author', 'license', 'engines', 'deb'] },
);
