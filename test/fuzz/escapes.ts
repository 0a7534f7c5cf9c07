/**
 * Values outside of their places: a line in a script, a unit or a control file that no template has.
 */
import type { Config } from '../../builder/config/config.ts';
import { DIRECTIVES } from '../../builder/config/schema/harden.ts';
import { unitsOf } from '../../builder/deliver/check.ts';
import type { Manifest } from '../../builder/manifest.ts';
import { RELATIONS } from '../../builder/plan/control.ts';

/** By name: `control`, `postinst/units`. */
type Templates = Readonly<Record<string, string>>;

interface Known {
  /** Lines of units: comments, sections, directives. */
  unit: Test;
  control: Test;
  /** Lines of scripts, whose lists are empty. */
  script: Test;
}

type Test = (line: string) => boolean;

/** Most packages have the same lines. */
function remembering(pattern: RegExp): Test {
  const passed = new Set<string>();
  return (line) => passed.has(line) || (pattern.test(line) && passed.add(line) !== undefined);
}

/** The content of a list of a script, which may be more than one line. */
const LIST = /^([A-Z_]+)='[^']*'$/gm;

/** What templates can render, if values stay where they belong. */
export function knownLines(templates: Templates): Known {
  const lines = Object.values(templates).flatMap((text) => text.replaceAll(LIST, "$1=''").split('\n'));
  const starts = (pattern: RegExp): string[] => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  const sections = starts(/^\[(\w+)\]$/);
  const directives = [...starts(/^([A-Z]\w+)=/), ...DIRECTIVES];
  const fields = [...starts(/^([A-Z][A-Za-z-]+):/), ...Object.keys(RELATIONS)];
  return {
    unit: remembering(new RegExp(`^(#[\\s\\S]*|\\[(${unique(sections)})\\]|(${unique(directives)})=[\\s\\S]*|)$`)),
    control: remembering(new RegExp(`^( [\\s\\S]*|(${unique(fields)}): [\\s\\S]+|)$`)),
    script: remembering(new RegExp(`^(${unique(lines.map(scriptLine))})$`)),
  };
}

function unique(texts: readonly string[]): string {
  return [...new Set(texts)].join('|');
}

/** A line of a template; names, numbers and paths stand for its values. */
function scriptLine(line: string): string {
  return line
    .split(/\{\{.*?\}\}/)
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('[\\w./: -]*');
}

/** The project's part of a maintainer script, where it has one. */
export const FRAGMENT = 'echo "part of the project"';

/** Each value that left its place; empty for a sound package. */
export function escapes(manifest: Manifest, config: Config, known: Known): string[] {
  const found: string[] = [];
  const strays = (name: string, text: string, isKnown: Test): void => {
    for (const stray of text.split('\n').filter((candidate) => !isKnown(candidate))) found.push(`${name}: ${stray}`);
  };
  const ownFields = new Set(Object.entries(config.fields).map(([field, value]) => `${field}: ${value}`));
  for (const { name, content } of manifest.members) {
    if (name === 'control') strays(name, content, (line) => known.control(line) || ownFields.has(line));
    if (content.startsWith('#!')) {
      strays(name, content.replaceAll(LIST, "$1=''").replaceAll(`\n${FRAGMENT}\n`, '\n'), known.script);
    }
  }
  for (const [name, content] of unitsOf(manifest)) {
    const text = Buffer.from(content).toString();
    const service = config.services.find(({ unit }) => name === `${unit}.service`);
    if (service?.unitFile !== undefined) continue;
    strays(name, text, known.unit);
    if (service !== undefined) found.push(...wrongCommand(name, text, service.arguments));
  }
  return found;
}

/** The arguments that systemd passes, read as systemd.service(5) says, and the arguments that the project wrote. */
function wrongCommand(name: string, text: string, meant: readonly string[]): string[] {
  // Lines end where systemd ends them; the dot and $ of JavaScript know more ends.
  const start = 'ExecStart=';
  const line = text.split('\n').find((candidate) => candidate.startsWith(start));
  if (line === undefined) return [`${name}: no ${start}`];
  const words = [...line.slice(start.length).matchAll(/"((?:[^"\\]|\\[\s\S])*)"|(\S+)/g)].map(([, quoted, plain]) => {
    const word = quoted === undefined ? String(plain) : quoted.replaceAll(/\\([\s\S])/g, '$1');
    return word.replaceAll('%%', '%').replaceAll('$$', '$');
  });
  const got = words.slice(words.length - meant.length);
  return JSON.stringify(got) === JSON.stringify(meant) ? [] : [`${name}: ${line}`];
}
