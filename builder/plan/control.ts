/**
 * The file `control`: name, version and relations of the package (Debian Policy 5.3).
 */
import type { Config } from '../config/config.ts';
import { wrap } from '../text.ts';
import { hasDirectories, hasOwnedFiles } from './accounts.ts';
import type { PlanInput } from './input.ts';
import { fieldLines, render } from './render.ts';

/** Width of the text in a package description (Debian Policy 5.6.13 leaves one column for the indent). */
const DESCRIPTION_WIDTH = 78;

/**
 * The fields that name other packages (Debian Policy 7). A field without packages is left out. An earlier name of the
 * package gets three of them. Conflicts and Replaces together let dpkg remove the old package for this one (Debian Policy
 * 7.6.2). Breaks would leave it installed, and its units running. Provides serves packages that depend on the old name.
 */
export const RELATIONS: Readonly<Record<string, (input: PlanInput) => readonly string[]>> = {
  'Pre-Depends': ({ config }) => config.preDepends,
  Depends: (input) => strictest([...input.config.depends, ...input.programs.depends, ...calledTools(input)]),
  Recommends: ({ config }) => config.recommends,
  Suggests: ({ config }) => [...config.suggests, ...(config.mail ? ['default-mta | mail-transport-agent'] : [])],
  Enhances: ({ config }) => config.enhances,
  Breaks: ({ config }) => config.breaks,
  Conflicts: ({ config }) => besides(config.conflicts, config.formerly),
  Replaces: ({ config }) => besides(config.replaces, config.formerly),
  Provides: ({ config: { provides, formerly, version } }) => {
    const names = new Set(provides.map((relation) => relation.replace(/ .*/, '')));
    return besides(
      provides,
      formerly.filter((name) => !names.has(name)).map((name) => `${name} (= ${version})`),
    );
  },
};

/** Each relation once. */
function besides(written: readonly string[], further: readonly string[]): string[] {
  return [...new Set([...written, ...further])];
}

/** `nodejs (>= 18)` says no more beside `nodejs (>= 20.9)`: of such relations the strictest stays. */
function strictest(relations: readonly string[]): string[] {
  const limit = /^nodejs \((>=|<<) ([^)]*)\)$/;
  return relations.filter((relation, at) => {
    const [, operator, version = ''] = limit.exec(relation) ?? [];
    if (operator === undefined) return true;
    return !relations.some((other, place) => {
      const [, same, found = ''] = limit.exec(other) ?? [];
      const order = found.localeCompare(version, 'en', { numeric: true }) * (operator === '>=' ? 1 : -1);
      return same === operator && (order > 0 || (order === 0 && place < at));
    });
  });
}

/** postinst calls systemd-sysusers and systemd-tmpfiles, which come in any of these packages. */
function calledTools(input: PlanInput): string[] {
  const tools = ['sysusers', ...(hasDirectories(input) || hasOwnedFiles(input.programs) ? ['tmpfiles'] : [])];
  return tools.map((tool) => `systemd | systemd-standalone-${tool} | systemd-${tool}`);
}

interface ControlView {
  name: string;
  version: string;
  architecture: string;
  multiArch: 'foreign' | 'no';
  maintainer: string;
  /** In KiB. */
  installedSize: number;
  /** Relations to other packages (Debian Policy 7), each field once. */
  relations: { field: string; packages: string }[];
  section: string;
  priority: string;
  homepage: string;
  /** Further fields of the project. */
  fields: { field: string; value: string }[];
  summary: string;
  description: string[];
}

/** The text of the control file; `installedSize` is in KiB. */
export function controlText(input: PlanInput, installedSize: number): string {
  return render(input.facts.templates, 'control', controlView(input, installedSize));
}

export function controlView(input: PlanInput, installedSize: number): ControlView {
  const { config, programs } = input;
  const { name, version, maintainer, section, priority, homepage = '', summary } = config;
  const { architecture } = programs;
  return {
    ...{ name, version, maintainer, section, priority, homepage, summary, architecture, installedSize },
    // Multi-Arch: foreign lets a machine of another architecture use a package of architecture all.
    multiArch: architecture === 'all' ? 'foreign' : 'no',
    relations: relationsOf(input),
    fields: Object.entries(config.fields).map(([field, value]) => ({ field, value })),
    description: fieldLines(descriptionOf(config).flatMap(paragraphLines)),
  };
}

/** The paragraphs below the summary: the project's, or two that fit any service. */
export function descriptionOf({ name, extendedDescription }: Config): readonly string[] {
  if (extendedDescription.length > 0) return extendedDescription;
  return [
    `The service ${name}: systemd starts it, knows when it is ready, and watches it.`,
    `It runs as a system user of its own; systemctl status ${name} shows its state.`,
  ];
}

function relationsOf(input: PlanInput): ControlView['relations'] {
  const relations = Object.entries(RELATIONS).map(([field, packages]) => ({
    field,
    packages: packages(input).join(', '),
  }));
  return relations.filter(({ packages }) => packages !== '');
}

function paragraphLines(paragraph: string, position: number): string[] {
  return [...(position > 0 ? [''] : []), ...wrap(paragraph, DESCRIPTION_WIDTH)];
}
