/**
 * `build-deb init`: from a survey of the project to the `deb` section of its package.json. The report names each guess,
 * and asks for the values that the project does not show.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { proposeDeb } from './propose.ts';
import { describeProposal } from './report.ts';
import { surveyProject } from './survey.ts';
import { applyProposal } from './write.ts';

/**
 * Writes the `deb` section of the project in the folder `project`, and returns the report.
 * @throws BuildError if the section exists, or if package.json is missing or no JSON object.
 */
export async function initialize(project: string): Promise<string> {
  const survey = await surveyProject(project);
  const proposal = proposeDeb(survey);
  await writeFile(path.join(project, 'package.json'), applyProposal(survey.packageJson, proposal));
  return describeProposal(proposal);
}
