/**
 * The door to foreign-text.ts, which is loaded with the first such text: most starts do without.
 */

/** Text for STATUS or for the journal that the agent did not write, with three stars in place of each secret. */
export function foreign(text: string): string {
  return foreignText().foreign(text);
}

/** An error, for STATUS. Never throws. */
export function describeError(error: unknown): string {
  return foreignText().describeError(error);
}

function foreignText(): typeof import('./foreign-text.ts') {
  return require('./foreign-text.ts');
}
