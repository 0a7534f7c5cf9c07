#!/usr/bin/env node
/**
 * build-deb: a Node service becomes a Debian package.
 *
 *   argv → configuration → facts → programs → plan → package → check → report
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { writePackage } from './builder/archive/deb.ts';
import { checkPackage, checkScripts } from './builder/check.ts';
import { parseConfig } from './builder/config/parse.ts';
import { schema } from './builder/config/schema.ts';
import { BuildError, describeError } from './builder/errors.ts';
import { readFacts, readPackageJson, readSnapshot } from './builder/facts.ts';
import { initialize } from './builder/init/init.ts';
import { installPackage } from './builder/install.ts';
import { planPackage } from './builder/plan.ts';
import { collectPrograms } from './builder/programs/programs.ts';
import { describePackage, describePlan, listEntries, manifestJson, Progress } from './builder/report.ts';
import { HELP, readArguments } from './builder/usage.ts';
import packageJson from './package.json' with { type: 'json' };

/** This tool's own folder: the nearest above this file that holds the templates. */
function toolFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'debian-templates'))) folder = path.dirname(folder);
  return folder;
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

async function main(args: string[]): Promise<string> {
  const options = readArguments(args);
  if (options.help) return HELP;
  if (options.version) return `${packageJson.version}\n`;
  if (options.schema) return `${JSON.stringify(schema, null, 2)}\n`;
  const project = process.cwd();
  if (options.init) return initialize(project);
  const tool = toolFolder();
  const progress = new Progress(process.stderr);
  const signal = interruptions();

  const snapshot = options.snapshot ? await readSnapshot(project) : '';
  const config = parseConfig(await readPackageJson(project), snapshot);
  progress.done('read', `${config.name} ${config.version}`);

  const { architecture } = options;
  const [facts, programs] = await Promise.all([
    readFacts(project, tool, config, process.env),
    collectPrograms(config, { project, tool, architecture, signal }),
  ]);
  for (const warning of programs.warnings) progress.warn(warning);
  progress.done(
    'collect',
    `${programs.entries.length} files to run, ${config.releases.map(({ name }) => name).join(', ')}`,
  );

  const manifest = planPackage(config, facts, programs);
  await checkScripts(manifest);
  progress.done('plan', `${manifest.entries.length} entries, ${manifest.members.length} control members`);
  if (options.list) return listEntries(manifest);
  if (options.plan) return options.json ? manifestJson(manifest) : describePlan(manifest);

  const built = await writePackage(manifest, options.out, signal);
  progress.done('pack', `${built.full}, ${built.size} bytes`);

  if (options.check) {
    const checks = await checkPackage(manifest, built.full, signal);
    for (const { name, skipped } of checks) progress.done('check', `${name}: ${skipped ?? 'nothing found'}`);
  }
  if (options.install) await installPackage(built.full);
  return options.json ? describePackage(manifest, built) : `${built.short}\n`;
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
