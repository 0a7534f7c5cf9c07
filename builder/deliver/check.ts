/**
 * `build-deb check`: the tools of Debian read the package, and npm looks for known vulnerabilities.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BuildError } from '../errors.ts';
import { withTemporaryFolder } from '../leftovers.ts';
import type { Manifest } from '../manifest.ts';
import { isInstalled, run } from '../shell.ts';
import { type Advisory, advisoryLine, auditPackages, isGrave } from './audit.ts';
import type { Delivery, Finding } from './delivery.ts';

interface Checked {
  name: string;
  /** Whether the check could not be made. */
  isSkipped: boolean;
  /** The result in some words, if the name does not tell it. */
  text?: string;
  /** Lines of the program, each a fault of the package. */
  faults: readonly string[];
}

/**
 * Runs `systemd-analyze verify` over the units, shellcheck over the scripts, lintian over the package and `npm audit` over
 * the lock file, where they are installed. Every tool runs, so one call tells all faults.
 * @throws BuildError with the faults.
 */
export async function checkPackage(delivery: Delivery): Promise<Record<string, unknown>> {
  const { built, plan, signal, show, warn } = delivery;
  const manifest = await plan();
  const [audit, ...others] = await Promise.all([
    audited(delivery),
    checked('systemd-analyze verify', () => verifyUnits(unitsOf(manifest), signal)),
    checked('shellcheck', () => checkShell(manifest, signal)),
    checked('lintian --pedantic', () => lint(built.full, signal)),
  ]);
  const checks = [...others, audit];
  show('check', checks.map(findingOf));
  for (const advisory of audit.light) warn(`in the package: ${advisoryLine(advisory)}`);
  const failed = checks.filter(({ faults }) => faults.length > 0);
  if (failed.length > 0) {
    const names = failed.map(({ name }) => name).join(' and ');
    const verb = failed.length > 1 ? 'find' : 'finds';
    throw new BuildError(
      `${names} ${verb} fault with the package`,
      failed.flatMap(({ faults }) => faults),
    );
  }
  const states = checks.map(({ name, isSkipped }) => [name, isSkipped ? 'skipped' : 'passed']);
  return { checks: Object.fromEntries(states), advisories: audit.light };
}

/** The audit as a check. `light` are findings in the package that do not fail it. */
async function audited(delivery: Delivery): Promise<Checked & { light: readonly Advisory[] }> {
  const { project, auditLevel, signal } = delivery;
  const packages = await delivery.packages();
  const audit = await auditPackages({ project, packages, signal });
  const name = 'npm audit';
  if (typeof audit === 'string') return { name, isSkipped: true, text: `${name}: ${audit}`, faults: [], light: [] };
  const { inside, outside } = audit;
  const grave = inside.filter((advisory) => isGrave(advisory, auditLevel)).map(advisoryLine);
  const faults = grave.length > 0 ? [...grave, 'update these packages, or report them alone with --audit none'] : [];
  const counts = [`${inside.length || 'none'} in the package`, ...(outside > 0 ? [`${outside} outside`] : [])];
  const isEmpty = !packages.some(({ npm }) => npm);
  const text = isEmpty ? `${name}: no npm package inside` : `${name}: ${counts.join(', ')}`;
  const light = inside.filter((advisory) => !isGrave(advisory, auditLevel));
  return { name, isSkipped: false, text, faults, light };
}

/** @param name the program, and perhaps its arguments */
async function checked(name: string, check: () => Promise<readonly string[]>): Promise<Checked> {
  const isSkipped = !isInstalled(programOf(name));
  return { name, isSkipped, faults: isSkipped ? [] : await check() };
}

function programOf(name: string): string {
  return name.split(' ')[0] ?? name;
}

function findingOf({ name, isSkipped, text, faults }: Checked): Finding {
  if (isSkipped) return { state: 'skipped', text: text ?? `${programOf(name)}: not installed` };
  return { state: faults.length > 0 ? 'failed' : 'passed', text: text ?? name };
}

/** Debian's sh is dash (Debian Policy 10.4). */
async function checkShell({ members }: Manifest, signal: AbortSignal): Promise<string[]> {
  const scripts = members.filter(({ content }) => content.startsWith('#!/bin/sh'));
  const findings = scripts.map(async ({ name, content }) => {
    const options = { input: content, signal };
    const { stdout, stderr } = await run('shellcheck', ['--shell=dash', '--format=gcc', '-'], options);
    return `${stdout}${stderr}`.replaceAll(/^-:/gm, `${name}:`).split('\n');
  });
  return (await Promise.all(findings)).flat().filter((line) => line.trim() !== '');
}

/** Messages of verify about this machine, not about the unit. */
const NOT_OUR_UNIT = [
  // systemd 252 and older; the agent does without (see the unit's own comment).
  /Unknown key (name )?'OpenFile'/,
  /Unknown key (name )?'Restart(Steps|MaxDelaySec)'/,
  /Failed to parse service type, ignoring: notify-reload/,
  // The program comes with the package or with its dependencies, which this machine lacks.
  /Command \S+ is not executable: No such file or directory/,
];

/** The unit files of a package, by their names. */
export function unitsOf({ entries }: Manifest): Map<string, Uint8Array> {
  const units = new Map<string, Uint8Array>();
  for (const entry of entries) {
    if (entry.type === 'text' && /\/systemd\/system\/[^/]+$/.test(entry.path)) {
      units.set(path.basename(entry.path), entry.content);
    }
  }
  return units;
}

/** The lines of `systemd-analyze verify` about these unit files. */
export async function verifyUnits(units: ReadonlyMap<string, Uint8Array>, signal: AbortSignal): Promise<string[]> {
  return withTemporaryFolder(async (folder) => {
    const files = [...units.keys()].map((name) => path.join(folder, name));
    for (const [name, content] of units) await writeFile(path.join(folder, name), content);
    const { stderr } = await run('systemd-analyze', ['verify', '--man=no', ...files], { signal });
    const own = stderr.split('\n').filter((line) => files.some((file) => line.includes(path.basename(file))));
    return own.filter((line) => !NOT_OUR_UNIT.some((pattern) => pattern.test(line)));
  });
}

/**
 * Lintian 2.116 of Debian 12 has this tag. Later releases of lintian report an override for it as an error. A service of
 * Type=notify has no counterpart in an init.d script.
 */
const NO_INIT_SCRIPT = /^I: \S+: package-supports-alternative-init-but-no-init\.d-script /;

/** A package of modules has the same overrides for every set of modules. */
const UNUSED_OVERRIDE = /^I: \S+: unused-override /;

/** Only the authors of an npm package can follow lintian's advice on its files. */
const OF_OTHERS = /^[IP]: .*\/node_modules\//;

async function lint(packageFile: string, signal: AbortSignal): Promise<string[]> {
  // --allow-root: in a container the whole build often runs as root.
  const options = ['--allow-root', '--pedantic', '--display-info', '--tag-display-limit=0'];
  const { exitCode, stdout, stderr } = await run('lintian', [...options, packageFile], { signal });
  return lintFaults(`${stdout}${exitCode === 0 ? '' : stderr}`);
}

/** The lines of lintian that the project can put right. */
export function lintFaults(said: string): string[] {
  return said
    .split('\n')
    .filter(
      (line) =>
        line.trim() !== '' &&
        !line.startsWith('N:') &&
        ![NO_INIT_SCRIPT, UNUSED_OVERRIDE, OF_OTHERS].some((pattern) => pattern.test(line)),
    );
}
