/**
 * The result of `build-deb init`, as plain data.
 */
import type { Json } from '../config/config.ts';

export interface Proposal {
  /** The `deb` section. */
  deb: Json;
  /** Missing fields of package.json outside the `deb` section. */
  fields: Json;
  /** A line each: a key, the guessed value, and the source of the guess. */
  guesses: string[];
  /** A sentence each: a key that only you know, and how to write it. */
  questions: string[];
}

/** The part of a proposal that one function contributes. */
export type ProposalPart = Partial<Proposal>;
