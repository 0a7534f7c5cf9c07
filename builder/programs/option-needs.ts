/**
 * The versions of Node that the options of the services want.
 */
import type { Config } from '../config/config.ts';
import { rangeOfOption } from '../config/known-options.ts';
import { nodeOptions } from '../config/node-options.ts';
import { BuildError } from '../errors.ts';
import { type NodeNeed, unmet } from '../node-range.ts';

/** The demands of options of Node, each option once. */
export function optionNeeds(words: readonly string[]): NodeNeed[] {
  const ranges = new Map(nodeOptions(words).map(({ name }) => [name, rangeOfOption(name)]));
  return [...ranges].flatMap(([name, range]) =>
    range === undefined ? [] : [{ range, because: `the option ${name} in "nodeOptions"` }],
  );
}

/**
 * The demands of all services.
 * @throws BuildError if Node, which the package carries, does not know an option
 */
export function serviceOptionNeeds({ services, bundledNode }: Pick<Config, 'services' | 'bundledNode'>): NodeNeed[] {
  const needs = optionNeeds(services.flatMap(({ nodeOptions: words, unitFile }) => (unitFile ? [] : words)));
  const [missing] = bundledNode === undefined ? [] : unmet(bundledNode, needs);
  if (missing === undefined) return needs;
  const problem = `Node ${bundledNode}, which the package carries, does not know ${missing.because}`;
  throw new BuildError(problem, [`Node ${missing.range} knows it: carry another with "node", or leave the option out`]);
}
