/**
 * `build-deb init`: from what a project is to the `deb` section of its package.json. What is guessed is said, and what
 * cannot be found out is asked.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { proposeDeb } from './propose.ts';
import { describeProposal } from './report.ts';
import { surveyProject } from './survey.ts';
import { applyProposal } from './write.ts';

/**
 * Writes the `deb` section of the project in the folder `project`, and returns what there is to say about it.
 * @throws BuildError if it has one already, and for what makes no package.json.
 */
export async function initialize(project: string): Promise<string> {
  const survey = await surveyProject(project);
  const proposal = proposeDeb(survey);
  await writeFile(path.join(project, 'package.json'), applyProposal(survey.packageJson, proposal));
  return describeProposal(proposal);
}
