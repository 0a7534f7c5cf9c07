/**
 * The `deb` section, from the survey: each function adds its part.
 */
import { withoutDeb } from '../project/package-json.ts';
import { atBefore } from './before.ts';
import { atDebian } from './debian.ts';
import { atEmbedded } from './embedded.ts';
import { atLicense, atMaintainer, atVersion } from './fields.ts';
import { atName } from './name.ts';
import { atNode } from './node.ts';
import { atProgram } from './payload.ts';
import type { Proposal } from './proposal.ts';
import { atSection, atService } from './service.ts';
import { atSettings } from './settings.ts';
import { atSummary } from './summary.ts';
import type { Survey } from './survey.ts';
import { atWritable, outermost } from './writable.ts';

/**
 * The proposed `deb` section of the surveyed project.
 * @throws BuildError if the project has one already.
 */
export function proposeDeb(survey: Survey): Proposal {
  const json = withoutDeb(survey.packageJson);
  const parts = [
    atProgram,
    atEmbedded,
    atBefore,
    atNode,
    atDebian,
    atName,
    atSummary,
    atMaintainer,
    atSection,
    atSettings,
    atService,
    atWritable,
    atVersion,
    atLicense,
  ];
  const proposal: Proposal = { deb: {}, fields: {}, guesses: [], questions: [] };
  for (const { deb, fields, guesses = [], questions = [] } of parts.map((part) => part(survey, json))) {
    // Both a framework and the sources name writable directories.
    const writable = outermost([proposal.deb.writable, deb?.writable].filter(Array.isArray).flat());
    Object.assign(proposal.deb, deb, writable.length > 0 && { writable });
    Object.assign(proposal.fields, fields);
    proposal.guesses.push(...guesses);
    proposal.questions.push(...questions);
  }
  return proposal;
}
