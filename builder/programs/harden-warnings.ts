/**
 * Actions of a program that the level of its service refuses, as far as its sources show them. Of packages that others
 * wrote only those with one purpose count: many packages import modules that they hardly ever use.
 */
import path from 'node:path';
import type { Service } from '../config/config.ts';
import { sourceText } from '../project/read-file.ts';
import { withoutComments } from '../project/source-text.ts';
import { packageFolder } from './licenses.ts';

type Level = Service['harden'];

/** From the loosest to the tightest. */
const LEVELS: readonly Level[] = ['off', 'standard', 'strict', 'sealed'];

const module = (names: string): RegExp =>
  new RegExp(`(?:\\bfrom|\\bimport|\\brequire\\(|\\bimport\\()\\s*(["'\`])(?:node:)?(?:${names})\\1`);

const PROCESSORS = 'the processors of the machine';

/** Actions that are refused from a level on, and their looks in a source. */
const REFUSED: readonly { from: Level; what: string; looks: RegExp }[] = [
  // They are setuid or setgid, which NoNewPrivileges= makes ineffective.
  {
    from: 'standard',
    what: 'sendmail or sudo',
    looks: /["'`/](?:s?bin\/)?sendmail["'`]|\bsendmail: true|["'`]sudo["'` ]/,
  },
  { from: 'strict', what: 'the network interfaces', looks: /\bnetworkInterfaces\(/ },
  // ProcSubset=pid.
  {
    from: 'strict',
    what: PROCESSORS,
    looks: /\bcpus\(\)|\/proc\/(?:stat|cpuinfo|meminfo|uptime|loadavg|net)\b/,
  },
  { from: 'sealed', what: 'other programs', looks: module('child_process') },
  { from: 'sealed', what: 'DNS', looks: module('dns|dns/promises') },
  {
    from: 'sealed',
    what: 'connections to others',
    looks: /(?<![.\w])fetch\(|\b(?:https?|http2|net|tls)\.(?:request|get|connect|createConnection)\(|\bnew WebSocket\(/,
  },
];

/** Packages whose only purpose is such an action: connections to other machines, and figures of this machine. */
const PACKAGES: readonly { from: Level; what: string; names: RegExp }[] = [
  {
    from: 'sealed',
    what: 'connections to others',
    names:
      /\/node_modules\/(pg|mysql2?|mariadb|redis|ioredis|mongodb|mongoose|nodemailer|axios|got|node-fetch|kafkajs|amqplib|mqtt|@aws-sdk\/[^/]+)$/,
  },
  { from: 'strict', what: PROCESSORS, names: /\/node_modules\/(pidusage|systeminformation|node-os-utils|os-utils)$/ },
];

/** So many places are named. */
const SHOWN = 3;

/** The tightest of some levels. */
export function tightest(services: readonly Service[]): Level {
  return LEVELS.findLast((level) => services.some(({ harden }) => harden === level)) ?? 'off';
}

/** A warning, if a program of these `files` (relative to `project`) does something that `level` refuses. */
export async function refusedWarnings(project: string, level: Level, files: readonly string[]): Promise<string[]> {
  const isRefused = ({ from }: { from: Level }): boolean => LEVELS.indexOf(from) <= LEVELS.indexOf(level);
  const refused = REFUSED.filter(isRefused);
  const found = new Map<string, string[]>();
  const note = (what: string, where: string): void => void found.set(what, [...(found.get(what) ?? []), where]);
  const folders = files.map(packageFolder);
  for (const file of files.filter((file, at) => folders[at] === undefined && /\.[cm]?[jt]sx?$/.test(file))) {
    const text = withoutComments(sourceText(path.join(project, file)));
    for (const { what, looks } of refused) if (looks.test(text)) note(what, file);
  }
  for (const { what, names } of PACKAGES.filter(isRefused)) {
    for (const folder of new Set(folders)) {
      const name = names.exec(`/${folder}`)?.[1];
      if (name !== undefined) note(what, name);
    }
  }
  if (found.size === 0) return [];
  const list = [...found].map(([what, places]) => {
    const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more` : '';
    return `${what} (${places.slice(0, SHOWN).join(', ')}${more})`;
  });
  return [`"harden": "${level}" refuses what the program asks for: ${list.join('; ')}`];
}
