/**
 * The lines of a file of settings that do not do what they say, with the reason for each.
 */
import { type Assignment, readAssignments } from './env-file.ts';
import { isPortNumber } from './port-number.ts';

export interface Problem {
  line: number;
  text: string;
}

/**
 * The problems of a file with this content.
 * @param ports names of variables that hold ports
 */
export function problemsOf(content: Buffer, ports: readonly string[]): Problem[] {
  const all = content.toString();
  // Node puts U+FFFD in the place of bytes that are no text. A look at each line takes longer.
  const unreadable = /[\0\ufffd]/.test(all) ? unreadableLine(content) : undefined;
  if (unreadable !== undefined) {
    return [{ line: unreadable, text: 'this line is no UTF-8 text, so systemd ignores the whole file' }];
  }
  const assignments = readAssignments(all);
  const last = new Map(assignments.map((assignment) => [assignment.name, assignment]));
  return assignments.flatMap((assignment) => {
    const isPort = ports.includes(assignment.name) && last.get(assignment.name) === assignment;
    const text = problemOf(assignment, isPort);
    return text === undefined ? [] : [{ line: assignment.openQuote ?? assignment.line, text }];
  });
}

/** The first line with bytes that are no text, or with a zero. */
function unreadableLine(content: Uint8Array): number | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true });
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
