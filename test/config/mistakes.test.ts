/**
 * Mistakes that people make, and how they are told of them: each whole message is a file in test/golden/mistakes.
 */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { BuildError, describeError } from '../../builder/errors.ts';
import type { Manifest } from '../../builder/manifest.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import { collectPrograms } from '../../builder/programs/programs.ts';
import { readFacts } from '../../builder/project/facts.ts';
import { readSnapshot } from '../../builder/project/history.ts';
import { InputLog } from '../../builder/project/inputs.ts';
import { projectJsonText } from '../../builder/project/package-json.ts';
import { run } from '../../builder/shell.ts';
import { contextOf } from '../support/programs.ts';
import { KEY_MISTAKES } from './mistakes/keys.ts';
import { NPM_MISTAKES } from './mistakes/npm-fields.ts';
import { PROJECT_MISTAKES, type Project, SOUND_FILES } from './mistakes/projects.ts';
import { SERVICE_MISTAKES } from './mistakes/services-files.ts';
import { packageJsonText } from './mistakes/written.ts';

const GOLDEN = 'test/golden/mistakes';
const told = new Set<string>();
const mistakes = suite('mistakes');
const { GIT_CEILING_DIRECTORIES, LC_ALL } = process.env;
let project = '';

mistakes.before(() => {
  // What git says must not depend on whose machine this is.
  Object.assign(process.env, { GIT_CEILING_DIRECTORIES: tmpdir(), LC_ALL: 'C' });
  if (process.env.UPDATE_GOLDEN) rmSync(GOLDEN, { recursive: true, force: true });
  mkdirSync(GOLDEN, { recursive: true });
});
mistakes.after(() => {
  for (const [name, value] of Object.entries({ GIT_CEILING_DIRECTORIES, LC_ALL })) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});
mistakes.before.each(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'notifydemo-mistakes-'));
});
mistakes.after.each(() => rm(project, { recursive: true, force: true }));

/** What `attempt` is refused with. */
async function refusal(attempt: () => unknown): Promise<BuildError> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof BuildError) return error;
    throw error;
  }
  throw new Error('nothing was found wrong');
}

/** The whole message is that of the golden file; whatever it says, it is one that a user can read. */
async function isTold(name: string, attempt: () => unknown): Promise<BuildError> {
  const error = await refusal(attempt);
  const message = `${describeError(error)}\n`.replaceAll(project, 'PROJECT');
  assert.ok(error.exitCode === 1 || error.exitCode === 2);
  assert.not.match(message, /undefined|\[object|^\s+at /m);
  for (const line of message.split('\n')) assert.ok(line.length <= 300, `${line.length} characters: ${line}`);
  const file = path.join(GOLDEN, name);
  told.add(name);
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, message);
  assert.fixture(message, readFileSync(file, 'utf8'));
  return error;
}

const PLACE = /^package\.json:(\d+):(\d+): (\S+?)(?: \(or \S+\))?: /;

/** Where a note points to, its key begins; unless that is missing, or the entry of a list. */
function pointsAtItsKey(note: string, text: string): void {
  const [, line, column, place = ''] = PLACE.exec(note) ?? [];
  const key = place.split('.').at(-1) ?? '';
  if (line === undefined || /: (is missing|would be)/.test(note) || /^\d+$/.test(key)) return;
  const there = text.split('\n')[Number(line) - 1]?.slice(Number(column) - 1);
  assert.ok(there?.startsWith(`"${key}"`), `${note}\n${there}`);
}

/** package.json with the value that a note proposes; undefined if it proposes none. */
function asProposed(note: string, text: string): string | undefined {
  const place = PLACE.exec(note)?.[3]?.split('.') ?? [];
  const proposal = /; did you mean (".*|\[.*)\?$/.exec(note)?.[1];
  const key = place.pop() ?? '';
  if (proposal === undefined || note.includes('no such key') || note.includes('keys here')) return undefined;
  const json = JSON.parse(text);
  const parent = place.reduce((object, part) => object[part], json);
  let value =
    proposal.startsWith('[') || /^"[^"]*"$/.test(proposal) ? JSON.parse(proposal) : JSON.parse(`{${proposal}}`);
  if (typeof value === 'object' && !Array.isArray(value)) value = Object.values(value)[0];
  parent[key] = place[0] === 'engines' ? value[key] : value;
  return JSON.stringify(json, null, 2);
}

/** JSON that cannot be read has no keys yet. */
const UNREADABLE = /^error: package\.json (is not valid JSON|does not hold an object)/;

for (const [name, written] of Object.entries({ ...NPM_MISTAKES, ...SERVICE_MISTAKES, ...KEY_MISTAKES })) {
  mistakes(name, async () => {
    const text = packageJsonText(written);
    const { notes, problems } = await isTold(name, () => parseConfig(text));
    if (UNREADABLE.test(readFileSync(path.join(GOLDEN, name), 'utf8'))) assert.is(problems.length, 0);
    else assert.is(problems.length, notes.length);
    for (const problem of problems) {
      for (const [part, told] of Object.entries(problem)) assert.ok(told !== '', `${name} has no ${part}`);
      assert.match(problem.place, /^package\.json:\d+:\d+$/);
    }
    const lines = notes.map((note) => Number(PLACE.exec(note)?.[1] ?? 0));
    assert.equal(
      lines,
      lines.toSorted((a, b) => a - b),
    );
    for (const note of notes) {
      pointsAtItsKey(note, text);
      const better = asProposed(note, text);
      if (better === undefined) continue;
      if (notes.length === 1) parseConfig(better);
      else assert.is((await refusal(() => parseConfig(better))).notes.length, notes.length - 1);
    }
  });
}

/** Writes a project with such a mistake, and plans its package as build.ts does. */
async function planned({ files = {}, folders = [], links = {}, env = {}, ...written }: Project): Promise<Manifest> {
  const all = { 'package.json': packageJsonText(written), ...SOUND_FILES, ...files };
  for (const [file, content] of Object.entries(all)) {
    if (content === undefined) continue;
    await mkdir(path.join(project, path.dirname(file)), { recursive: true });
    await writeFile(path.join(project, file), content);
  }
  for (const folder of folders) await mkdir(path.join(project, folder));
  for (const [link, target] of Object.entries(links)) {
    await mkdir(path.join(project, path.dirname(link)), { recursive: true });
    await symlink(target, path.join(project, link));
  }
  const context = contextOf(project);
  const config = parseConfig(projectJsonText(project, context.inputs));
  const [facts, programs] = await Promise.all([readFacts(config, context, env), collectPrograms(config, context)]);
  return planPackage(config, facts, programs);
}

for (const [name, mistaken] of Object.entries(PROJECT_MISTAKES)) {
  mistakes(name, () => isTold(name, () => planned(mistaken)).then(() => {}));
}

mistakes('snapshot-outside-git', async () => {
  await isTold('snapshot-outside-git', () => readSnapshot(project, new InputLog('')));
});

mistakes('snapshot-without-git', async () => {
  const { PATH } = process.env;
  process.env.PATH = project;
  try {
    await isTold('snapshot-without-git', () => readSnapshot(project, new InputLog('')));
  } finally {
    process.env.PATH = PATH;
  }
});

mistakes('snapshot-without-a-commit', async () => {
  await run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: project });
  await isTold('snapshot-without-a-commit', () => readSnapshot(project, new InputLog('')));
});

mistakes('what is spoilt here was right before', async () => {
  assert.is((await planned({})).package, 'web-shop');
});

mistakes('what others put up with is no mistake: a byte order mark, line ends of Windows', async () => {
  const text = `\uFEFF${packageJsonText({}).replaceAll('\n', '\r\n')}\r\n`;
  assert.is((await planned({ files: { 'package.json': text } })).package, 'web-shop');
});

mistakes('every message in the folder is still given', () => {
  assert.equal(readdirSync(GOLDEN).sort(), [...told].sort());
});

mistakes.run();
