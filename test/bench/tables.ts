/**
 * How the figures are shown: Markdown.
 */
import type { Result } from './rounds.ts';

const HEAD = ['', 'compression', 'time', '×', 'size', '×', 'memory of itself', 'of all its processes'];

export function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [head, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** One row each; the ratios are to the first row of build-deb's own process with the same compression. */
export function showResults(results: readonly Result[]): string {
  const rows = results.map(({ contestant: { name, method }, run, size }) => {
    const base = results.find(({ contestant: own }) => own.method === method && own.name.startsWith('build-deb'));
    const times = ratio(run.seconds, base?.run.seconds);
    const measured = [seconds(run.seconds), times];
    const packed = size > 0 ? [bytes(size), ratio(size, base?.size)] : ['', ''];
    return [name, size > 0 ? method : '', ...measured, ...packed, kibibytes(run.own), kibibytes(run.all)];
  });
  return table([HEAD, ...rows]);
}

function ratio(of: number, to: number | undefined): string {
  return to === undefined ? '' : (of / to).toFixed(2);
}

export function seconds(value: number): string {
  return value < 1 ? `${(1000 * value).toFixed(0)} ms` : `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

function bytes(value: number): string {
  return value < 1e6 ? `${(value / 1e3).toFixed(1)} kB` : `${(value / 1e6).toFixed(2)} MB`;
}

export function kibibytes(value: number): string {
  return `${((value * 1024) / 1e6).toFixed(0)} MB`;
}
