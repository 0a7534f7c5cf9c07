import type { Outcomes } from '../system/load.ts';

/** The requests that were refused, cut or left without an answer. */
export function lost(outcomes: Outcomes): number {
  return Object.values(outcomes).reduce((sum, { refused, cut, timeout }) => sum + refused + cut + timeout, 0);
}
