/**
 * What `build-deb init` comes to, as plain data.
 */
import type { Json } from '../config/config.ts';

export interface Proposal {
  /** The `deb` section. */
  deb: Json;
  /** Other fields of package.json that are missing. */
  fields: Json;
  /** A line each: a key, what was guessed for it, and from what. */
  guesses: string[];
  /** A sentence each: what could not be found out, and how to say it. */
  questions: string[];
}

/** What one look at the project adds to a proposal. */
export type ProposalPart = Partial<Proposal>;
