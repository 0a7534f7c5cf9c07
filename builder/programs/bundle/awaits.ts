/**
 * `await` at the top level of modules. esbuild makes no CommonJS of it: it sees a chain of signs in its place, which stand
 * for one operator with the same rank, and the code gets its `await` back.
 */
import path from 'node:path';
import type { Message } from 'esbuild';
import { sourceText } from '../../project/read-file.ts';

const OPERATOR = '+-+-+-+-';
const LABEL = '__awaits__';

/**
 * Marks the awaits that `errors` name.
 * @param awaiting the sources with their marks, by their files relative to `project`
 * @returns whether these are all errors
 */
export function markAwaits(project: string, errors: readonly Message[], awaiting: Map<string, string>): boolean {
  const places = errors.flatMap(({ text, location }) => (location && /^Top-level await/.test(text) ? [location] : []));
  if (places.length === 0 || places.length < errors.length) return false;
  // From the last one on: a mark moves what follows it.
  for (const { file, line, column } of [...places].sort((a, b) => b.line - a.line || b.column - a.column)) {
    const text = awaiting.get(file) ?? sourceText(path.join(project, file)).replace(/^\uFEFF/, '');
    awaiting.set(file, marked(text, { line, column }));
  }
  return true;
}

/**
 * The source with a mark in place of one `await`.
 * @param column in bytes
 */
function marked(text: string, { line, column }: { line: number; column: number }): string {
  const lines = text.split(/(?<=\r\n|[\n\u2028\u2029]|\r(?!\n))/);
  const before = lines.slice(0, line - 1).join('');
  const bytes = Buffer.from(lines[line - 1] ?? '');
  const head = before + bytes.subarray(0, column).toString();
  const tail =
    bytes
      .subarray(column)
      .toString()
      .replace(/^await/, '') + lines.slice(line).join('');
  const loop = /\bfor\s*$/.exec(head);
  if (loop === null) return `${head}${OPERATOR}${tail}`;
  return `${head.slice(0, loop.index)}${LABEL}: for ${tail}`;
}

/** The code with `await` for each mark. */
export function withAwaits(code: string): string {
  return code.replaceAll(/\+-\+-\+-\+-\s*/g, 'await ').replaceAll(/__awaits__:\s*for\b/g, 'for await');
}
