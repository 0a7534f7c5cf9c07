/**
 * The order of Debian versions (deb-version(7), "Sorting algorithm"), as dpkg --compare-versions has it.
 */

/** A tilde sorts before the end of a part, the end before letters, and letters before other characters. */
function weight(character: string | undefined): number {
  if (character === undefined || /\d/.test(character)) return 0;
  if (character === '~') return -1;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}

function compareParts(one: string, other: string): number {
  const pieces = (text: string): string[] => text.match(/\d+|[^\d]+/g) ?? [];
  const [left, right] = [pieces(one), pieces(other)];
  // Each part begins with a piece without digits, which may be empty.
  for (const list of [left, right]) if (/^\d/.test(list[0] ?? '')) list.unshift('');
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [a = '', b = ''] = [left[at], right[at]];
    const found = at % 2 === 0 ? compareTexts(a, b) : compareNumbers(a, b);
    if (found !== 0) return found;
  }
  return 0;
}

function compareTexts(one: string, other: string): number {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const difference = weight(one[at]) - weight(other[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Numbers of any length. */
function compareNumbers(one: string, other: string): number {
  const [a, b] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')];
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

function partsOf(version: string): [epoch: string, upstream: string, revision: string] {
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/s.exec(version) ?? [];
  const hyphen = rest.lastIndexOf('-');
  return hyphen < 0 ? [epoch, rest, ''] : [epoch, rest.slice(0, hyphen), rest.slice(hyphen + 1)];
}

/** Negative if `one` is the older version, positive if it is the newer one, 0 if dpkg takes both for the same. */
export function compareVersions(one: string, other: string): number {
  if (one === other) return 0;
  const [a, b] = [partsOf(one), partsOf(other)];
  return compareNumbers(a[0], b[0]) || compareParts(a[1], b[1]) || compareParts(a[2], b[2]);
}
