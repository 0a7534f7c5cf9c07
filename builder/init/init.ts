/**
 * `build-deb init`: from a survey of the project to the `deb` section of its package.json. The report names each guess,
 * and asks for the values that the project does not show.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { BuildError, fileSystemReason } from '../errors.ts';
import { InputLog } from '../project/inputs.ts';
import { parseProjectJson, projectJsonText } from '../project/package-json.ts';
import { type CiSystem, planCi } from './ci/ci.ts';
import { proposeDeb } from './propose.ts';
import { describeLines, describeProposal } from './report.ts';
import { surveyProject } from './survey.ts';
import { applyProposal } from './write.ts';

/**
 * Writes the `deb` section of the project in the folder `project`, and returns the report. With `ci`, writes the file of
 * that CI system too; a section that exists stays then.
 * @throws BuildError if the section or the CI's file exists, or if package.json is missing, no JSON object or read-only.
 */
export async function initialize(project: string, ci?: CiSystem): Promise<string> {
  if (ci === undefined) return (await propose(project)).report;
  const json = parseProjectJson(projectJsonText(project, new InputLog('')));
  // The one file that is never overwritten stops the command before it writes the other.
  planCi(ci, project, json);
  const proposal = Object.hasOwn(json, 'deb') ? undefined : await propose(project);
  const file = planCi(ci, project, proposal === undefined ? json : { ...json, ...proposal.fields });
  await file.write();
  return `${proposal?.report ?? ''}${describeLines(file.lines)}`;
}

async function propose(project: string): Promise<{ report: string; fields: Json }> {
  const survey = await surveyProject(project);
  const proposal = proposeDeb(survey);
  await rewrite(path.join(project, 'package.json'), applyProposal(survey.packageJson, proposal));
  return { report: describeProposal(proposal), fields: { ...proposal.fields, deb: proposal.deb } };
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
