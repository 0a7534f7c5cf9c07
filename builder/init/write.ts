/**
 * The `deb` section in the text of package.json, in the style of the file.
 */
import { applyEdits, modify } from 'jsonc-parser';
import { objectOf, withoutDeb } from '../project/package-json.ts';
import type { Proposal } from './proposal.ts';

/**
 * The text of a package.json with a proposal in it. The rest of the text stays as it is.
 * @throws BuildError if it has a `deb` section already.
 */
export function applyProposal(packageJsonText: string, { deb, fields }: Proposal): string {
  withoutDeb(packageJsonText);
  return Object.entries({ ...fields, deb }).reduce(inserted, packageJsonText);
}

function inserted(text: string, [key, value]: [string, unknown]): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const isEmpty = /^\s*\{\s*\}\s*$/.test(text);
  const indent = /\n([ \t]*)"/.exec(text)?.[1] ?? (isEmpty ? '  ' : undefined);
  const edits = modify(text, [key], null, {}).map(({ offset, length, content }) => {
    const comma = content.startsWith(',') ? ',' : '';
    // jsonc-parser's own formatting would also rewrite the line above.
    if (indent === undefined)
      return { offset, length, content: `${comma}${JSON.stringify(key)}:${JSON.stringify(value)}` };
    const end = isEmpty && !/[\r\n]/.test(text.charAt(offset)) ? newline : '';
    return {
      offset,
      length,
      content: `${comma}${newline}${indent}${JSON.stringify(key)}: ${written(value, indent, newline)}${end}`,
    };
  });
  return applyEdits(text, edits);
}

/** A section with a line for each of its keys. */
function written(value: unknown, indent: string, newline: string): string {
  const entries = Object.entries(objectOf(value));
  if (entries.length === 0) return oneLine(value);
  const lines = entries.map(([key, item]) => `${indent}${indent}${JSON.stringify(key)}: ${oneLine(item)}`);
  return `{${newline}${lines.join(`,${newline}`)}${newline}${indent}}`;
}

/** JSON with spaces where a person would put them. */
function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const items = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`);
  return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
}
