/**
 * `targets`: the releases of Debian whose libraries are new enough for the native files of packages, if some are not.
 */
import type { Json } from '../config/config.ts';
import { fits } from '../programs/targets.ts';
import { DEBIAN_RELEASES } from '../releases.ts';
import { atNode } from './node.ts';
import type { ProposalPart } from './proposal.ts';
import type { Survey } from './survey.ts';

/** The build restricts the releases by their Node itself, and a list that names one with another Node is a mistake. */
export function atDebian(survey: Survey, json: Json): ProposalPart {
  const { natives, needs, addons } = survey.nodeNeeds;
  const isBundled = atNode(survey, json).deb?.runtime === 'bundled';
  const able = DEBIAN_RELEASES.filter(({ node }) => isBundled || fits(node, needs, addons));
  const left = able.filter(({ id }) => natives.every(({ ids }) => ids.includes(id)));
  const [first] = natives.filter(({ ids }) => able.some(({ id }) => !ids.includes(id)));
  // Without a stable release, the file has to be built for one: the build says how.
  if (first === undefined || left.every(({ id }) => id === 'testing')) return {};
  const targets = left.map(({ id }) => id);
  const names = left.map(({ name }) => name).join(', ');
  return { deb: { targets }, guesses: [`targets: ${names}, because ${first.shown} needs ${first.symbol}`] };
}
