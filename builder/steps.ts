/**
 * The steps of a build, in one module: build.ts loads it only for a package that is not up to date.
 */
export { writePackage } from './archive/deb.ts';
export { parseConfig } from './config/parse.ts';
export { configWarnings } from './config/warnings.ts';
export { checkScripts } from './deliver/scripts.ts';
export { planPackage } from './plan/plan.ts';
export { collectPrograms } from './programs/programs.ts';
export { readFacts } from './project/facts.ts';
export { readSnapshot } from './project/history.ts';
export { projectJsonText } from './project/package-json.ts';
