/**
 * Paragraphs of fields: the control file of a package, an entry of Packages (deb822(5)).
 */
import { BuildError } from '../errors.ts';
import { oneLine, visible } from '../text.ts';
import { INDEXED } from './repository.ts';

/** A field by its name in lower case; continuation lines follow in the value. */
type Paragraph = ReadonlyMap<string, string>;

/** The fields of one paragraph, or undefined for a text that is none: other lines, a field twice, a second paragraph. */
export function parseParagraph(text: string): Paragraph | undefined {
  const fields = new Map<string, string>();
  let name: string | undefined;
  for (const line of text.replace(/\n+$/, '').split('\n')) {
    if (/^[ \t]+\S/.test(line) && name !== undefined) {
      fields.set(name, `${fields.get(name)}\n${line}`);
      continue;
    }
    const [, key, value = ''] = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line) ?? [];
    name = key?.toLowerCase();
    if (name === undefined || name.startsWith('#') || name.startsWith('-') || fields.has(name)) return undefined;
    fields.set(name, value.trimEnd());
  }
  return fields;
}

/** The facts in a control file that a repository needs. */
interface ControlFacts {
  name: string;
  version: string;
  architecture: string;
  summary: string;
  maintainer: string;
}

/** Fields that the repository writes. A control file that brings its own could mislead a client. */
const RESERVED = [
  ...['filename', 'size', 'md5sum', 'sha1', 'sha256', 'sha512', 'phased-update-percentage'],
  ...['status', 'conffiles', 'config-version', 'triggers-awaited', 'triggers-pending'],
];

/**
 * The facts of a control file.
 * @param shown the package file in messages
 * @throws BuildError for a control file that no repository should carry.
 */
export function readControl(text: string, shown: string): ControlFacts {
  const refuse = (reason: string): BuildError => new BuildError(`${shown} cannot be published: ${reason}`);
  const fields = parseParagraph(text);
  if (fields === undefined) throw refuse('its control file is not one paragraph of fields');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to refuse.
  if (/[\x00-\x08\x0b-\x1f\x7f]/.test(text)) throw refuse('its control file holds control characters');
  const own = RESERVED.find((field) => fields.has(field));
  if (own !== undefined) throw refuse(`its control file has the field ${own}, which the repository writes`);
  const value = (field: string): string => fields.get(field) ?? '';
  const [name, version, architecture] = [value('package'), value('version'), value('architecture')];
  if (!/^[a-z0-9][a-z0-9+.-]+$/.test(name) || name.length > 128) {
    throw refuse(`"${oneLine(name)}" is no name of a package (Debian Policy 5.6.1)`);
  }
  if (!/^(\d{1,9}:)?\d[A-Za-z0-9.+~-]*(?<!-)$/.test(version) || version.length > 128) {
    throw refuse(`"${oneLine(version)}" is no version (deb-version(7))`);
  }
  if (architecture !== 'all' && !INDEXED.includes(architecture)) {
    throw refuse(
      `it is for ${oneLine(architecture) || 'no architecture'}; a repository holds all, ${INDEXED.join(', ')}`,
    );
  }
  const [summary = ''] = value('description').split('\n');
  return { name, version, architecture, summary: visible(summary), maintainer: visible(value('maintainer')) };
}
