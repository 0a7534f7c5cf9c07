#!/usr/bin/env node
/**
 * build-deb: a Node service becomes a Debian package.
 *
 *   argv → configuration → facts → programs → plan → package → check → report
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BuildError, describeError } from './builder/errors.ts';
import { InputLog } from './builder/project/inputs.ts';
import { BuildRecorder, type BuildRequest, type FinishedBuild, unchanged } from './builder/project/up-to-date.ts';
import { Progress } from './builder/terminal/progress.ts';
import { describePackage, describePlan, listEntries, manifestJson } from './builder/terminal/report.ts';
import { HELP, readArguments } from './builder/terminal/usage.ts';

/** This tool's own folder: the nearest above this file that holds the templates. */
function toolFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'debian-templates'))) folder = path.dirname(folder);
  return folder;
}

function toolVersion(): string {
  return JSON.parse(readFileSync(path.join(toolFolder(), 'package.json'), 'utf8')).version;
}

/** Lets a first Ctrl-C, or the like, clean up behind a build. */
function interruptions(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      controller.abort(new BuildError(`interrupted by ${signal}`, ['an earlier package is untouched']));
    });
  }
  return controller.signal;
}

type Options = ReturnType<typeof readArguments>;

async function main(args: string[]): Promise<string> {
  const options = readArguments(args);
  if (options.help) return HELP;
  if (options.version) return `${toolVersion()}\n`;
  // What a command does not need is not loaded for it.
  if (options.schema) return `${JSON.stringify((await import('./builder/config/schema/schema.ts')).schema, null, 2)}\n`;
  const project = process.cwd();
  if (options.init) return (await import('./builder/init/init.ts')).initialize(project);

  const { architecture, snapshot, plan, list, check } = options;
  const request: BuildRequest = { project, out: path.resolve(options.out), architecture, isSnapshot: snapshot };
  const progress = new Progress(process.stderr);
  const known = plan || list || check ? undefined : unchanged(request);
  if (known) {
    for (const warning of known.warnings) progress.warn(warning);
    progress.done('same', `${known.built.full}, ${known.built.size} bytes, is what this project comes to`);
  }
  const outcome = known ?? (await build(options, request, progress).finally(() => progress.end()));
  if (typeof outcome === 'string') return outcome;
  if (options.install) await (await import('./builder/deliver/install.ts')).installPackage(outcome.built.full);
  return options.json ? describePackage(outcome) : `${outcome.built.short}\n`;
}

/** Returns what was built, or the plan to print. */
async function build(options: Options, request: BuildRequest, progress: Progress): Promise<FinishedBuild | string> {
  const steps = await import('./builder/steps.ts');
  const { project, architecture } = request;
  const signal = interruptions();
  const inputs = new InputLog(request.out);
  const context = { project, tool: toolFolder(), architecture, signal, inputs };

  const snapshot = request.isSnapshot ? await steps.readSnapshot(project, inputs) : '';
  const config = steps.parseConfig(steps.projectJsonText(project, inputs), snapshot);
  progress.done('read', `${config.name} ${config.version}`);

  const [facts, programs] = await Promise.all([
    steps.readFacts(config, context, process.env),
    steps.collectPrograms(config, context),
  ]);
  const { entries, warnings } = programs;
  for (const warning of warnings) progress.warn(warning);
  progress.done('collect', `${entries.length} files to run, ${config.releases.map(({ name }) => name).join(', ')}`);

  const manifest = steps.planPackage(config, facts, programs);
  await steps.checkScripts(manifest);
  progress.done('plan', `${manifest.entries.length} entries, ${manifest.members.length} control members`);
  if (options.list) return listEntries(manifest);
  if (options.plan) return options.json ? manifestJson(manifest) : describePlan(manifest);

  const recorder = new BuildRecorder(inputs);
  const follower = { ...progress.packing(manifest), read: recorder.reader(manifest) };
  const built = await steps.writePackage(manifest, options.out, { signal, follower });
  progress.done('pack', `${built.full}, ${built.size} bytes`);

  const outcome = {
    built,
    name: config.name,
    version: manifest.version,
    architecture: manifest.architecture,
    warnings,
  };
  recorder.keep(request, outcome);
  if (options.check) {
    const checks = await steps.checkPackage(manifest, built.full, signal);
    for (const { name, skipped } of checks) progress.done('check', `${name}: ${skipped ?? 'nothing found'}`);
  }
  return outcome;
}

// A reader that has seen enough (`build-deb --plan | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  process.stdout.write(await main(process.argv.slice(2)));
} catch (error) {
  console.error(describeError(error));
  process.exitCode = error instanceof BuildError ? error.exitCode : 70;
}
