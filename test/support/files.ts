/**
 * The test files below test/, grouped for the processes that run them. A file whose name ends in .slow.test.ts runs the
 * whole command many times: it takes seconds, and a quick run leaves it out.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { TestFiles } from './uvu.ts';

/** The folders that take longest come first, so that no lane waits for the other one at the end. */
const LONG = ['terminal', 'programs', 'hostile', 'project', 'archive'];

const rank = (folder: string): number => (LONG.includes(folder) ? LONG.indexOf(folder) : LONG.length);

/** The test files whose paths below test/ match, those of a folder in one process. */
export function filesLike(wanted: RegExp): TestFiles[] {
  const all = readdirSync('test', { recursive: true, encoding: 'utf8' });
  const tests = all.filter((file) => file.endsWith('.test.ts'));
  const files = tests.filter((file) => wanted.test(file));
  const folders = [...new Set(files.map((file) => path.dirname(file)))].sort((a, b) => rank(a) - rank(b));
  return folders.map((folder) => {
    const here = files.filter((file) => path.dirname(file) === folder);
    if (folder === '.') return { folder: 'test', pattern: `^(${here.join('|')})$` };
    const isWhole = here.length === tests.filter((file) => path.dirname(file) === folder).length;
    return { folder: 'test', pattern: `^${folder}/${isWhole ? '' : '(?!.*\\.slow\\.)'}[^/]*\\.test\\.ts$` };
  });
}
