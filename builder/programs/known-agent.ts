/**
 * The agent, bundled once for as long as none of its files changes. In the bundled tool it is there from the beginning:
 * tool/compiled.ts replaces this module.
 */
import { agentHash, bundleAgent } from './agent.ts';
import type { Bundle } from './bundle.ts';

let known: { bundle: Bundle; hash: string } | undefined;

export async function knownAgent(tool: string): Promise<Bundle> {
  if (known !== undefined && known.hash === agentHash(tool, known.bundle.inputs)) return known.bundle;
  const bundle = await bundleAgent(tool);
  known = { bundle, hash: agentHash(tool, bundle.inputs) };
  return bundle;
}
