/**
 * The tags of lintian that are true of the package and are meant so, each with its reason.
 */
import type { PlanInput } from './input.ts';
import { render } from './render.ts';
import { servicesInOwnRoot } from './sandbox.ts';

interface LintianOverridesView {
  name: string;
  hasRoot: boolean;
  hasModules: boolean;
  hasNode: boolean;
  /** Whether files are unpacked for root alone. */
  hasPrivateFiles: boolean;
}

export function lintianOverridesText(input: PlanInput): string {
  return render(input.facts.templates, 'lintian-overrides', lintianOverridesView(input));
}

export function lintianOverridesView({ config, programs }: PlanInput): LintianOverridesView {
  return {
    name: config.name,
    hasRoot: servicesInOwnRoot(config).length > 0,
    hasModules: config.payload === 'modules',
    hasNode: config.bundledNode !== undefined,
    hasPrivateFiles: programs.owned.some(({ group }) => group !== undefined),
  };
}
