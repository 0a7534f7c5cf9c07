/**
 * Where a value has got out of its place: a line more than there should be in a script, a unit or a control file.
 */

import { readFileSync } from 'node:fs';
import type { Config } from '../../builder/config/config.ts';
import { DIRECTIVES } from '../../builder/config/schema/harden.ts';
import { unitsOf } from '../../builder/deliver/check.ts';
import type { Manifest } from '../../builder/manifest.ts';
import { FRAGMENTS } from '../../builder/plan/scripts.ts';

/** All that stands in units of this tool: keys, and the sections they stand in. */
const KEYS = [
  'Description Documentation After Wants WantedBy Requisite ConditionFileIsExecutable Type NotifyAccess OpenFile',
  'ExecStart ExecReload ExecCondition Environment EnvironmentFile LoadCredential TimeoutStartSec TimeoutStopSec',
  'Restart RestartSec RestartPreventExitStatus SuccessExitStatus KillMode WatchdogSec User Group StateDirectory',
  'StateDirectoryMode WorkingDirectory OnCalendar Persistent',
].flatMap((line) => line.split(' '));
const UNIT_LINE = new RegExp(
  `^(#[\\s\\S]*|\\[(Unit|Service|Timer|Install)\\]|(${[...KEYS, ...DIRECTIVES].join('|')})=[\\s\\S]*|)$`,
);

const CONTROL_LINE =
  /^( [\s\S]*|(Package|Version|Architecture|Multi-Arch|Maintainer|Installed-Size|Depends|Recommends|Suggests|Section|Priority|Homepage|Description): [\s\S]+|)$/;

/** All that stands in maintainer scripts besides lists. */
const SCRIPT_LINES = Object.keys(FRAGMENTS).flatMap((fragment) =>
  readFileSync(`debian-templates/${fragment}.hbs`, 'utf8').split('\n'),
);

/** Everything that looks as if a value had got out; nothing in a sound package. */
export function escapes(manifest: Manifest, config: Config): string[] {
  const found: string[] = [];
  const strays = (name: string, text: string, line: RegExp): void => {
    for (const stray of text.split('\n').filter((candidate) => !line.test(candidate))) found.push(`${name}: ${stray}`);
  };
  for (const { name, content } of manifest.members) {
    if (name === 'control') strays(name, content, CONTROL_LINE);
    if (content.startsWith('#!')) found.push(...strangeLines(name, content, config));
  }
  for (const [name, content] of unitsOf(manifest)) {
    const text = Buffer.from(content).toString();
    if (!config.services.some(({ unit, unitFile }) => unitFile !== undefined && name === `${unit}.service`))
      strays(name, text, UNIT_LINE);
    const service = config.services.find(({ unit }) => name === `${unit}.service`);
    if (service && service.unitFile === undefined) found.push(...wrongCommand(name, text, service.arguments));
  }
  return found;
}

function strangeLines(script: string, content: string, { name }: Config): string[] {
  const known = new Set(SCRIPT_LINES.map((line) => line.replace('{{name}}', name)));
  const strange = content.split('\n').filter((line) => !known.has(line) && !/^[A-Z_]+='[^']*'$/.test(line));
  return strange.map((line) => `${script}: ${line}`);
}

/** The arguments that systemd will pass, read as systemd.service(5) says, against those that were meant. */
function wrongCommand(name: string, text: string, meant: readonly string[]): string[] {
  // Lines end where systemd ends them; JavaScript's own dot and $ know more ends.
  const start = 'ExecStart=';
  const line =
    text
      .split('\n')
      .find((candidate) => candidate.startsWith(start))
      ?.slice(start.length) ?? '';
  const words = [...line.matchAll(/"((?:[^"\\]|\\[\s\S])*)"|(\S+)/g)].map(([, quoted, plain]) => {
    const word = quoted === undefined ? (plain ?? '') : quoted.replaceAll(/\\([\s\S])/g, '$1');
    return word.replaceAll('%%', '%').replaceAll('$$', '$');
  });
  const got = words.slice(words.length - meant.length);
  return JSON.stringify(got) === JSON.stringify(meant) ? [] : [`${name}: ${line}`];
}
