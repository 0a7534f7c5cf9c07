/**
 * A project whose builds are recorded, for tests of builds that find nothing changed.
 */
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { collectPrograms } from '../../builder/programs/programs.ts';
import { readFacts } from '../../builder/project/facts.ts';
import { InputLog } from '../../builder/project/inputs.ts';
import { projectJsonText } from '../../builder/project/package-json.ts';
import { BuildRecorder, type BuildRequest, type FinishedBuild, unchanged } from '../../builder/project/up-to-date.ts';
import { run } from '../../builder/shell.ts';
import { contextOf } from './programs.ts';

/** The folder of the test that runs. */
export let project = '';

/** Gives each test of a suite a service of two files, with a folder of further ones, in a git repository. */
export function inProjects({ before, after }: Test): void {
  before.each(make);
  after.each(() => rm(project, { recursive: true, force: true }));
}

async function make(): Promise<void> {
  project = await mkdtemp(path.join(tmpdir(), 'notifydemo-unchanged-'));
  await put('server.js', "import './greet.js';\n");
  await put('greet.js', "import net from 'node:net';\nnet.createServer().listen(5001);\n");
  await cp('LICENSE', path.join(project, 'LICENSE'));
  await mkdir(path.join(project, 'public/deep/empty'), { recursive: true });
  await put('public/index.html', 'hello\n');
  await put('public/large.txt', 'x'.repeat(2_500_000));
  await symlink('index.html', path.join(project, 'public/start.html'));
  for (const name of ['again.deb', 'again_1.0.0_all.deb']) await put(`dist/${name}`, name);
  await describe({ files: [{ from: 'public', to: '/usr/share/again' }] });
  await git('init', '--quiet');
  await git('add', '.');
  await git('commit', '--quiet', '--message=one', '--date=2026-01-01T00:00:00Z');
}

export async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(project, file)), { recursive: true });
  await writeFile(path.join(project, file), text);
}

export async function describe(deb: object, more: object = {}): Promise<void> {
  const common = { name: 'again', version: '1.0.0', description: 'Again', author: 'Ada <a@b.c>', license: 'MIT' };
  const fields = { ...common, type: 'module', engines: { node: '>=18' }, ...more };
  await put('package.json', JSON.stringify({ ...fields, deb: { entry: 'server.js', ...deb } }));
}

export async function git(...args: string[]): Promise<void> {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=a@b.c'];
  const env = { ...process.env, GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' };
  const { exitCode, stderr } = await run('git', [...who, ...args], { cwd: project, env });
  assert.is(exitCode, 0, stderr);
}

export function requestOf(more: Partial<BuildRequest> = {}): BuildRequest {
  return { project, out: path.join(project, 'dist'), architecture: 'amd64', isSnapshot: false, ...more };
}

export function finishedBuild(): FinishedBuild {
  const [short, full] = ['again.deb', 'again_1.0.0_all.deb'].map((name) => path.join(project, 'dist', name));
  const built = { short: short ?? '', full: full ?? '', size: 9 };
  return { built, name: 'again', version: '1.0.0', architecture: 'all', warnings: ['a warning'] };
}

/** A file that changes after the moment in which a build begins counts as changed: this build begins in a later one. */
export function laterLog(began = Date.now() + 60_000): InputLog {
  return Object.assign(new InputLog(path.join(project, 'dist')), { began });
}

/** Reads all inputs as a build does, and records it. */
export async function build(): Promise<void> {
  const inputs = laterLog();
  const context = { ...contextOf(project), inputs };
  const config = parseConfig(projectJsonText(project, inputs));
  await Promise.all([readFacts(config, context, process.env), collectPrograms(config, context)]);
  await new BuildRecorder(inputs).keep(requestOf(), finishedBuild());
}

export const isSame = (): boolean => unchanged(requestOf()) !== undefined;
