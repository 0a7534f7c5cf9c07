/**
 * Mistakes in package.json, and the one error that lists them all, each with its place.
 */
import { findNodeAtLocation, getNodeValue, type JSONPath, type Node } from 'jsonc-parser';
import { BuildError } from '../../errors.ts';
import { shown } from './written.ts';

export interface Mistake {
  /** The key, or where it should be. */
  path: JSONPath;
  /** What it is called, if not by its path. */
  name?: string;
  text: string;
  /** Whether its value is wrong, and so is shown. */
  isValue?: boolean;
}

/** Every mistake with its line and column, in their order in the file. */
export function mistakesError(mistakes: readonly Mistake[], text: string, tree: Node): BuildError {
  const placed = mistakes.map(({ path, name = path.join('.'), text, isValue }) => {
    const nodes = path.map((_, at) => nodeAt(tree, path.slice(0, at + 1)));
    const [node, nearest = tree] = [nodes.at(-1), nodes.findLast((node) => node !== undefined)];
    const found = node ? `is ${shown(getNodeValue(node), 60)}` : 'is missing';
    const { offset } = nearest.parent?.type === 'property' ? nearest.parent : nearest;
    return { offset, what: `${name}: ${isValue ? `${found}; ` : ''}${text}` };
  });
  placed.sort((a, b) => a.offset - b.offset);
  const notes = [...new Set(placed.map(({ offset, what }) => `package.json:${position(text, offset)}: ${what}`))];
  const count = notes.length === 1 ? 'a mistake' : `${notes.length} mistakes`;
  return new BuildError(`package.json has ${count} in its configuration`, notes);
}

/** Line and column, from 1. */
export function position(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** So much of a line is shown, before the place and after it. */
const AROUND = 60;

/** The line, with a mark below the place; nothing of an empty one. */
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
