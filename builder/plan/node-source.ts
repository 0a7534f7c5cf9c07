/**
 * Node from NodeSource's repository: its package is called nodejs, as Debian's, and each LTS version is there for each
 * release. The package tells where its Node comes from, because apt does not.
 */
import type { Config } from '../config/config.ts';
import { nodeDependencies } from '../version.ts';

type Wanted = Pick<Config, 'node' | 'nodeFrom' | 'bundledNode'>;

/** The least version of NodeSource's nodejs, as Debian writes it; empty for a Node from elsewhere. */
export function leastNodeSource({ node, nodeFrom, bundledNode }: Wanted): string {
  if (nodeFrom !== 'nodesource' || bundledNode !== undefined) return '';
  return /\(>= (.*)\)/.exec(nodeDependencies(node)[0] ?? '')?.[1] ?? '';
}

/** The paragraph of the description about it, if it comes from there. */
export function nodeSourceParagraph(config: Wanted): string[] {
  const least = leastNodeSource(config);
  if (least === '') return [];
  return [`It runs on Node ${least} or newer from the repository of NodeSource.`];
}
