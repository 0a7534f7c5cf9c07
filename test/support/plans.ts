/**
 * Packages as they are planned in tests: the demonstration, and a shop with everything that there is.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Config } from '../../builder/config/config.ts';
import { parseConfig } from '../../builder/config/parse.ts';
import type { Manifest } from '../../builder/manifest.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import type { Places } from '../../builder/programs/writable.ts';
import type { Facts } from '../../builder/project/facts.ts';
import { bundledPrograms } from './programs.ts';

const packageJson = JSON.parse(readFileSync('package.json', 'utf8'));
export const templates = Object.fromEntries(
  readdirSync('debian-templates', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => [file.slice(0, -'.hbs'.length), readFileSync(`debian-templates/${file}`, 'utf8')]),
);
export const facts: Facts = {
  templates,
  licenseText: readFileSync('LICENSE', 'utf8'),
  time: 1795392000,
  releases: [],
  projectFragments: {},
  unitFiles: {},
  toolVersion: '1.0.0',
  warnings: [],
};
export const programs = bundledPrograms('notifydemo', 'app\n', 'agent\n');

export function configOf(deb: object = {}, fields: object = {}): Config {
  return parseConfig(JSON.stringify({ ...packageJson, ...fields, deb: { ...packageJson.deb, ...deb } }));
}

export function plan(deb: object = {}, fields: object = {}): Manifest {
  return planPackage(configOf(deb, fields), facts, programs);
}

/** Everything rendered in a manifest, by file name. */
export function texts({ members, entries }: Manifest): Map<string, string> {
  const found = new Map(members.map(({ name, content }) => [name, content]));
  for (const entry of entries) {
    if (entry.type !== 'text' || entry.path.endsWith('.cjs')) continue;
    const content = entry.path.endsWith('.gz') ? gunzipSync(entry.content) : Buffer.from(entry.content);
    found.set(entry.path.slice(1).replace(/\.gz$/, '').replaceAll('/', '_'), content.toString());
  }
  return found;
}

/** A package with everything that there is. */
export const SHOP = {
  entry: 'src/web.js',
  payload: 'modules',
  revision: '2',
  node: '>=18 <25',
  ...{ depends: ['ffmpeg'], preDepends: ['libfoo1 | libfoo2'], enhances: ['nginx'], breaks: ['shop-theme (<< 2.0)'] },
  ...{ conflicts: ['stall'], replaces: ['stall'], provides: ['shop-api (= 2)'], formerly: ['webshop'], epoch: 2 },
  ...{ priority: 'standard', fields: { 'Vcs-Git': 'https://project.example/shop.git' } },
  triggers: ['activate-noawait ldconfig'],
  settings: {
    PORT: { value: '8080', description: 'The port to listen on.' },
    GREETING: { value: 'Welcome', description: 'What customers read first.' },
  },
  secrets: {
    DATABASE_PASSWORD: { description: 'Password of the database.' },
    TOKEN: { description: 'For the payment service.' },
  },
  service: {
    ...{ ready: 'listening', port: 'PORT', arguments: ['--title', 'Buy "it" for $5'], restartAfterUpgrade: false },
    socket: ['PORT', '127.0.0.1:9090'],
  },
  services: {
    worker: {
      ...{
        entry: 'src/worker.js',
        ready: 'loaded',
        user: 'shop-worker',
        restart: 'always',
        enable: false,
        watchdog: 0,
      },
      settings: { LEVEL: { value: '3', description: 'How hard to try.' } },
    },
    night: { arguments: ['clean up'], schedule: '*-*-* 03:00:00', start: false },
  },
  before: { entry: 'node_modules/prisma/build/index.js', arguments: ['migrate', 'deploy'], timeout: 120 },
  writable: ['uploads'],
  mail: false,
};

/** The writable places of the shop, as its files decide them: it also writes beside its sources. */
export const SHOP_PLACES: Places = {
  whole: [{ path: 'uploads', area: '/var/lib', name: 'uploads' }],
  open: [
    {
      ...{ path: 'src', name: 'app-src', target: '/usr/lib/shop/app/src', packaged: '/usr/lib/shop/packaged/app-src' },
      entries: [
        { name: 'a "b": 5%.txt', type: 'file', isWritable: false },
        { name: 'node_modules', type: 'directory', isWritable: false },
        { name: 'shared', type: 'link', target: '../shared', isWritable: false },
        { name: 'uploads', type: 'directory', isWritable: true },
        { name: 'web.js', type: 'file', isWritable: false },
      ],
    },
  ],
  files: ['src/db.json'],
};

/** Fields of npm for the package below. */
export const OFFICE_FIELDS = {
  version: '2.1.0-rc.1',
  homepage: 'https://office.example/a?b',
};

/** A package with the things that the shop lacks: mails, more than one user, Unix sockets, roots of their own. */
export const OFFICE = {
  summary: 'Desk & 50% more',
  entry: 'src/office.js',
  node: '>=20',
  extendedDescription: [],
  recommends: ['redis-server', 'ffmpeg | libav'],
  suggests: ['postgresql (>= 15)'],
  settings: {
    PORT: { value: '8080', description: 'The port to listen on.' },
    ADMIN_PORT: { value: '9000', description: 'The port of the clerk.' },
    THEME: { value: 'a-b', description: 'Colours.' },
  },
  secrets: {},
  service: {
    ...{ ready: 'http', port: 'PORT', socket: ['PORT'], unixSocket: { group: 'proxies', mode: '0600' } },
    ...{ harden: 'strict', stopTimeout: 3, restartDelay: 0, priorities: false, watchdog: 0, start: false },
  },
  services: {
    desk: {
      ...{ user: 'clerk', ready: 'http', socket: ['127.0.0.1:ADMIN_PORT', 9001], port: 9001, harden: 'sealed' },
      ...{ reload: true, explain: true, stopTimeout: 7, restartDelay: 4, startTimeout: 29, enable: false },
      settings: { DESKS: { value: '3', description: 'How many.' } },
    },
    files: { user: 'clerk', ready: 'app', port: 9100, unixSocket: {}, stopTimeout: 60, restartAfterUpgrade: false },
    guard: { unit: 'systemd/guard.service', ready: 'loaded', harden: 'strict' },
    nightly: {
      ...{ schedule: 'Mon..Fri 08:30', user: 'clerk', startTimeout: 90, priorities: false },
      settings: { DEPTH: { value: '9', description: 'How deep.' } },
    },
  },
  writable: ['data', { path: '.next/cache', cache: true }],
  mail: true,
  onStartFailure: 'warn',
};
