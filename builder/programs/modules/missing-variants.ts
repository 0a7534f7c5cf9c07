/**
 * Packages with native code for one system each, which another package names as optional: the one for the target has to be
 * there. `npm ci --omit=optional`, another building machine and a bug of npm (npm/cli#4828) leave it out.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { BuildError } from '../../errors.ts';
import type { Lock } from '../../project/lock-files.ts';
import { ARCHITECTURES, type Architecture } from '../../releases.ts';
import { namedSystem } from '../variants.ts';
import type { Dependencies } from './dependencies.ts';
import { type InstalledPackage, nameOf } from './installed.ts';
import { lockedSystems } from './locked-systems.ts';
import { runsOn, type Systems } from './platform.ts';

interface Wanted {
  architecture: Architecture;
  lock: Lock;
}

/**
 * @throws BuildError for each package whose variant for the target is not installed, or does not exist while another for
 * Linux does.
 */
export function refuseMissingVariants(
  { leftOut, dependencies }: Pick<Dependencies, 'leftOut' | 'dependencies'>,
  { architecture, lock }: Wanted,
): void {
  const locked = leftOut.length > 0 ? lockedSystems(lock) : undefined;
  const target = { architecture, cpu: ARCHITECTURES[architecture] };
  const missing: string[] = [];
  const none = new Map<string, string[]>();
  let isUnlocked = false;
  for (const { from, name, json } of leftOut) {
    const systems = systemsOf(name, json ?? locked?.get(name));
    if (systems === undefined) continue;
    const asker = nameOf(from);
    if (isBuilt(from)) continue;
    if (json === undefined && isFor(target, name, systems)) {
      missing.push(`${name}, which ${asker} needs on the target, is not installed`);
      isUnlocked ||= locked !== undefined && !locked.has(name);
      continue;
    }
    const others = dependencies.filter((dependency) => dependency.from === from && dependency.isOptional);
    const hasOwn = others.some(
      (other) => systemsOf(other.name, other.to.json) !== undefined || /wasm/.test(other.name),
    );
    if (!hasOwn && isForLinux(systems, name)) none.set(asker, [...(none.get(asker) ?? []), name]);
  }
  const commands = isUnlocked ? [unlocked(lock)] : [install(lock, target.cpu)];
  if (missing.length > 0)
    throw new BuildError('packages with native code for the target are missing', [...missing, ...commands]);
  for (const [asker, names] of none) {
    throw new BuildError(`${asker} has no native code for Debian on ${architecture}`, [
      `its variants for Linux are ${names.join(', ')}`,
      'build the package for one of these architectures, or leave the variants out with "exclude" if the service does without',
    ]);
  }
}

/** Whether a package was compiled at its installation. Loaders such as node-gyp-build take this file first. */
function isBuilt({ folder }: InstalledPackage): boolean {
  const built = path.join(folder, 'build/Release');
  return existsSync(built) && readdirSync(built).some((file) => file.endsWith('.node'));
}

/** The systems that a package is limited to, by its package.json or lock file, else by its name. Undefined for any other package. */
function systemsOf(name: string, known: Systems | undefined): Systems | undefined {
  if (known?.os !== undefined || known?.cpu !== undefined) return known;
  const { system, cpus } = namedSystem(name);
  return system === undefined || cpus.length === 0 ? undefined : { os: [system], cpu: [...cpus] };
}

function isFor({ architecture }: { architecture: Architecture }, name: string, systems: Systems): boolean {
  return systems.cpu !== undefined && runsOn(architecture, name, systems) && namedSystem(name).system !== 'android';
}

/** Whether it is for Linux with glibc on another processor. */
function isForLinux(systems: Systems, name: string): boolean {
  const architectures = Object.keys(ARCHITECTURES) as Architecture[];
  return systems.cpu !== undefined && architectures.some((architecture) => runsOn(architecture, name, systems));
}

function install({ manager, name, install: usual }: Lock, cpu: string): string {
  const settings = `"supportedArchitectures": { "os": ["linux"], "cpu": ["${cpu}"], "libc": ["glibc"] }`;
  if (manager === 'pnpm') return `name the target in pnpm-workspace.yaml, as ${settings}, then run ${usual}`;
  if (manager === 'yarn') return `name the target in .yarnrc.yml, as ${settings}, then run ${usual}`;
  if (name.startsWith('bun')) return `run bun install --os=linux --cpu=${cpu}`;
  return `run npm ci --include=optional --os=linux --cpu=${cpu} --libc=glibc`;
}

function unlocked({ name, add }: Lock): string {
  return `${name} does not list it either: remove ${name} and node_modules, then run ${add}`;
}
