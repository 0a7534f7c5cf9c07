/**
 * build-deb: a Node service becomes a Debian package.
 *
 *   argv → configuration → facts → programs → plan → package → check → report
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writePackage } from './builder/archive/deb.ts';
import { bundle } from './builder/bundle.ts';
import { checkPackage, checkScripts } from './builder/check.ts';
import { parseConfig } from './builder/config.ts';
import { BuildError, describeError } from './builder/errors.ts';
import { readFacts, readPackageJson } from './builder/facts.ts';
import { readBundledPackages } from './builder/licenses.ts';
import { planPackage } from './builder/plan.ts';
import { describePackage, describePlan, manifestJson, Progress } from './builder/report.ts';
import { checkTypes } from './builder/types.ts';
import packageJson from './package.json' with { type: 'json' };

const HELP = `usage: build-deb [options]

Makes a Debian package of the Node service in this folder, as the "deb" section of
its package.json describes it.

  --plan      print everything the package would contain; write nothing
  --out DIR   write the package into DIR instead of dist
  --check     also run lintian and systemd-analyze verify over it, where installed
  --json      print the result, or the plan, as JSON
  --help      print this
  --version   print the version

Prints the path of the package; everything else it says goes to stderr.
Exit codes: 0 done, 1 something in the project has to be mended, 2 wrong usage.
`;

function readArguments(args: string[]) {
  const flag = { type: 'boolean', default: false } as const;
  const options = { plan: flag, check: flag, json: flag, help: flag, version: flag, out: { type: 'string' } } as const;
  try {
    return parseArgs({ args, options }).values;
  } catch (cause) {
    throw new BuildError((cause as Error).message, ['build-deb --help lists the options'], { exitCode: 2, cause });
  }
}

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
  const project = process.cwd();
  const tool = toolFolder();
  const progress = new Progress(process.stderr);
  const interruption = interruptions();

  const config = parseConfig(await readPackageJson(project));
  progress.done('read', `${config.name} ${config.version}`);

  const [facts, app, agent] = await Promise.all([
    readFacts(project, tool, config, process.env),
    bundle(project, config.entry),
    bundle(tool, 'payload/notify/index.ts'),
  ]);
  progress.done('bundle', `${app.inputs.length} source files`);

  // The slowest step runs beside the others; until it is awaited its failure must not count as unhandled.
  const types = checkTypes(project, config.entry, app.inputs, interruption);
  types.catch(() => {});
  const bundled = await readBundledPackages(project, app.inputs);
  const unlicensed = bundled.filter(({ license, text }) => license === '' && text === '');
  for (const { name } of unlicensed) progress.warn(`${name} names no licence: ask its author whether you may ship it`);
  const manifest = planPackage(config, facts, { app: app.code, agent: agent.code, bundled });
  await checkScripts(manifest);
  await types;
  progress.done('plan', `${manifest.entries.length} entries, ${manifest.members.length} control members`);
  if (options.plan) return options.json ? manifestJson(manifest) : describePlan(manifest);

  const built = await writePackage(manifest, options.out ?? 'dist', interruption);
  progress.done('pack', `${built.full}, ${built.size} bytes`);

  if (options.check) {
    const checks = await checkPackage(manifest, built.full, interruption);
    for (const { name, skipped } of checks) progress.done('check', `${name}: ${skipped ?? 'nothing found'}`);
  }
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
