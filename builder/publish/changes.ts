/**
 * The changes of one version, from a Debian changelog (deb-changelog(5)).
 */
import { plainLines } from '../text.ts';

/** A page shows so many changes of a version, each with so many characters at most. */
const [MOST, LONGEST] = [30, 400];

/** The changes of `version` in a changelog; none if it has no entry. The text may be anything. */
export function changesOf(changelog: string, version: string): string[] {
  const changes: string[] = [];
  let isOpen = false;
  for (const line of plainLines(changelog)) {
    const [, found] = /^\S+ \(([^)\s]+)\)/.exec(line) ?? [];
    if (found !== undefined) {
      if (isOpen) break;
      isOpen = found === version;
    } else if (isOpen && line.startsWith(' -- ')) break;
    else if (isOpen && line.trim() !== '') add(changes, line.trim());
  }
  return changes.slice(0, MOST).map((change) => (change.length > LONGEST ? `${change.slice(0, LONGEST)}…` : change));
}

function add(changes: string[], text: string): void {
  const [, bullet, rest = ''] = /^([*+-] )?(.*)$/.exec(text) ?? [];
  if (bullet !== undefined || changes.length === 0) changes.push(rest);
  else changes.push(`${changes.pop()} ${rest}`);
}
