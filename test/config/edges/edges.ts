/**
 * The edges of each key of the schema.
 */
import {
  ACCOUNT,
  between,
  COMMENT,
  DIRECTORY,
  type Edges,
  HEALTH,
  INSIDE,
  LINE,
  MODE,
  OVERRIDE_VALUE,
  PORT,
  PRINTABLE,
  SOCKET,
  SUMMARY,
  seconds,
  TARGET,
  UNPRINTABLE,
  USER,
  VALUE,
} from './kinds.ts';
import { RELATION_EDGES } from './relations.ts';

const NPM_FIELDS: Readonly<Record<string, Edges>> = {
  version: { takes: ['0.0.0', '1.2.3-rc.1+b.5'], refuses: ['', '1.2', 'v1.2.3', '1.2.3-a-b', 1] },
  license: { takes: ['MIT', '(MIT OR Apache-2.0+)', 'a'], refuses: ['', 'A_B', 'A/B', 'A\n', 'Ä', 'A,B'] },
  homepage: {
    takes: ['http://a', 'https://a/!~#?x=1'],
    refuses: [
      ...['', 'a', 'ftp://a', 'https://', ' https://a', 'https:/a', 'http:a', 'https://ä', 'https://a\u007f'],
      ...[...` "'%<>\\\n`].map((sign) => `https://a${sign}b`),
    ],
  },
};

const ADDRESSES = ['a', 'a@', '@b', 'a@b@c', 'a b@c', 'a@b c', '<a@b', 'a@b>'].map((address) => `A <${address}>`);

const MAINTAINER: Edges = {
  takes: ['A <a@b>', 'Ada L. (x) <a.b+c@example.org>', ...PRINTABLE.map((code) => `${between(code)} <a@b>`)],
  refuses: [
    ...['', '<a@b>', ' <a@b>', 'A <a@b> ', 'A<a@b>', 'A  <a@b>', 'A a@b', 'A> <a@b>', ...ADDRESSES],
    ...UNPRINTABLE.map(between).flatMap((name) => [`${name} <a@b>`, `A <${name}@b>`, `A <a@${name}>`]),
  ],
};

const FOLDER: Edges = {
  takes: ['a', 'a/b', '.medusa/server'],
  refuses: ['', '.', '..', '/a', '../a', 'a/..', 'a b', 'a"', 'a%', 'a:b', 'a\n', 'a'.repeat(201)],
};

/** Keys of each service. */
const SERVICE: Readonly<Record<string, Edges>> = {
  arguments: {
    takes: [[], ...LINE.takes.map((line) => [line])],
    refuses: ['a', ...LINE.refuses.map((line) => [line])],
  },
  directory: FOLDER,
  nodeOptions: {
    takes: [[], ...LINE.takes.map((line) => [line])],
    refuses: ['a', ...LINE.refuses.map((line) => [line])],
  },
  user: ACCOUNT,
  startTimeout: seconds(1),
  stopTimeout: seconds(1),
  watchdog: seconds(0),
  restartDelay: seconds(0),
  health: HEALTH,
  port: PORT,
  socket: SOCKET,
  unit: INSIDE,
};

const FURTHER: Readonly<Record<string, Edges>> = {
  ...SERVICE,
  entry: INSIDE,
  summary: SUMMARY,
  schedule: { takes: ['daily', '*:0/5'], refuses: ['', 'never', '*:*/5', 7] },
};

function below(place: string, keys: Readonly<Record<string, Edges>>): Record<string, Edges> {
  return Object.fromEntries(Object.entries(keys).map(([key, edges]) => [`${place}.${key}`, edges]));
}

const BEFORE = { entry: INSIDE, arguments: SERVICE.arguments as Edges, timeout: seconds(1) };

const OVERRIDE = { value: OVERRIDE_VALUE, because: COMMENT };
const UNIX_SOCKET = { group: USER, mode: MODE };

/** By the place of the key, as the reference names it. */
export const EDGES: Readonly<Record<string, Edges>> = {
  ...below('npm', NPM_FIELDS),
  ...below('deb.before', BEFORE),
  ...below('deb', {
    entry: INSIDE,
    exclude: { takes: [[], ['a', '**']], refuses: ['a', [''], ['/a'], ['../a'], [7]] },
    include: { takes: [[], ['a', '**']], refuses: ['a', [''], ['/a'], ['../a'], [7]] },
    compressionLevel: { takes: [0, 19], refuses: [-1, 20, 1.5, '6'] },
    compressionThreads: { takes: [1, 256], refuses: [0, 257, 1.5, '2'] },
    node: { takes: ['>=18', '*', '20.x || 22'], refuses: ['', 'latest', 20] },
    debian: { takes: [['12'], ['12', '13', 'testing']], refuses: [[], '12', ['11'], ['14'], [13]] },
    name: {
      takes: ['ab', '0a', 'a.-', 'x'.repeat(100)],
      refuses: ['', 'a', '-a', '.a', 'aB', 'a_b', 'a+b', 'a b', 'ab\n', 'x'.repeat(101), 'systemd', 7],
    },
    revision: { takes: ['1', 'aZ09.+~'], refuses: ['', '1-2', '1_2', '1 ', ' 1', '1:2', 1] },
    summary: SUMMARY,
    extendedDescription: {
      takes: [[], ...LINE.takes.map((line) => [line])],
      refuses: ['a', ...LINE.refuses.map((line) => [line])],
    },
    maintainer: MAINTAINER,
    section: {
      takes: ['ab', 'web', 'a-b', 'contrib/web', 'non-free/web'],
      refuses: [
        '',
        'a',
        'Web',
        '-a',
        'web1',
        'a_b',
        '/web',
        'main/web',
        'contrib/',
        'web ',
        ' web',
        'contrib/contrib/web',
      ],
    },
    ...RELATION_EDGES,
  }),
  ...below('deb.service', SERVICE),
  ...below('deb.services.KEY', FURTHER),
  ...below('deb.service.unixSocket', UNIX_SOCKET),
  ...below('deb.services.KEY.unixSocket', UNIX_SOCKET),
  ...below('deb.service.hardenOverrides.DIRECTIVE', OVERRIDE),
  ...below('deb.services.KEY.hardenOverrides.DIRECTIVE', OVERRIDE),
  ...below('deb.settings.VARIABLE', { value: VALUE, description: COMMENT }),
  ...below('deb.services.KEY.settings.VARIABLE', { value: VALUE, description: COMMENT }),
  ...below('deb.secrets.VARIABLE', { description: COMMENT }),
  ...below('deb.files[] with "from"', {
    from: INSIDE,
    to: { ...TARGET, takes: [...TARGET.takes, '/etc/a/', '/etc/*?[]{}:'] },
    mode: MODE,
    owner: USER,
  }),
  ...below('deb.files[] with "directory"', { directory: DIRECTORY, mode: MODE, owner: USER }),
  ...below('deb.files[] with "link"', {
    to: { ...TARGET, refuses: [...TARGET.refuses, '/etc/a/'] },
    link: {
      takes: ['a', '../a', '/dev/null', `a%"'*`],
      refuses: ['', 'a b', 'a\\b', 'a\u00a0b', 'a\ufffdb', ...UNPRINTABLE.map(between)],
    },
  }),
  ...below('deb.writable[] with "path"', {
    path: {
      takes: ['.', './', 'a', './a/', 'a/b', '.a', 'A0._@+,=~-', 'a/..b', 'x'.repeat(200)],
      refuses: [
        ...['', './/', '/', '/a', '..', '../a', 'a/..', 'a/../b', 'a b', 'a\n', 'ä', 'x'.repeat(201), 7],
        ...[...`%"'\\:*?[]{}$;#()`].map((sign) => `a${sign}b`),
      ],
    },
  }),
  ...below('deb.scripts', { preinst: INSIDE, postinst: INSIDE, prerm: INSIDE, postrm: INSIDE }),
};
