/**
 * The versions of Node that the project's own sources want.
 */
import type { NodeNeed } from '../../node-range.ts';
import { sourceText } from '../../project/read-file.ts';
import { featureNeeds, moduleNeeds } from '../node-features.ts';
import { FOR_TOOLS, SOURCE } from './development.ts';
import type { PackageFile } from './installed.ts';

/** Output for browsers, and of frameworks, which guard what they use. */
const NOT_FOR_NODE = /(^|\/)(\.[^/]+|chunks|client|static|assets|public|_next)\//;

/** A minified source has long lines, in bytes. */
const LONG_LINES = 500;

/** The demands of the sources among `files`; `shown` makes a name for messages. */
export async function sourceNeeds(
  files: readonly PackageFile[],
  shown: (place: string) => string,
): Promise<NodeNeed[]> {
  const needs: NodeNeed[] = [];
  for (const { owner, source } of files) {
    const file = shown(source);
    if (!owner.isOwn || !SOURCE.test(source) || FOR_TOOLS.test(source) || NOT_FOR_NODE.test(file)) continue;
    const text = sourceText(source);
    if (text.length > LONG_LINES * text.split('\n').length) continue;
    needs.push(...featureNeeds({ file, text }), ...(await moduleNeeds({ file, place: source, text })));
  }
  return needs;
}
