/**
 * What no schema can say: how the values of package.json have to fit together.
 */
import { closest } from 'fastest-levenshtein';
import type { JSONPath } from 'jsonc-parser';
import { minVersion } from 'semver';
import { DEBIAN_RELEASES, type DebianRelease, OLDEST_NODE } from '../../releases.ts';
import { releasesWithNode } from '../../version.ts';
import { isObject, type Json } from '../config.ts';
import type { Mistake } from '../mistakes/mistakes.ts';
import { allServices, type DescribedPackage } from '../schema/checked.ts';
import { COMPRESSION_LEVELS } from '../schema/program.ts';
import { RESERVED_NAMES } from '../schema/schema.ts';
import { targets } from './files.ts';
import { sockets } from './sockets.ts';

type Rule = (deb: DescribedPackage, written: Json) => Iterable<Mistake>;

/** The mistakes of a `deb` section that the schema has passed; `packageJson` is what was written, without defaults. */
export function ruleMistakes(deb: DescribedPackage, packageJson: Json): Mistake[] {
  const written = isObject(packageJson.deb) ? packageJson.deb : {};
  return RULES.flatMap((rule) => [...rule(deb, written)]);
}

/** The releases that a package is for: those it names, of those whose Node will do. */
export function supportedReleases({
  runtime,
  node,
  debian,
}: Pick<DescribedPackage, 'runtime' | 'node' | 'debian'>): DebianRelease[] {
  const able = runtime === 'bundled' ? DEBIAN_RELEASES : releasesWithNode(node);
  return able.filter(({ id }) => debian?.includes(id) ?? true);
}

function* runtime(deb: DescribedPackage, { node }: Json): Iterable<Mistake> {
  if (deb.runtime === 'bundled') {
    if (/^\d+\.\d+\.\d+$/.test(deb.node) && Number.parseInt(deb.node, 10) >= OLDEST_NODE) return;
    const text = `with "runtime": "bundled" it must be one exact version from ${OLDEST_NODE} on, as in "node": "24.21.0"`;
    yield { path: ['deb', 'node'], text, isValue: true };
    return;
  }
  const otherwise = 'or carry one of your own with "runtime": "bundled"';
  const able = releasesWithNode(deb.node);
  if (able.length === 0) {
    const has = DEBIAN_RELEASES.map((release) => `${release.id} has ${release.node}`).join(', ');
    const least = `>=${minVersion(deb.node)?.major}`;
    const wider = releasesWithNode(least).length > 0 ? `, as in "node": "${least}"` : '';
    const place = node === undefined ? { path: ['engines', 'node'], name: 'engines.node (or deb.node)' } : {};
    const text = `no Debian has such a Node (${has}); widen it${wider}, ${otherwise}`;
    yield { path: ['deb', 'node'], ...place, text, isValue: true };
  } else if (supportedReleases(deb).length === 0) {
    const fitting = able.map(({ id }) => `"${id}"`).join(', ');
    const text = `Node ${deb.node} is in none of them; name others, as in "debian": [${fitting}], ${otherwise}`;
    yield { path: ['deb', 'debian'], text, isValue: true };
  }
}

function* compressionLevel({ compression, compressionLevel: level }: DescribedPackage): Iterable<Mistake> {
  const { least, most } = COMPRESSION_LEVELS[compression];
  if (level === undefined || (level >= least && level <= most && compression !== 'none')) return;
  const path = ['deb', 'compressionLevel'];
  if (compression === 'none') yield { path, text: 'means nothing with "compression": "none": leave it out' };
  else yield { path, text: `with "compression": "${compression}" it must be from ${least} to ${most}`, isValue: true };
}

function* payload(deb: DescribedPackage): Iterable<Mistake> {
  if (deb.payload === 'bundle') {
    if (deb.include.length === 0) return;
    const text = 'means something only with "payload": "modules"; what a bundle reads besides belongs in deb.files';
    yield { path: ['deb', 'include'], text };
    return;
  }
  const entries: [JSONPath, string | undefined][] = [
    [['deb', 'entry'], deb.service.unit === undefined ? deb.entry : undefined],
    ...Object.entries(deb.services).map(([name, { entry, unit }]): [JSONPath, string | undefined] => [
      ['deb', 'services', name, 'entry'],
      unit === undefined ? entry : undefined,
    ]),
  ];
  for (const [path, entry = ''] of entries.filter(([, entry]) => /\.[cm]?tsx?$/.test(entry ?? ''))) {
    const compiled = entry.replace(/^src\//, 'dist/').replace(/tsx?$/, 'js');
    const text = `with "payload": "modules" it must be JavaScript: compile it, and name that, as in "entry": "${compiled}"`;
    yield { path, text, isValue: true };
  }
}

/** Keys that say how a service runs on and on; a task on a schedule ends. */
const ENDLESS = [
  'ready',
  'health',
  'port',
  'socket',
  'watchdog',
  'restart',
  'restartDelay',
  'reload',
  'explain',
  'unit',
];

function* schedules(deb: DescribedPackage, written: Json): Iterable<Mistake> {
  const services = isObject(written.services) ? written.services : {};
  for (const [name, { schedule }] of Object.entries(deb.services)) {
    const keys = schedule !== undefined && isObject(services[name]) ? Object.keys(services[name]) : [];
    for (const key of keys.filter((key) => ENDLESS.includes(key))) {
      const text = 'means nothing for a task on a "schedule", which starts, works and ends: leave it out';
      yield { path: ['deb', 'services', name, key], text };
    }
  }
}

function* names(deb: DescribedPackage): Iterable<Mistake> {
  for (const name of Object.keys(deb.services)) {
    const unit = `${deb.name}-${name}`;
    if (!RESERVED_NAMES.includes(unit)) continue;
    yield { path: ['deb', 'services', name], text: `its unit would be ${unit}, which belongs to Debian: rename it` };
  }
}

function* variables(deb: DescribedPackage): Iterable<Mistake> {
  const twice = (path: JSONPath, other: string): Mistake => {
    return { path, text: `is ${other}, too, and a default can be read by everybody: remove one of the two` };
  };
  for (const name of Object.keys(deb.secrets).filter((name) => name in deb.settings)) {
    yield twice(['deb', 'secrets', name], `deb.settings.${name}`);
  }
  for (const [path, { port, settings = {} }] of allServices(deb)) {
    for (const name of Object.keys(settings).filter((name) => name in deb.secrets)) {
      yield twice([...path, 'settings', name], `deb.secrets.${name}`);
    }
    const known = Object.keys({ ...deb.settings, ...deb.secrets, ...settings });
    if (typeof port !== 'string' || known.includes(port)) continue;
    const example = `"${port}": { "value": "8080", "description": "The port to listen on." }`;
    const advice = known.length > 0 ? `did you mean "port": "${closest(port, known)}"?` : `add it, as in ${example}`;
    yield { path: [...path, 'port'], text: `there is no such variable in deb.settings; ${advice}`, isValue: true };
  }
}

function* levels(deb: DescribedPackage): Iterable<Mistake> {
  for (const [path, service] of allServices(deb)) {
    if (service.harden !== 'sealed' || service.socket || service.schedule !== undefined) continue;
    const text = 'cannot open a port by itself: add "socket": true, or use "strict"';
    yield { path: [...path, 'harden'], text, isValue: true };
  }
}

const RULES: readonly Rule[] = [
  runtime,
  compressionLevel,
  payload,
  schedules,
  names,
  variables,
  sockets,
  targets,
  levels,
];
