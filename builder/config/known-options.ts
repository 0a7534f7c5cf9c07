/**
 * The versions of Node that know an option: Node ends at once if a command line has another ("bad option").
 */
import { closest, distance } from 'fastest-levenshtein';
import { OPTION_NAMES, UNLISTED } from './option-names.ts';

const MAJORS: ReadonlyMap<string, readonly number[]> = new Map(
  OPTION_NAMES.trim()
    .split(/\n(?=\d)/)
    .flatMap((group) => {
      const [majors = '', names = ''] = group.split(':');
      return names
        .trim()
        .split(/\s+/)
        .map((name): [string, number[]] => [name, majors.split(' ').map(Number)]);
    }),
);

/** Oldest first. */
const ALL = [...new Set([...MAJORS.values()].flat())].sort((a, b) => a - b);

const plain = (name: string): string => name.replaceAll('_', '-').replace(/^--(no-)?/, '');

const isListed = (name: string): boolean =>
  name.startsWith('--') && !UNLISTED.split(' ').some((word) => `${plain(name)}-`.startsWith(`${word}-`));

/** The range of the versions of Node that know an option, or undefined if all of them do, or none is known to. */
export function rangeOfOption(name: string): string | undefined {
  const known = MAJORS.get(plain(name));
  if (known === undefined || known.length === ALL.length) return undefined;
  const ranges: string[] = [];
  for (const [at, major] of ALL.entries()) {
    if (!known.includes(major) || known.includes(ALL[at - 1] ?? 0)) continue;
    const next = ALL.find((other) => other > major && !known.includes(other));
    ranges.push(`>=${major}${next === undefined ? '' : ` <${next}`}`);
  }
  return ranges.join(' || ');
}

/** The most similar option in place of one that no version of Node knows. Undefined for one that some version knows. */
export function similarOption(name: string): string | undefined {
  if (MAJORS.has(plain(name)) || !isListed(name)) return undefined;
  const near = closest(plain(name), [...MAJORS.keys()]);
  return distance(plain(name), near) <= 3 ? `--${near}` : '';
}
