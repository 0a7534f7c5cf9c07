/**
 * What build.ts is made of when there is something to build. To load it takes longer than to see that there is not.
 */
export { writePackage } from './archive/deb.ts';
export { checkPackage, checkScripts } from './check.ts';
export { parseConfig } from './config/parse.ts';
export { readFacts, readPackageJson, readSnapshot } from './facts.ts';
export { planPackage } from './plan.ts';
export { collectPrograms } from './programs/programs.ts';
