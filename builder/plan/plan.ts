/**
 * Configuration and facts to manifest: every path, mode, owner and script of the package, decided
 * without a disk, a clock or a process.
 */
import { gzipSync } from 'node:zlib';
import type { Config } from '../config/config.ts';
import {
  type ControlMember,
  installedSize,
  type Manifest,
  type PlannedEntry,
  planned,
  textEntry,
  withParents,
} from '../manifest.ts';
import type { Programs } from '../programs/programs.ts';
import type { Facts } from '../project/facts.ts';
import { refuseAccountEntries } from './account-directories.ts';
import { accountEntries } from './accounts.ts';
import { beforeEntries } from './before.ts';
import { debianChangelog } from './changelog.ts';
import { refuseCollisions } from './collisions.ts';
import { controlText } from './control.ts';
import { copyrightText } from './copyright.ts';
import { defaultEntries, settingsPlaces } from './default.ts';
import { refuseNames, refusePlaces } from './entry-places.ts';
import type { PlanInput } from './input.ts';
import { lintianOverridesText } from './lintian-overrides.ts';
import { mailEntries } from './mail.ts';
import { manText8 } from './man.ts';
import { rootEntries } from './sandbox.ts';
import { sbomText } from './sbom/sbom.ts';
import { maintainerScripts } from './scripts.ts';
import { unitEntries } from './service.ts';
import { nodeUnits } from './unit-lists.ts';
import { mountPoints } from './writable.ts';

/**
 * Everything that the package will contain.
 * @throws BuildError if two things would land in the same place, or one in a place that is not for it.
 */
export function planPackage(config: Config, facts: Facts, programs: Programs): Manifest {
  const input: PlanInput = { config, facts, programs };
  const own = [
    ...programs.entries,
    ...mountPoints(input),
    ...rootEntries(input),
    ...unitEntries(input),
    ...beforeEntries(input),
    ...mailEntries(input),
    ...accountEntries(input),
    ...defaultEntries(input),
    ...documentationEntries(input),
  ];
  refuseNames(own);
  refuseCollisions([...own, ...settingsPlaces(config)]);
  refuseAccountEntries(config, programs, own);
  refusePlaces(config, programs, own);
  const entries = withParents(own);
  const { name, version, compression } = config;
  const { architecture } = programs;
  const members = controlMembers(input, entries);
  const sbom = config.sbom ? sbomPath(name) : undefined;
  return { package: name, version, architecture, time: facts.time, compression, members, entries, sbom };
}

/** Scanners of whole systems know a bill of materials by this ending, and read no compressed one. */
function sbomPath(name: string): string {
  return `/usr/share/doc/${name}/${name}.cdx.json`;
}

/** The files that every package has about itself (Debian Policy 12). */
function documentationEntries(input: PlanInput): PlannedEntry[] {
  const { config, facts } = input;
  const { name, revision } = config;
  const documentation = `/usr/share/doc/${name}`;
  // Debian Policy 12.7: the changelog, compressed with gzip at its best. A native package has only this one.
  const changelog = revision === undefined ? 'changelog.gz' : 'changelog.Debian.gz';
  const changes = debianChangelog(facts.releases, { ...config, time: facts.time });
  const files: [from: string, path: string, content: string | Uint8Array][] = [
    ['the changelog, made from CHANGELOG.md or git tags', `${documentation}/${changelog}`, gzip(changes)],
    ['the copyright file, made from LICENSE and npm packages', `${documentation}/copyright`, copyrightText(input)],
    ['the manual page', `/usr/share/man/man8/${name}.8.gz`, gzip(manText8(input))],
    ['the lintian overrides', `/usr/share/lintian/overrides/${name}`, lintianOverridesText(input)],
  ];
  if (config.sbom) files.push(['the bill of materials', sbomPath(name), sbomText(input)]);
  return files.flatMap(([from, path, content]) => planned(from, [textEntry(path, content)]));
}

function controlMembers(input: PlanInput, entries: readonly PlannedEntry[]): ControlMember[] {
  const conffiles = entries.filter((entry) => 'conffile' in entry && entry.conffile).map(({ path }) => `${path}\n`);
  const control = controlText(input, installedSize(entries));
  const members: ControlMember[] = [{ name: 'control', mode: 0o644, content: control }];
  if (conffiles.length > 0) members.push({ name: 'conffiles', mode: 0o644, content: conffiles.join('') });
  // The path in nodejs of Debian 12, 13 and testing, and of NodeSource. dpkg runs the trigger once, at the end.
  const ofNode = nodeUnits(input.config).length > 0 ? ['interest-noawait /usr/bin/node'] : [];
  const lines = [...ofNode, ...input.config.triggers].map((line) => `${line}\n`).join('');
  const triggers = { name: 'triggers', mode: 0o644, content: lines };
  return [...members, ...maintainerScripts(input), ...(lines === '' ? [] : [triggers])];
}

/** As `gzip -9n`: no name and no time in the header. */
function gzip(text: string): Uint8Array {
  return gzipSync(text, { level: 9 });
}
