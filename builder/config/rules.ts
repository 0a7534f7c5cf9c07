/**
 * What no schema can say: how the values of package.json have to fit together.
 */
import { closest } from 'fastest-levenshtein';
import type { JSONPath } from 'jsonc-parser';
import { DEBIAN_RELEASES, type DebianRelease } from '../debian.ts';
import { releasesWithNode } from '../version.ts';
import { type DescribedPackage, type DescribedService, type ExtraFile, isObject, type Json } from './config.ts';
import { type Mistake, placeName } from './mistakes.ts';
import { RESERVED_NAMES } from './schema.ts';

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

function mistake(path: JSONPath, text: string): Mistake {
  return { path, text: `${placeName(path)}: ${text}` };
}

function* runtime(deb: DescribedPackage): Iterable<Mistake> {
  const path = ['deb', 'node'];
  if (deb.runtime === 'bundled') {
    if (/^\d+\.\d+\.\d+$/.test(deb.node) && Number.parseInt(deb.node, 10) >= 18) return;
    yield mistake(
      path,
      `is "${deb.node}"; with "runtime": "bundled" it must be one exact version from 18 on, as in "node": "24.21.0"`,
    );
  } else if (supportedReleases(deb).length === 0) {
    const has = DEBIAN_RELEASES.map(({ name, node }) => `${name} has ${node}`).join(', ');
    const wanted = deb.debian && releasesWithNode(deb.node).length > 0 ? ` that "debian" names` : '';
    yield mistake(
      path,
      `is "${deb.node}"; no Debian${wanted} has such a Node (${has}): widen it, or carry one with "runtime": "bundled"`,
    );
  }
}

function* payload(deb: DescribedPackage): Iterable<Mistake> {
  if (deb.payload === 'bundle') {
    if (deb.include.length > 0) {
      yield mistake(
        ['deb', 'include'],
        'means something only with "payload": "modules"; further files of a bundle belong into "files"',
      );
    }
    return;
  }
  for (const [path, { entry = deb.entry, unit }] of allServices(deb)) {
    if (unit !== undefined || !/\.[cm]?tsx?$/.test(entry)) continue;
    const place = path[1] === 'service' ? ['deb', 'entry'] : [...path, 'entry'];
    yield mistake(
      place,
      `is "${entry}"; with "payload": "modules" the program is packaged as it is: compile it, and name the JavaScript file`,
    );
  }
}

/** Keys that say how a service runs on and on; a task on a schedule ends. */
const ENDLESS = ['ready', 'health', 'port', 'watchdog', 'restart', 'restartDelay', 'reload', 'explain', 'unit'];

function* schedules(deb: DescribedPackage, written: Json): Iterable<Mistake> {
  const services = isObject(written.services) ? written.services : {};
  for (const [name, { schedule }] of Object.entries(deb.services)) {
    const keys = schedule !== undefined && isObject(services[name]) ? Object.keys(services[name]) : [];
    for (const key of keys.filter((key) => ENDLESS.includes(key))) {
      yield mistake(
        ['deb', 'services', name, key],
        'means nothing for a task that runs on a "schedule": it starts, works and ends',
      );
    }
  }
}

function* names(deb: DescribedPackage): Iterable<Mistake> {
  for (const name of Object.keys(deb.services)) {
    if (!RESERVED_NAMES.includes(`${deb.name}-${name}`)) continue;
    yield mistake(
      ['deb', 'services', name],
      `its unit would be called ${deb.name}-${name}, a name that belongs to the system`,
    );
  }
}

function* variables(deb: DescribedPackage): Iterable<Mistake> {
  const shared = Object.keys({ ...deb.settings, ...deb.secrets });
  for (const name of Object.keys(deb.secrets).filter((name) => name in deb.settings)) {
    yield mistake(['deb', 'secrets', name], 'is a setting, too: everybody could read its default');
  }
  for (const [path, { port, settings = {} }] of allServices(deb)) {
    for (const name of Object.keys(settings).filter((name) => name in deb.secrets)) {
      yield mistake([...path, 'settings', name], 'is a secret, too: everybody could read its default');
    }
    const known = [...shared, ...Object.keys(settings)];
    if (typeof port !== 'string' || known.includes(port)) continue;
    const advice = known.length > 0 ? `did you mean "${closest(port, known)}"?` : `add it to "settings"`;
    yield mistake([...path, 'port'], `is "${port}", but there is no such setting; ${advice}`);
  }
}

function* files(deb: DescribedPackage): Iterable<Mistake> {
  const accounts = ['root', ...allServices(deb).map(([, { user }]) => user ?? deb.service.user)];
  const targets = new Map<string, number>();
  for (const [at, file] of deb.files.entries()) {
    const path = ['deb', 'files', at];
    const target = targetOf(file);
    if ('owner' in file && file.owner !== undefined && !accounts.includes(file.owner)) {
      yield mistake(
        [...path, 'owner'],
        `is "${file.owner}"; it must be root or an account of a service: ${[...new Set(accounts)].join(', ')}`,
      );
    }
    if ('conffile' in file && file.conffile && !target.startsWith('/etc/')) {
      yield mistake(
        [...path, 'conffile'],
        `what the administrator edits must lie in /etc (Debian Policy 10.7.2), not in ${target}`,
      );
    }
    if (
      target.startsWith('/var/') &&
      !new RegExp(`^/var/[a-z]+/${deb.name.replaceAll('.', '\\.')}(/|$)`).test(target)
    ) {
      yield mistake(
        path,
        `${target} must lie in a folder of the package's own, such as ${target.split('/').slice(0, 3).join('/')}/${deb.name}`,
      );
    }
    const before = target.endsWith('/') ? undefined : targets.get(target);
    if (before !== undefined) yield mistake(path, `${target} is deb.files.${before} already`);
    targets.set(target, at);
  }
}

function targetOf(file: ExtraFile): string {
  return 'directory' in file ? file.directory : file.to;
}

/** Every service with its place. */
function allServices(deb: DescribedPackage): [string[], DescribedService][] {
  return [
    [['deb', 'service'], deb.service],
    ...Object.entries(deb.services).map(([name, service]): [string[], DescribedService] => [
      ['deb', 'services', name],
      service,
    ]),
  ];
}

const RULES: readonly Rule[] = [runtime, payload, schedules, names, variables, files];
