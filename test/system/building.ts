/**
 * Packages of other projects than this one, made as build-deb makes them.
 */
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePackage } from '../../builder/archive/deb.ts';
import { parseConfig } from '../../builder/config/parse.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import { collectPrograms } from '../../builder/programs/programs.ts';
import { readFacts } from '../../builder/project/facts.ts';
import { contextOf } from '../support/programs.ts';
import type { Machine } from './machine.ts';

/** What is different in the package.json of a project. */
interface Change {
  version?: string;
  deb?: object;
  /** Files of the project that only their owner may read. */
  privateFiles?: readonly string[];
}

/** Builds the package of `project`, changed, and puts it on the machine; returns its file there. */
export async function build(
  machine: Machine,
  project: string,
  { version, deb = {}, privateFiles = [] }: Change = {},
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-package-'));
  try {
    const context = contextOf(path.join(folder, 'project'));
    await cp(project, context.project, { recursive: true });
    for (const file of privateFiles) await chmod(path.join(context.project, file), 0o600);
    const file = path.join(context.project, 'package.json');
    const packageJson = JSON.parse(await readFile(file, 'utf8'));
    const changed = { ...packageJson, version: version ?? packageJson.version, deb: { ...packageJson.deb, ...deb } };
    await writeFile(file, JSON.stringify(changed));
    const config = parseConfig(JSON.stringify(changed));
    const facts = await readFacts(config, context, process.env);
    const programs = await collectPrograms(config, context);
    const { full } = await writePackage(planPackage(config, facts, programs), folder, context);
    const target = `/root/${path.basename(full)}`;
    await machine.put(full, target);
    return target;
  } finally {
    await rm(folder, { recursive: true });
  }
}
