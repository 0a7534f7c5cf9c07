/**
 * `before`: the step that the start script runs before the program, or a line about migrations that it does not run.
 */
import type { Json } from '../config/config.ts';
import { secretWord } from '../config/secret-values.ts';
import { packageOfEntry } from '../project/binaries.ts';
import { production } from '../project/package-json.ts';
import { unrunMigrations } from './migrations.ts';
import { shown } from './parts.ts';
import { reasonsForModules } from './payload.ts';
import type { ProposalPart } from './proposal.ts';
import type { Survey } from './survey.ts';

export function atBefore(survey: Survey, json: Json): ProposalPart {
  const { start } = survey;
  const [step, ...others] = start?.steps ?? [];
  if (start === undefined) return {};
  if (step === undefined) return unrunMigrations(survey, json);
  const said = JSON.stringify(shown(step.words));
  if (others.length > 0) {
    const all = [step, ...others].map(({ words }) => JSON.stringify(shown(words))).join(', ');
    const how = 'let one program do all of it, and name it, as in "before": { "entry": "dist/migrate.js" }';
    return { questions: [`deb.before: ${start.from} runs ${all} before the program: ${how}`] };
  }
  if (secretWord(step.arguments) !== undefined) {
    const how = 'let the program read it from an environment variable, and name that in "secrets"';
    return { questions: [`deb.before: ${start.from} runs ${said} before the program, with a secret: ${how}`] };
  }
  const isBundle = reasonsForModules(survey, json).length === 0;
  const entry = isBundle ? (step.source ?? step.entry) : step.entry;
  if (!isBundle && /\.[cm]?tsx?$/.test(entry)) {
    const how = `compile ${entry}, and name what comes out, as in "before": { "entry": "dist/migrate.js" }`;
    return { questions: [`deb.before: ${start.from} runs ${said} before the program: ${how}`] };
  }
  const own = packageOfEntry(step.entry);
  const isMissing = own !== undefined && !production(json).includes(own);
  return {
    deb: { before: { entry, ...(step.arguments.length > 0 && { arguments: step.arguments }) } },
    guesses: [`before: ${said}, which ${start.from} runs before the program`],
    questions: isMissing
      ? [`dependencies: the package takes no devDependencies, and ${said} needs ${own}: npm install --save-prod ${own}`]
      : [],
  };
}
