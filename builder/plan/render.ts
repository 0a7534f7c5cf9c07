/**
 * Templates to text, and values escaped for the language of the rendered file.
 */
import { BuildError } from '../errors.ts';
import { plainLines } from '../text.ts';
import { type Compiled, compile } from './templates.ts';

/** The texts of the templates by name: `parts/sandbox` for debian-templates/parts/sandbox.hbs. */
type Templates = Readonly<Record<string, string>>;

/** A template may be rendered for each of many services. */
const COMPILED = new Map<string, Compiled>();

/**
 * Renders the template `name`. A name that the template uses and `view` lacks is an error: rendered as empty text, a
 * hole in a maintainer script could mean `rm -rf /`.
 * @throws BuildError if there is no such template, or it cannot be rendered.
 */
export function render(templates: Templates, name: string, view: object): string {
  const template = templates[name];
  if (template === undefined) throw new BuildError(`debian-templates has no ${name}.hbs`);
  try {
    const compiled = COMPILED.get(template) ?? compile(template);
    COMPILED.set(template, compiled);
    return compiled(view);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BuildError(`the template ${name} cannot be rendered`, [reason], { cause });
  }
}

/** For a unit file: `%` begins a specifier (systemd.unit(5)). */
export function unitText(text: string): string {
  return text.replaceAll('%', '%%');
}

/** For a command line in a unit file: quoted if need be, `$` and `%` as they are (systemd.service(5), "Command lines"). */
export function unitWord(text: string): string {
  if (/^[A-Za-z0-9_/.:=@,+-]+$/.test(text)) return text;
  const escaped = text.replaceAll(/["\\]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$');
  return `"${escaped}"`;
}

/** For a man page: backslashes and hyphens as they are, no line that begins with a control character (groff(7)). */
export function manText(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&');
}

/** For a multi-line field of a control file: an empty line is written as a dot (Debian Policy 5.6.13). */
export function fieldLines(lines: readonly string[]): string[] {
  return lines.flatMap(plainLines).map((line) => (line.trim() === '' ? '.' : line.trimEnd()));
}
