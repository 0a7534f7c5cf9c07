/**
 * The findings of `npm audit`, told apart: those in packages that the Debian package carries, and all others. npm reads the
 * lock file and asks its registry; it runs no script of a package (npm-audit(1)).
 */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { satisfies, valid, validRange } from 'semver';
import { isObject, type Json } from '../config/config.ts';
import type { BundledPackage } from '../programs/licenses.ts';
import { lockOf } from '../project/lock-hashes.ts';
import { objectOf } from '../project/package-json.ts';
import { isInstalled, run } from '../shell.ts';
import { oneLine } from '../text.ts';
import { type AuditLevel, SEVERITIES, type Severity } from './delivery.ts';

/** A known vulnerability of a package in one version. */
export interface Advisory {
  name: string;
  version: string;
  severity: Severity;
  title: string;
  url: string;
}

export interface Audit {
  /** Those in the package, the worst first. */
  inside: readonly Advisory[];
  /** How many others there are. */
  outside: number;
}

interface AuditOptions {
  project: string;
  /** The packages that the Debian package carries. */
  packages: readonly BundledPackage[];
  signal: AbortSignal;
}

/** Milliseconds. An audit takes a second or two; without a network, npm may wait for minutes. */
const TIME_LIMIT = 30_000;

/** The whole lock file, whatever npm's settings leave out; and one try, because npm waits ten seconds before another. */
const WORDS = [
  ...['audit', '--json', '--ignore-scripts', '--loglevel=error', '--no-update-notifier'],
  ...['--include=dev', '--include=optional', '--include=peer', '--fetch-retries=0', '--fetch-timeout=20000'],
];

/** The findings, or the reason why there was no audit. */
export async function auditPackages({ project, packages, signal }: AuditOptions): Promise<Audit | string> {
  if (!packages.some(({ npm }) => npm)) return { inside: [], outside: 0 };
  if (!isInstalled('npm')) return 'npm is not installed';
  const lock = lockOf(project);
  if (lock.file === undefined) return 'there is no lock file';
  if (lock.manager !== 'npm') return `npm does not read ${lock.name}`;
  const said = await answer(path.dirname(lock.file), signal);
  if (typeof said === 'string') return said;
  const { vulnerabilities } = said;
  if (!isObject(vulnerabilities)) return refusal(said);
  return sorted(vulnerabilities, path.dirname(lock.file), packages);
}

/** The answer of npm, as JSON, or why there is none. */
async function answer(cwd: string, signal: AbortSignal): Promise<Json | string> {
  const limit = new AbortController();
  const end = (): void => limit.abort(signal.reason);
  const timer = setTimeout(() => limit.abort(new Error('time')), TIME_LIMIT);
  signal.addEventListener('abort', end);
  try {
    const { stdout } = await run('npm', WORDS, { cwd, signal: limit.signal });
    const said: unknown = JSON.parse(stdout);
    return isObject(said) ? said : 'npm gives no answer';
  } catch {
    signal.throwIfAborted();
    return limit.signal.aborted ? `there is no answer within ${TIME_LIMIT / 1000} seconds` : 'npm gives no answer';
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

/** npm 9, 10 and 11 tell failures in other forms. The messages may hold addresses with passwords, and are not shown. */
function refusal({ statusCode, error, message }: Json): string {
  const { code } = objectOf(error);
  if (code === 'ENOLOCK' || code === 'EAUDITNOLOCK') return 'npm finds no lock file';
  if (typeof statusCode === 'number') return `the registry answers ${statusCode}`;
  const isCut = /\b(E[A-Z]{4,}|network|request to)\b/.test(`${code} ${message}`);
  return isCut ? 'npm does not reach its registry' : 'npm gives no findings';
}

function sorted(vulnerabilities: Json, base: string, packages: readonly BundledPackage[]): Audit {
  const carried = new Map(packages.flatMap((item) => (item.npm ? [[item.npm.place, item]] : [])));
  const inside = new Map<string, Advisory>();
  const outside = new Set<string>();
  for (const [name, vulnerability] of Object.entries(vulnerabilities)) {
    const { via, nodes } = objectOf(vulnerability);
    // A name in `via` is a package that this one needs, which has its own entry.
    for (const advisory of listOf(via).filter(isObject)) {
      for (const node of listOf(nodes)) {
        const item = carried.get(placeOf(base, String(node)));
        if (item === undefined) outside.add(JSON.stringify([name, node, advisory.url, advisory.title]));
        else if (concerns(advisory, item.version)) {
          const found = advisoryOf(advisory, item);
          inside.set(JSON.stringify(found), found);
        }
      }
    }
  }
  const rank = ({ severity }: Advisory): number => SEVERITIES.indexOf(severity);
  return { inside: [...inside.values()].sort((a, b) => rank(b) - rank(a)), outside: outside.size };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The real folder of a package in node_modules. One that is not installed has none. */
function placeOf(base: string, node: string): string {
  const place = path.resolve(base, node);
  return existsSync(place) ? realpathSync(place) : '';
}

/** `nodes` are all places of vulnerable versions, and an advisory may concern one version of several. */
function concerns({ range }: Json, version: string): boolean {
  if (typeof range !== 'string' || validRange(range) === null || valid(version, true) === null) return true;
  return satisfies(version, range, { includePrerelease: true, loose: true });
}

function advisoryOf({ severity, title, url }: Json, { name, version }: BundledPackage): Advisory {
  const text = (value: unknown): string => oneLine(typeof value === 'string' ? value : '');
  // A severity that is not known may be of any weight.
  const known = SEVERITIES.find((candidate) => candidate === severity) ?? 'critical';
  return { name: oneLine(name), version: oneLine(version), severity: known, title: text(title), url: text(url) };
}

/** Whether findings of this severity fail a check. */
export function isGrave({ severity }: Advisory, level: AuditLevel): boolean {
  return level !== 'none' && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(level);
}

/** `lodash 4.17.15, high: Prototype Pollution in lodash (https://…)`. */
export function advisoryLine({ name, version, severity, title, url }: Advisory): string {
  return `${name} ${version}, ${severity}: ${title || 'without a title'}${url === '' ? '' : ` (${url})`}`;
}
