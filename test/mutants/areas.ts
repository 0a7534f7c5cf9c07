/**
 * The areas of the code that get mutants, and the tests that can notice one.
 */
import { readdirSync } from 'node:fs';
import type { Mutant } from './mutations.ts';

export interface Area {
  /** The sources, by the beginning of their paths. */
  sources: string;
  /** The test files, by their paths below test/. */
  tests: RegExp;
  /** The tests run the area in processes that a signal ends, and these tell no coverage: each test may notice. */
  isOutside?: true;
}

/** Tests without root that look at behaviour. structure.test.ts would notice the form of a mutant. */
const UNITS = /^(?!notify\/|system\/|hostile\/|fuzz|structure|support\/).*\.test\.ts$/;

export const AREAS: Readonly<Record<string, Area>> = {
  agent: { sources: 'payload/notify/', tests: /^notify\/.*\.test\.ts$/, isOutside: true },
  archive: { sources: 'builder/archive/', tests: UNITS },
  bundle: { sources: 'payload/bundle/', tests: UNITS },
  config: { sources: 'builder/config/', tests: UNITS },
  deliver: { sources: 'builder/deliver/', tests: UNITS },
  init: { sources: 'builder/init/', tests: UNITS },
  plan: { sources: 'builder/plan/', tests: UNITS },
  programs: { sources: 'builder/programs/', tests: UNITS },
  project: { sources: 'builder/project/', tests: UNITS },
  publish: { sources: 'builder/publish/', tests: UNITS },
  terminal: { sources: 'builder/terminal/', tests: UNITS },
};

/** A run of one test file without a mutant. */
export interface Trial {
  test: string;
  seconds: number;
  /** The names of the functions that ran, and the paths of the modules that were loaded. */
  ran: ReadonlySet<string>;
}

export function testsOf({ tests }: Area): string[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((file) => tests.test(file));
}

/** The tests that can notice a mutant, the likeliest and shortest ones first. */
export function fitting(mutant: Mutant, area: Area, trials: readonly Trial[]): Trial[] {
  const able = trials.filter(({ ran }) => area.isOutside || ran.has(mutant.within || mutant.file));
  const cost = ({ test, seconds }: Trial): number => seconds / (1 + 8 * kinship(mutant.file, test));
  return able.toSorted((a, b) => cost(a) - cost(b));
}

/** How many words the paths of a source and a test share. */
function kinship(source: string, test: string): number {
  const words = (file: string): string[] => file.split(/[/.-]/).filter((word) => !['ts', 'test'].includes(word));
  const own = words(source);
  return words(test).filter((word) => own.includes(word)).length;
}
