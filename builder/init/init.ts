/**
 * `build-deb init`: from a survey of the project to the `deb` section of its package.json. The report names each guess,
 * and asks for the values that the project does not show.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BuildError, fileSystemReason } from '../errors.ts';
import { proposeDeb } from './propose.ts';
import { describeProposal } from './report.ts';
import { surveyProject } from './survey.ts';
import { applyProposal } from './write.ts';

/**
 * Writes the `deb` section of the project in the folder `project`, and returns the report.
 * @throws BuildError if the section exists, or if package.json is missing, no JSON object or read-only.
 */
export async function initialize(project: string): Promise<string> {
  const survey = await surveyProject(project);
  const proposal = proposeDeb(survey);
  await rewrite(path.join(project, 'package.json'), applyProposal(survey.packageJson, proposal));
  return describeProposal(proposal);
}

/** Writes a file anew, with its owner and links. The old content comes back if the disk has no room for the new one. */
async function rewrite(file: string, text: string): Promise<void> {
  const old = await readFile(file);
  try {
    await writeFile(file, text);
  } catch (cause) {
    const isBack = (await writeFile(file, old).catch(async () => old.equals(await readFile(file)))) ?? true;
    const state = isBack ? 'it is as it was' : 'a part of it is lost: restore it from git';
    throw new BuildError(`cannot write package.json: ${fileSystemReason(cause)}`, [state], { cause });
  }
}
