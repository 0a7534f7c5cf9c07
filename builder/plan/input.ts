/**
 * Everything that a plan is made from.
 */
import type { Config } from '../config/config.ts';
import type { Programs } from '../programs/programs.ts';
import type { Facts } from '../project/facts.ts';

export interface PlanInput {
  config: Config;
  facts: Facts;
  programs: Programs;
}
