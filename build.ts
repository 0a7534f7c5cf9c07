#!/usr/bin/env node
/**
 * build-deb: a Node service becomes a Debian package.
 *
 *   arguments → verb → configuration → facts → programs → plan → package → delivery → report
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AuditLevel, Deliver } from './builder/deliver/delivery.ts';
import { BuildError, fileSystemReason } from './builder/errors.ts';
import type { CiSystem } from './builder/init/ci/ci.ts';
import type { Manifest } from './builder/manifest.ts';
import type { BundledPackage } from './builder/programs/licenses.ts';
import { InputLog } from './builder/project/inputs.ts';
import { BuildRecorder, type BuildRequest, type FinishedBuild, unchanged } from './builder/project/up-to-date.ts';
import { type Options, readArguments } from './builder/terminal/arguments.ts';
import { interruptions, isInterrupted, untilInterrupted } from './builder/terminal/interruption.ts';
import { Progress, sizeText } from './builder/terminal/progress.ts';
import { OPTIONS, type Verb } from './builder/terminal/verbs.ts';
import { visible } from './builder/text.ts';

/** The work of each verb. A module that a command does not need is not loaded for it. */
const WORK: Record<Verb, (options: Options) => Promise<string>> = {
  init: async ({ values: { ci } }) => {
    const folder = currentFolder();
    return (await import('./builder/init/init.ts')).initialize(folder, ci as CiSystem | undefined);
  },
  build: (options) => build(options),
  check: (options) => build(options, async () => (await import('./builder/deliver/check.ts')).checkPackage),
  install: (options) => build(options, async () => (await import('./builder/deliver/install.ts')).installPackage),
  publish: (options) => publish(options),
};

async function main(args: string[]): Promise<string> {
  const { named, verb, options } = readArguments(args);
  if (options.help) return (await import('./builder/terminal/help.ts')).helpOf(named);
  if (options.version) return `${toolVersion()}\n`;
  if (options.schema) return `${JSON.stringify((await import('./builder/config/schema/schema.ts')).schema, null, 2)}\n`;
  return WORK[verb](options);
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new BuildError('the current folder does not exist any more', ['change to the project again: cd DIR'], {
      cause,
    });
  }
}

/** The directory of this tool: the nearest above this file that holds the templates. */
function toolFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'debian-templates'))) folder = path.dirname(folder);
  return folder;
}

function toolVersion(): string {
  return JSON.parse(readFileSync(path.join(toolFolder(), 'package.json'), 'utf8')).version;
}

/** One call of the command. */
interface Job {
  options: Options;
  request: BuildRequest;
  progress: Progress;
  signal: AbortSignal;
}

/** A package as it is planned, and everything the plan was made from. */
interface Planned {
  manifest: Manifest;
  packages: readonly BundledPackage[];
  warnings: readonly string[];
  inputs: InputLog;
}

/** Builds the package, or shows its plan; then does the work of a verb that follows the build. */
async function build(options: Options, load?: () => Promise<Deliver>): Promise<string> {
  const { out, architecture, snapshot, plan, list, json } = options;
  const request = { project: currentFolder(), out: path.resolve(out), architecture, isSnapshot: snapshot };
  const progress = new Progress(process.stderr);
  const job: Job = { options, request, progress, signal: interruptions() };
  try {
    if (plan || list) return await shownPlan(job);
    let planned: Planned | undefined;
    const planOnce = async (): Promise<Planned> => {
      planned ??= await untilInterrupted(planning(job), job.signal);
      return planned;
    };
    const outcome = upToDate(job) ?? (await pack(job, await planOnce()));
    const { built } = outcome;
    const delivery = {
      ...{ project: request.project, built, signal: job.signal },
      plan: async () => (await planOnce()).manifest,
      packages: async () => (await planOnce()).packages,
      auditLevel: (options.values.audit ?? OPTIONS.audit.example) as AuditLevel,
      ...{ show: progress.show.bind(progress), warn: progress.warn.bind(progress) },
    };
    const more = load === undefined ? {} : await (await load())(delivery);
    return json ? (await report()).describePackage(outcome, more) : `${built.short}\n`;
  } finally {
    progress.end();
  }
}

/** Publishes the package files that the command names, or the package of the project, which is built first. */
async function publish(options: Options): Promise<string> {
  const { publishing } = await import('./builder/publish/command.ts');
  const progress = new Progress(process.stderr);
  const teller = { warn: progress.warn.bind(progress), done: progress.done.bind(progress) };
  const work = await publishing(options, { project: currentFolder(), tool: toolFolder() }, teller);
  if (!work.needsBuild) return work.publish([], interruptions());
  let result = '';
  await build(options, async () => async ({ built, signal }) => {
    result = await work.publish([built.full], signal);
    return {};
  });
  return result;
}

/** The last build, if this one would come to the same. */
function upToDate({ request, progress }: Job): FinishedBuild | undefined {
  const known = unchanged(request);
  if (known === undefined) return undefined;
  for (const warning of known.warnings) progress.warn(warning);
  progress.done('pack', `${known.built.full} is up to date, ${sizeText(known.built.size)}`);
  return known;
}

/** Plans the package; nothing is written. */
async function planning({ options, request, progress, signal }: Job): Promise<Planned> {
  const steps = await import('./builder/steps.ts');
  const { project, architecture } = request;
  const inputs = new InputLog(request.out);
  const context = { project, tool: toolFolder(), architecture, signal, inputs };

  const snapshot = options.snapshot ? await steps.readSnapshot(project, inputs) : '';
  const config = steps.parseConfig(steps.projectJsonText(project, inputs), snapshot);
  progress.done('read', `${config.name} ${config.version}`);

  const [facts, programs] = await Promise.all([
    steps.readFacts(config, context, process.env),
    steps.collectPrograms(config, context),
  ]);
  const warnings = [...steps.configWarnings(config), ...facts.warnings, ...programs.warnings];
  for (const warning of [...warnings, ...(programs.notices ?? [])]) progress.warn(warning);
  progress.done('collect', (await report()).describePrograms(programs, config));

  const manifest = steps.planPackage(config, facts, programs);
  await steps.checkScripts(manifest);
  progress.done('plan', `${manifest.entries.length} files and directories, ${manifest.members.length} control members`);
  return { manifest, packages: programs.bundled, warnings, inputs };
}

async function shownPlan(job: Job): Promise<string> {
  const { plan, list, json } = job.options;
  const { manifest } = await untilInterrupted(planning(job), job.signal);
  const { describePlan, listEntries, manifestJson } = await report();
  if (list) return listEntries(manifest);
  return json ? manifestJson(manifest) : describePlan(manifest, { scripts: plan === 'scripts' });
}

async function pack({ options, request, progress, signal }: Job, planned: Planned): Promise<FinishedBuild> {
  const { manifest, warnings, inputs } = planned;
  const { writePackage } = await import('./builder/steps.ts');
  const recorder = new BuildRecorder(inputs);
  const follower = { ...progress.packing(manifest), read: recorder.reader(manifest) };
  const built = await writePackage(manifest, options.out, { signal, follower });
  progress.done('pack', `${built.full}, ${sizeText(built.size)}`);
  const { package: name, version, architecture } = manifest;
  const outcome = { built, name, version, architecture, warnings };
  await recorder.keep(request, outcome);
  return outcome;
}

const report = () => import('./builder/terminal/report.ts');

async function fail(error: unknown): Promise<void> {
  const { describeFailure } = await import('./builder/terminal/failure.ts');
  console.error(describeFailure(error, process.stderr));
  process.exitCode = error instanceof BuildError ? error.exitCode : 70;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`build-deb --plan | head`) is no error.
  if (error.code === 'EPIPE') return;
  void fail(new BuildError(`cannot print the result: ${fileSystemReason(error)}`, [], { cause: error }));
});
// Progress without a reader does not stop a build: `build-deb 2>&1 | head -n 1`.
process.stderr.on('error', () => {});

try {
  process.stdout.write(visible(await main(process.argv.slice(2))));
} catch (error) {
  await fail(error);
  if (isInterrupted()) process.exit();
}
