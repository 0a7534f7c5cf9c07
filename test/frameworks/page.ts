/**
 * The table of docs/frameworks.md: the last result of each project.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Outcome } from './outcome.ts';
import { type Recipe, readRecipes } from './recipe.ts';

const PAGE = 'docs/frameworks.md';
const [BEGIN, END] = ['<!-- begin results -->', '<!-- end results -->'];

const VERDICTS: Record<Outcome['verdict'], string> = {
  ok: 'ok',
  edit: 'needs a hand edit',
  stopped: 'stops with a message',
  warned: 'wrong after a warning',
  wrong: 'wrong without a warning',
  unmade: 'not made',
};

/** Writes the rows of these projects into the page. The other rows stay. */
export function writeResults(results: ReadonlyMap<Recipe, Outcome>): void {
  const [head = '', rest = ''] = readFileSync(PAGE, 'utf8').split(BEGIN);
  const [old = '', tail = ''] = rest.split(END);
  const known = readRecipes([]).map(({ name }) => name);
  const table = tableOf(old, results, { date: new Date().toISOString().slice(0, 10), known });
  writeFileSync(PAGE, `${head}${BEGIN}\n\n${table}\n\n${END}${tail}`);
}

interface Occasion {
  date: string;
  /** The projects that have recipes. Rows of others go. */
  known: readonly string[];
}

/** The counts and the table, from the table of the last time. */
export function tableOf(old: string, results: ReadonlyMap<Recipe, Outcome>, { date, known }: Occasion): string {
  const kept = old.split('\n').filter((line) => line.startsWith('| [') && known.includes(nameIn(line)));
  const rows = new Map(kept.map((line) => [nameIn(line), line]));
  for (const [recipe, outcome] of results) rows.set(recipe.name, rowOf(recipe, outcome, date));
  const lines = [...rows].sort(([a = ''], [b = '']) => (a < b ? -1 : 1)).map(([, line]) => line);
  const heads = ['| project | versions | result | date |', '| --- | --- | --- | --- |'];
  return [countsOf(lines), '', ...heads, ...lines].join('\n');
}

const nameIn = (line: string): string => line.slice(3, line.indexOf(']'));

function rowOf({ name, title, files, needs }: Recipe, outcome: Outcome, date: string): string {
  const link = `[${name}](../test/frameworks/recipes/${name}.txt): ${title}`;
  return `| ${[link, versionsOf(files), resultOf(outcome, needs), date].map(cell).join(' | ')} |`;
}

/** The direct dependencies of the project. */
function versionsOf(files: Recipe['files']): string {
  const { dependencies = {} } = JSON.parse(files.get('package.json') ?? '{}');
  return Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

function resultOf({ verdict, lines, stage, message }: Outcome, needs: string | undefined): string {
  if (verdict === 'unmade' && needs !== undefined) return `${VERDICTS.unmade}; it needs ${needs}`;
  const parts = [`${VERDICTS[verdict]}${lines > 0 ? ` of ${lines} line${lines === 1 ? '' : 's'}` : ''}`];
  if (verdict !== 'ok') parts.push(`${stage}: ${reasonIn(message).slice(0, 200)}`);
  return parts.join('; ');
}

/** What says most in a message, the best first. An error of the tool goes on in its next lines. */
const REASONS = [
  /^error: .*(\s+\S.*){0,2}/m,
  /^refused: .*/m,
  /^not ready after .*/m,
  /^npm error (notarget|path|enoent) .*/m,
  /^(failed: |\w*Error: ).*/m,
  /^.*\b(EROFS|ENOENT|Cannot find)\b.*/m,
  /^code: '\w+'/m,
];

function reasonIn(message: string): string {
  const text = message.replaceAll(/^ +/gm, '');
  const found = REASONS.map((reason) => reason.exec(text)?.[0]).find((reason) => reason !== undefined);
  return (found ?? text.split('\n')[0] ?? '')
    .replaceAll(/https?:\/\/\S+|(?<=ENOTFOUND )\S+/g, 'an address')
    .replaceAll(/\s+/g, ' ');
}

const cell = (text: string): string => text.replaceAll(/[\\`*_<>|]/g, '\\$&').replaceAll(/\s+/g, ' ');

function countsOf(lines: readonly string[]): string {
  const counts = Object.values(VERDICTS).map((word): [string, number] => [
    word,
    lines.filter((line) => line.split(' | ')[2]?.startsWith(word)).length,
  ]);
  return `${lines.length} projects: ${counts.map(([word, count]) => `${count} ${word}`).join(', ')}.`;
}
