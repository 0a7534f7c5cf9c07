/**
 * Looks over what was built, with the tools that Debian itself uses.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BuildError } from '../errors.ts';
import type { Manifest } from '../manifest.ts';
import { isInstalled, run } from '../shell.ts';

/** What a check came to: its name, and why it was left out if it was. */
export interface Checked {
  name: string;
  skipped?: string;
}

/**
 * Reads every maintainer script as sh would, without running it.
 * @throws BuildError with sh's own words.
 */
export async function checkScripts({ members }: Manifest): Promise<void> {
  const scripts = members.filter(({ content }) => content.startsWith('#!/bin/sh'));
  const results = await Promise.all(scripts.map(({ content }) => run('sh', ['-n'], { input: content })));
  const notes = results.flatMap(({ stderr }, at) => (stderr ? [`${scripts[at]?.name}: ${stderr.trim()}`] : []));
  if (notes.length > 0) throw new BuildError('a maintainer script is not valid sh', notes);
}

/**
 * Runs `systemd-analyze verify` over the units, shellcheck over the scripts and lintian over the package, where they are installed.
 * @throws BuildError with everything they find.
 */
export async function checkPackage(manifest: Manifest, packageFile: string, signal: AbortSignal): Promise<Checked[]> {
  return Promise.all([
    checked('systemd-analyze', 'systemd-analyze verify', () => verifyUnits(unitsOf(manifest), signal)),
    checked('shellcheck', 'shellcheck', () => checkShell(manifest)),
    checked('lintian', 'lintian --pedantic', () => lint(packageFile, signal)),
  ]);
}

async function checked(command: string, name: string, check: () => Promise<string[]>): Promise<Checked> {
  if (!isInstalled(command)) return { name, skipped: `${command} is not installed` };
  const findings = await check();
  if (findings.length > 0) throw new BuildError(`${name} finds fault with the package`, findings);
  return { name };
}

/** The maintainer scripts, as Debian's shell reads them. */
async function checkShell({ members }: Manifest): Promise<string[]> {
  const scripts = members.filter(({ content }) => content.startsWith('#!/bin/sh'));
  const findings = scripts.map(async ({ name, content }) => {
    const { stdout, stderr } = await run('shellcheck', ['--shell=dash', '--format=gcc', '-'], { input: content });
    return `${stdout}${stderr}`.replaceAll(/^-:/gm, `${name}:`).split('\n');
  });
  return (await Promise.all(findings)).flat().filter((line) => line.trim() !== '');
}

/** What verify says about this machine rather than about the unit. */
const NOT_OUR_UNIT = [
  // systemd 252 and older; the agent does without (see the unit's own comment).
  /Unknown key (name )?'OpenFile'/,
  /Failed to parse service type, ignoring: notify-reload/,
  // The program is in the package or in one it depends on, not here.
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

/** What `systemd-analyze verify` says of unit files, as far as they are to blame. */
export async function verifyUnits(units: ReadonlyMap<string, Uint8Array>, signal: AbortSignal): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'build-deb-'));
  try {
    const files = [...units.keys()].map((name) => path.join(folder, name));
    for (const [name, content] of units) await writeFile(path.join(folder, name), content);
    const { stderr } = await run('systemd-analyze', ['verify', '--man=no', ...files], { signal });
    const own = stderr.split('\n').filter((line) => files.some((file) => line.includes(path.basename(file))));
    return own.filter((line) => !NOT_OUR_UNIT.some((pattern) => pattern.test(line)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Lintian 2.116 of Debian 12 informs of this, later ones know no such tag and take an override for it as an error. A
 * service of Type=notify has no counterpart in an init.d script.
 */
const NO_INIT_SCRIPT = /^I: \S+: package-supports-alternative-init-but-no-init\.d-script /;

/** The overrides for programs with their modules are for whatever modules those may be. */
const UNUSED_OVERRIDE = /^I: \S+: unused-override /;

/** Lintian's advice on the files of npm packages is not this project's to follow. */
const OF_OTHERS = /^[IP]: .*\/node_modules\//;

async function lint(packageFile: string, signal: AbortSignal): Promise<string[]> {
  // --allow-root: where the whole build runs as root, in a container say, it is as wanted here as elsewhere.
  const options = ['--allow-root', '--pedantic', '--display-info', '--tag-display-limit=0'];
  const { exitCode, stdout, stderr } = await run('lintian', [...options, packageFile], { signal });
  return lintFaults(`${stdout}${exitCode === 0 ? '' : stderr}`);
}

/** The lines of lintian's that the project is to mend. */
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
