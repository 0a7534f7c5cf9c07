/**
 * What build.ts is made of when there is something to build. To load it takes longer than to see that there is not.
 */
export { writePackage } from './archive/deb.ts';
export { parseConfig } from './config/parse.ts';
export { checkPackage, checkScripts } from './deliver/check.ts';
export { planPackage } from './plan/plan.ts';
export { collectPrograms } from './programs/programs.ts';
export { readFacts } from './project/facts.ts';
export { readSnapshot } from './project/git.ts';
export { projectJsonText } from './project/package-json.ts';
