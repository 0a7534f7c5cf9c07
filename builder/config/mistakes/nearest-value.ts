/**
 * The value that the schema accepts and that is nearest to a wrong one.
 */
import { closest, distance } from 'fastest-levenshtein';
import { TARGETS } from '../../releases.ts';
import type { Schema } from '../schema/key.ts';
import { fits } from './fits.ts';

/** A longer text is no slip, and some patterns below take the square of its length. */
const LONGEST = 200;

/** The first of some ways to write `data` that `parent` accepts, or undefined if it accepts no way. */
export function nearestValue(data: unknown, parent: Schema): unknown {
  const [only = data] = Array.isArray(data) && data.length === 1 ? data : [];
  if (!/^(string|number|boolean)$/.test(typeof only) || only === '') return undefined;
  const text = String(only);
  if (text.length > LONGEST) return undefined;
  const values: unknown[] = formsOf(text, parent).flatMap((form) => {
    return /^\d+$/.test(form) ? [form, Number(form)] : [form];
  });
  values.push(
    nearestList(text, parent),
    { value: text, description: 'What it is for.' },
    { value: text, because: 'Why.' },
  );
  return values.find((value) => fits(parent, value));
}

/** Other ways to write `text`, the likeliest first. */
function formsOf(text: string, parent: Schema): string[] {
  const near = closest(text, (parent.enum as string[] | undefined) ?? ['']);
  const rewritten = (table: typeof REWRITINGS) => table.map(([pattern, meant]) => text.replace(pattern, meant));
  const words = text.replaceAll(/\B[A-Z](?=[a-z])/g, '-$&').replaceAll(/[@_/ ]+/g, '-');
  return [
    text,
    ...rewritten(RELEASES),
    // Another number is no slip: 11 is not 12.
    ...(/\D/.test(text) && distance(text, near) <= text.length / 2 ? [near] : []),
    ...rewritten(REWRITINGS),
    text.toUpperCase(),
    ...(/^(@[\w-]+\/)?[\w -]+$/.test(text) ? [words.replace(/^-/, '').toLowerCase()] : []),
  ];
}

/** A list from one text, each item corrected. */
function nearestList(text: string, { items }: Schema): unknown {
  if (items === undefined) return undefined;
  const parts = text.split(text.startsWith('-') ? ' ' : /, ?/);
  return parts.map((part) => (fits(items as Schema, part) ? part : nearestValue(part, items as Schema)));
}

/** Forms of git's tags, npm, cron, Debian and other systems, and the form of this schema. */
const REWRITINGS: readonly [RegExp, string][] = [
  [/^(\d) (\d) \* \* \*$/, '*-*-* 0$2:0$1:00'],
  [/^(\d+) (\d+) \* \* \*$/, '*-*-* $2:$1:00'],
  [/^\*\/(\d+) \* \* \* \*$/, '*:0/$1'],
  [/^\*:\*\//, '*:0/'],
  [/^\*\/(\d+):/, '0/$1:'],
  [/^every day$/i, 'daily'],
  [/^(v|node |@)/, ''],
  [/(?<=-.*)-/g, '.'],
  [/^\d+\.\d+$/, '$&.0'],
  [/ \(.*\)$/, ''],
  [/(?<=\d) ?s(ec\w*)?$/, ''],
  [/(?<=\d{3})000$/, ''],
  [/^\w+:\/\/[^/]+/, ''],
  [/^\/usr\/local\//, '/usr/'],
  [/^\/opt\//, '/usr/lib/'],
  [/^\w[\w./-]*$/, '/$&'],
  [/^[0-7]{3}$/, '0$&'],
  [/^([a-z0-9][a-z0-9+.-]+)(?:@[\^~]?| ?>= ?)(\d[\w.]*)$/, '$1 (>= $2)'],
  // A revision with its hyphen, and perhaps with the version in front.
  [/^(\d[\w.+~-]*)?-(?=[\w.+~]+$)/, ''],
];

/** `bookworm`, `Debian 12`, `12.5` and `12 (bookworm)` all mean `debian12`; `jammy` and `22.04.5` mean `ubuntu22.04`. */
const RELEASES: readonly [RegExp, string][] = TARGETS.map(({ id, codename, aliases }) => {
  const names = [id, id.replace(/^[a-z]+(?=\d)/, ''), codename, ...aliases].map((name) => name.replace('.', '\\.'));
  return [new RegExp(`^((debian|ubuntu)[ -]?)?(${names.join('|')})(\\.\\d+)?( lts)?( \\(\\w+\\))?$`, 'i'), id];
});
