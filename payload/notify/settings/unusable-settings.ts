/**
 * Tells the journal which lines of the administrator's settings do not do what they say. The start goes on: a mistake in a
 * setting that the program does not need must not keep the service down.
 */
import { readFileSync, statSync } from 'node:fs';
import { type Assignment, readAssignments } from './env-file.ts';

/** Bytes of a file that is still read at each start. */
const LARGEST_FILE = 1 << 20;

/** Lines of one file that are told. */
const MOST_LINES = 10;

interface Problem {
  line: number;
  text: string;
}

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
  let content: Uint8Array;
  try {
    if (!statSync(file).isFile() || statSync(file).size > LARGEST_FILE) return [];
    content = readFileSync(file);
  } catch {
    return [];
  }
  const unreadable = unreadableLine(content);
  if (unreadable !== undefined) {
    return [{ line: unreadable, text: 'this line is no UTF-8 text, so systemd ignores the whole file' }];
  }
  const assignments = readAssignments(new TextDecoder('utf-8', { ignoreBOM: true }).decode(content));
  const last = new Map(assignments.map((assignment) => [assignment.name, assignment]));
  return assignments.flatMap((assignment) => {
    const isPort = ports.includes(assignment.name) && last.get(assignment.name) === assignment;
    const text = problemOf(assignment, isPort);
    return text === undefined ? [] : [{ line: assignment.openQuote ?? assignment.line, text }];
  });
}

/** The first line with bytes that are no text, or with a zero. */
function unreadableLine(content: Uint8Array): number | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let line = 1;
  for (let begin = 0; begin <= content.length; line += 1) {
    const newline = content.indexOf(10, begin);
    const end = newline < 0 ? content.length : newline;
    const bytes = content.subarray(begin, end);
    try {
      if (bytes.includes(0)) return line;
      decoder.decode(bytes);
    } catch {
      return line;
    }
    begin = end + 1;
  }
  return undefined;
}

/** A message names no value that may be a secret. */
function problemOf(
  { name, value, openQuote, hasComment, followsBackslash }: Assignment,
  isPort: boolean,
): string | undefined {
  if (value === undefined)
    return `systemd ignores this line, because it has no ${name.startsWith('=') ? 'name before the ' : ''}"="`;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return nameProblem(name);
  if (openQuote !== undefined)
    return `the quote behind ${name}= is not closed, so the rest of the file belongs to its value`;
  const swallowed = /\n[ \t]*([A-Za-z_][A-Za-z0-9_]*)=/.exec(value)?.[1];
  if (swallowed !== undefined) {
    return `the quote behind ${name}= is not closed in its line, so ${swallowed}= is a part of its value`;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: systemd refuses these (env-util.c, env_value_is_valid()).
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(value)) {
    return `systemd ignores this line, because the value of ${name} has a control character`;
  }
  if (followsBackslash) {
    return 'systemd before version 254 ignores this line, because the comment above ends with a backslash';
  }
  if (isPort && !isPortNumber(value)) {
    return `${name}=${JSON.stringify(value.slice(0, 40))} is no port: write a whole number from 1 to 65535, and no comment behind it`;
  }
  if (hasComment) {
    return `the value of ${name} goes on to the end of the line, with the "#" in it: write a comment in a line of its own`;
  }
  return undefined;
}

function nameProblem(name: string): string {
  const [, exported] = /^export\s+([A-Za-z_][A-Za-z0-9_]*)$/.exec(name) ?? [];
  if (exported !== undefined) return `systemd ignores this line: write ${exported}= without "export"`;
  const shown = JSON.stringify(name.slice(0, 40)).replaceAll('\ufeff', '\\ufeff');
  return `systemd ignores this line, because ${shown} is no name of letters, digits and _`;
}

/** An empty value is the program's to judge, and so is the path of a Unix socket. */
function isPortNumber(value: string): boolean {
  if (value === '' || value.startsWith('/')) return true;
  return /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65535;
}
