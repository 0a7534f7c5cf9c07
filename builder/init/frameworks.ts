/**
 * The web frameworks that `init` knows, a row for each. To support another one, add its row to the table of its kind in
 * frameworks/: every fact about a framework stands in it, and the other files of init/ name no framework.
 */
import type { Json } from '../config/config.ts';
import { objectOf, production } from '../project/package-json.ts';
import type { Framework, Run } from './framework.ts';
import { PLATFORMS } from './frameworks/platforms.ts';
import { SERVERS } from './frameworks/servers.ts';
import { SITES } from './frameworks/sites.ts';

export const FRAMEWORKS: readonly Framework[] = [...PLATFORMS, ...SITES, ...SERVERS];

/** A way to run a project, and the package of its framework. */
export type FrameworkRun = Run & Pick<Framework, 'package'>;

/** The file names at the top of a project, and their texts. */
interface TopFiles {
  names: readonly string[];
  /** Empty for a file that cannot be read. */
  text: (name: string) => string;
}

/** The frameworks that a project depends on, in the order of the table. */
export function frameworksOf(json: Json): Framework[] {
  const names = [...production(json), ...Object.keys(objectOf(json.devDependencies))];
  return FRAMEWORKS.filter((framework) => names.includes(framework.package));
}

/** The first framework among the packages that a project needs at run time, by their names. */
export function frameworkAmong(dependencies: readonly string[]): Framework | undefined {
  const name = dependencies.find((candidate) => FRAMEWORKS.some((framework) => framework.package === candidate));
  return FRAMEWORKS.find((framework) => framework.package === name);
}

/** The ways to run a project that fit it, in the order of the table. */
export function runsOf(json: Json, top: TopFiles): FrameworkRun[] {
  return frameworksOf(json).flatMap((framework) => {
    const fitting = (framework.runs ?? []).filter(({ when }) => when === undefined || shows(top, when));
    return fitting.map((run) => ({ ...run, package: framework.package }));
  });
}

function shows({ names, text }: TopFiles, when: NonNullable<Run['when']>): boolean {
  return names.some((name) => when.file.test(name) && when.text.test(text(name)));
}

/** Whether a pattern of `include` is about a folder that the usual choice leaves out. */
export function isHiddenOutput(pattern: string): boolean {
  return /^!?\.\w/.test(pattern);
}

/** The way to run a framework whose output another program serves, as far as its imports show it. */
export function embeddedRun(runs: readonly FrameworkRun[], imported: readonly string[]): FrameworkRun | undefined {
  return runs.find(({ package: name, isComplete, include = [] }) => {
    return isComplete !== true && imported.includes(name) && include.some(isHiddenOutput);
  });
}
