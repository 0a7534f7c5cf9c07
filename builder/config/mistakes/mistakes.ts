/**
 * Mistakes in package.json, and the one error that lists them all, each with its place.
 */
import { findNodeAtLocation, getNodeValue, type JSONPath, type Node } from 'jsonc-parser';
import { BuildError } from '../../errors.ts';
import { withoutSecrets } from '../secret-values.ts';
import { shown } from './written.ts';

export interface Mistake {
  /** The key, or where it should be. */
  path: JSONPath;
  /** The name of the key in the message. Default: the path, its parts joined by dots. */
  key?: string;
  /** Whether the message begins with the value: `is 80800`, or `is missing`. */
  showsValue?: boolean;
  /** Why the value is wrong, unless the fix says so. */
  problem?: string;
  /** What the value must be, or how to put it right. */
  fix: string;
}

/** One error with all mistakes in the order of the file. */
export function mistakesError(mistakes: readonly Mistake[], text: string, tree: Node): BuildError {
  const placed = mistakes.map((mistake) => {
    const { path, key = path.join('.'), fix } = mistake;
    const nodes = path.map((_, at) => nodeAt(tree, path.slice(0, at + 1)));
    const nearest = nodes.findLast((node) => node !== undefined) ?? tree;
    const { offset } = nearest.parent?.type === 'property' ? nearest.parent : nearest;
    const place = `package.json:${position(text, offset)}`;
    return { offset, problem: { place, key, problem: problemText(mistake, nodes.at(-1)), fix } };
  });
  placed.sort((a, b) => a.offset - b.offset);
  // The schema may find the same mistake by two of its branches.
  const byText = new Map(placed.map(({ problem }) => [JSON.stringify(problem), problem]));
  const count = byText.size === 1 ? 'a mistake' : `${byText.size} mistakes`;
  return new BuildError(`package.json has ${count} in its configuration`, [], { problems: [...byText.values()] });
}

function problemText({ showsValue, problem }: Mistake, node: Node | undefined): string {
  const value: unknown = node && getNodeValue(node);
  const found = node ? `is ${shown(typeof value === 'string' ? withoutSecrets(value) : value, 60)}` : 'is missing';
  return [...(showsValue ? [found] : []), ...(problem === undefined ? [] : [problem])].join('; ');
}

/** Line and column, from 1. */
export function position(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** Characters of a line that are shown on each side of the place. */
const AROUND = 60;

/** The line, with a mark below the place. An empty line is left out. */
export function excerpt(text: string, offset: number): string[] {
  const begin = text.slice(0, offset).lastIndexOf('\n') + 1;
  const [line = ''] = text.slice(begin).split(/\r?\n/);
  const column = offset - begin;
  const from = Math.max(0, column - AROUND);
  // A tab would move the mark, other control characters the terminal.
  const shownPart = line
    .slice(from, column + AROUND)
    .replaceAll(/\p{Cc}/gu, ' ')
    .trimEnd();
  return shownPart === '' ? [] : [`  ${shownPart}`, `  ${' '.repeat(column - from)}^`];
}

function nodeAt(tree: Node, path: JSONPath): Node | undefined {
  const below = (node: Node | undefined, part: string | number): Node | undefined =>
    node && findNodeAtLocation(node, [node.type === 'array' ? Number(part) : String(part)]);
  return path.reduce(below, tree as Node | undefined);
}
