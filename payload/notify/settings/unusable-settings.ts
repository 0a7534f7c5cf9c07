/**
 * Tells the journal which lines of the administrator's settings do not do what they say. The start goes on: a mistake in a
 * setting that the program does not need must not keep the service down.
 */
import { readFileSync, statSync } from 'node:fs';
import { isPortNumber } from './port-number.ts';
import type { Problem } from './problems.ts';

/** Bytes of a file that is still read at each start. */
const LARGEST_FILE = 1 << 20;

/** Lines of one file that are told. */
const MOST_LINES = 10;

/**
 * A line that cannot be a problem: an empty one, a comment, or a word of letters that no shell would change. Most files
 * have no other lines, and need no reader that knows all of systemd's rules.
 */
const PLAIN_LINE = /^(?:[#;][\t -[\]-~]*|([A-Za-z_][A-Za-z0-9_]*)=([A-Za-z0-9_.,:@/+-]*))?$/;

/**
 * Checks the files of NOTIFY_SETTINGS, which lists them, and behind them the variables that hold ports. Removes the
 * variable: children have no part in it.
 * @param tell takes each line for the journal, such as `/etc/default/shop:3: …`
 */
export function reportUnusableSettings(env: NodeJS.ProcessEnv, tell: (line: string) => void): void {
  const words = (env.NOTIFY_SETTINGS ?? '').split(' ').filter(Boolean);
  delete env.NOTIFY_SETTINGS;
  const files = words.filter((word) => word.startsWith('/'));
  const ports = words.filter((word) => !word.startsWith('/'));
  for (const file of files) {
    for (const { line, text } of problemsOf(file, ports).slice(0, MOST_LINES)) tell(`${file}:${line}: ${text}`);
  }
}

/** The problems of a file. One that is missing, or that the service may not read, has none. */
function problemsOf(file: string, ports: readonly string[]): Problem[] {
  let content: Buffer;
  try {
    if (!statSync(file).isFile() || statSync(file).size > LARGEST_FILE) return [];
    content = readFileSync(file);
  } catch {
    return [];
  }
  const isPlain = (line: string): boolean => {
    const found = PLAIN_LINE.exec(line);
    const [, name = '', value = ''] = found ?? [];
    return found !== null && (!ports.includes(name) || isPortNumber(value));
  };
  if (content.toString('latin1').split('\n').every(isPlain)) return [];
  const problems = require('./problems.ts') as typeof import('./problems.ts');
  return problems.problemsOf(content, ports);
}
