/**
 * The components of a package: its npm packages, the agent, and Node if the package carries it.
 */
import { ComponentType, ExternalReferenceType, HashAlgorithm } from '@cyclonedx/cyclonedx-library/Enums';
import { Component, ExternalReference, HashDictionary, Property } from '@cyclonedx/cyclonedx-library/Models';
import type { CPE } from '@cyclonedx/cyclonedx-library/Types';
import type { BundledPackage } from '../../programs/licenses.ts';
import { oneLine } from '../../text.ts';
import type { PlanInput } from '../input.ts';
import { licenseOf } from './license.ts';
import { nodeUrl, npmUrl } from './purl.ts';

/** Of subresource integrity, as lock files have it, with the length of each digest in bytes. */
const HASHES: Readonly<Record<string, readonly [HashAlgorithm, number]>> = {
  sha1: [HashAlgorithm['SHA-1'], 20],
  sha256: [HashAlgorithm['SHA-256'], 32],
  sha384: [HashAlgorithm['SHA-384'], 48],
  sha512: [HashAlgorithm['SHA-512'], 64],
};

const AGENT = 'build-deb-agent';

/** All components, in the order of the copyright file. Those that no other one needs become needs of `whole`. */
export function componentsOf(input: PlanInput, whole: Component): Component[] {
  const { programs } = input;
  const found = new Map<string, Component>();
  const byPlace = new Map<string, Component>();
  const refs = new Set<string>();
  for (const item of programs.bundled) {
    const made = componentOf(item, input);
    const key = JSON.stringify([made.name, made.group, made.version, item.license, made.purl, [...made.hashes]]);
    // The same package in two places of node_modules is one component.
    const component = found.get(key) ?? made;
    if (component === made) component.bomRef.value = refOf(component, refs);
    found.set(key, component);
    if (item.npm === undefined) continue;
    component.properties.add(new Property('cdx:npm:package:path', oneLine(item.folder)));
    byPlace.set(item.npm.place, component);
  }
  const all = [agentOf(input), ...found.values()];
  connect(input, whole, { all, byPlace });
  return all;
}

function componentOf(item: BundledPackage, { config, programs }: PlanInput): Component {
  const copyrightFile = item.text === '' ? '' : `see /usr/share/doc/${config.name}/copyright`;
  const component = item.folder === 'node' ? nodeOf(item, programs) : npmComponent(item);
  const license = licenseOf(item.license, copyrightFile);
  if (license) component.licenses.add(license);
  component.copyright = item.copyright.split('\n').map(oneLine).join('\n');
  return component;
}

function npmComponent(item: BundledPackage): Component {
  const [name, version] = [oneLine(item.name), oneLine(item.version)];
  const { isPrivate = false, integrity = '' } = item.npm ?? {};
  const [, group, rest = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  // A private package is in no registry, and another one there may have its name.
  const purl = isPrivate ? undefined : npmUrl(name, version);
  const component = new Component(ComponentType.Library, rest || 'a package without a name', {
    version,
    hashes: hashesOf(integrity),
  });
  if (group !== undefined) component.group = group;
  if (purl !== undefined) component.purl = purl;
  if (isPrivate) component.properties.add(new Property('cdx:npm:package:private', 'true'));
  return component;
}

function nodeOf({ version, integrity = '' }: BundledPackage, { architecture }: PlanInput['programs']): Component {
  const cpe = `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*` as CPE;
  const component = new Component(ComponentType.Platform, 'node', { version, cpe, purl: nodeUrl(version) });
  const source = `pkg:npm/node-linux-${architecture === 'arm64' ? 'arm64' : 'x64'}@${version}`;
  const tarball = new ExternalReference(source, ExternalReferenceType.Distribution, { hashes: hashesOf(integrity) });
  component.externalReferences.add(tarball);
  return component;
}

function agentOf({ config, facts }: PlanInput): Component {
  const component = new Component(ComponentType.Library, AGENT, {
    bomRef: AGENT,
    version: oneLine(facts.toolVersion),
    description: `the agent of build-deb, /usr/lib/${config.name}/notify.cjs`,
  });
  const license = licenseOf('MIT', '');
  if (license) component.licenses.add(license);
  return component;
}

/** A reference of its own for each component: two copies of one version may differ in their licences or checksums. */
function refOf({ purl, group, name, version }: Component, taken: Set<string>): string {
  const usual = purl ?? `${[group, name].filter(Boolean).join('/')}@${version}`;
  let ref = usual;
  for (let copy = 2; taken.has(ref); copy += 1) ref = `${usual}#${copy}`;
  taken.add(ref);
  return ref;
}

interface Graph {
  all: readonly Component[];
  byPlace: ReadonlyMap<string, Component>;
}

function connect({ programs }: PlanInput, whole: Component, { all, byPlace }: Graph): void {
  const needed = new Set<Component>();
  for (const { npm } of programs.bundled) {
    const from = npm && byPlace.get(npm.place);
    for (const place of npm?.needs ?? []) {
      const to = byPlace.get(place);
      if (to === undefined || to === from) continue;
      from?.dependencies.add(to.bomRef);
      needed.add(to);
    }
  }
  const direct = new Set(programs.direct?.map((place) => byPlace.get(place)));
  for (const component of all) {
    if (!needed.has(component) || direct.has(component)) whole.dependencies.add(component.bomRef);
  }
}

function hashesOf(integrity: string): HashDictionary {
  const found = integrity.split(/\s+/).flatMap((item): [HashAlgorithm, string][] => {
    const [, name = '', digest = ''] = /^(sha\d+)-([A-Za-z\d+/]+={0,2})$/.exec(item) ?? [];
    const [algorithm, length] = HASHES[name] ?? [];
    const bytes = Buffer.from(digest, 'base64');
    return algorithm === undefined || bytes.length !== length ? [] : [[algorithm, bytes.toString('hex')]];
  });
  return new HashDictionary(found);
}
