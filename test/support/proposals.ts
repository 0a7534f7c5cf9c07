/**
 * Projects for `build-deb init`, and the proposals for them.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { BuildError } from '../../builder/errors.ts';
import type { Proposal } from '../../builder/init/proposal.ts';
import { proposeDeb } from '../../builder/init/propose.ts';
import type { Places } from '../../builder/init/start-file.ts';
import { surveyProject } from '../../builder/init/survey.ts';
import { applyProposal } from '../../builder/init/write.ts';

export type Json = Record<string, unknown>;

export const MIT =
  'MIT License\n\nCopyright (c) 2026 Ada\n\nPermission is hereby granted, free of charge, to any person\n';
/** npm's own fields in a well-kept project. */
export const KEPT = {
  name: 'shop',
  version: '1.2.3',
  description: 'Sells things',
  author: 'Ada Lovelace <ada@example.org>',
  license: 'MIT',
  engines: { node: '>=18' },
};

// Your own name in git must not become the maintainer.
Object.assign(process.env, { GIT_CONFIG_GLOBAL: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' });

/** The folder of the test that runs, and the project in it. */
let folder = '';
export let project = '';

/** Moves the project to another place in the folder. */
export function moveProject(place: string): void {
  project = path.join(folder, place);
}

/** Gives each test of a suite an empty project. */
export function inFolders({ before, after }: Test): void {
  before.each(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'init-'));
    project = path.join(folder, 'shop');
    await mkdir(project);
  });
  after.each(() => rm(folder, { recursive: true, force: true }));
}

export async function put(files: Record<string, string | Json>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const place = path.join(project, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
}

export async function proposed(files: Record<string, string | Json>): Promise<Proposal> {
  await put(files);
  return proposeDeb(await surveyProject(project));
}

/** Asserts that the tool accepts a proposal without questions. */
export async function accepted(proposal: Proposal): Promise<void> {
  assert.equal(proposal.questions, []);
  parseConfig(applyProposal(await readFile(path.join(project, 'package.json'), 'utf8'), proposal));
}

export async function failure(work: Promise<unknown>): Promise<BuildError> {
  const error = await work.then(
    () => assert.unreachable(),
    (reason: unknown) => reason,
  );
  assert.instance(error, BuildError);
  return error as BuildError;
}

export function says(lines: string[], ...expected: string[]): void {
  for (const part of expected) {
    assert.ok(
      lines.some((line) => line.includes(part)),
      `${part}\nis not in\n${lines.join('\n')}`,
    );
  }
}

/** Places of a project with these files alone. */
export const among = (...files: string[]): Places => ({
  isFile: (file) => files.includes(file),
  binaryOf: () => undefined,
  runs: [],
  text: () => '',
});

/** A program, a source and an output. */
export const HERE = among('a.js', 'src/server.ts', 'dist/b.js');
