/**
 * The bill of materials in CycloneDX (ECMA-424): the npm packages of the copyright file, the agent and a carried Node. Equal
 * inputs give equal bytes: the time is that of the package, and the serial number follows from the content.
 */
import { createHash } from 'node:crypto';
import { ComponentType } from '@cyclonedx/cyclonedx-library/Enums';
import {
  Bom,
  Component,
  ComponentRepository,
  Metadata,
  OrganizationalContact,
  OrganizationalContactRepository,
  OrganizationalEntity,
  Tools,
} from '@cyclonedx/cyclonedx-library/Models';
import { JSON as Json, JsonSerializer } from '@cyclonedx/cyclonedx-library/Serialize';
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec';
import type { Config } from '../../config/config.ts';
import { oneLine } from '../../text.ts';
import type { PlanInput } from '../input.ts';
import { componentsOf } from './components.ts';
import { licenseOf } from './license.ts';

/** The text of the file. */
export function sbomText(input: PlanInput): string {
  const { facts } = input;
  const whole = packageComponent(input);
  const bom = new Bom({
    metadata: new Metadata({
      timestamp: new Date(facts.time * 1000),
      tools: new Tools({ components: new ComponentRepository([buildDeb(input)]) }),
      component: whole,
    }),
    components: new ComponentRepository(componentsOf(input, whole)),
  });
  const serializer = new JsonSerializer(new Json.Normalize.Factory(Spec1dot6));
  // The library's own order of lists would depend on the language of the builder.
  const options = { sortLists: false, space: 2 };
  bom.serialNumber = `urn:uuid:${uuidOf(serializer.serialize(bom, options))}`;
  return `${serializer.serialize(bom, options)}\n`;
}

function packageComponent({ config, programs }: PlanInput): Component {
  const { name, version, summary, license } = config;
  const component = new Component(ComponentType.Application, name, {
    bomRef: `${name}_${version}_${programs.architecture}`,
    version,
    description: summary,
    supplier: maintainerOf(config),
  });
  const declared = licenseOf(license, '');
  if (declared) component.licenses.add(declared);
  return component;
}

function maintainerOf({ maintainer }: Config): OrganizationalEntity {
  const [, name = maintainer, email = ''] = /^(.*) <(.*)>$/.exec(maintainer) ?? [];
  const contact = new OrganizationalContact({ name, email });
  return new OrganizationalEntity({ name, contact: new OrganizationalContactRepository([contact]) });
}

function buildDeb({ facts }: PlanInput): Component {
  return new Component(ComponentType.Application, 'build-deb', { version: oneLine(facts.toolVersion) });
}

/** A UUID of version 8 (RFC 9562) from the digest of a text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join('-');
}
