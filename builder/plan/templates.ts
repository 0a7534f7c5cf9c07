/**
 * Templates as functions, and the only place that knows Handlebars. In the tool as it is bundled, its own templates are
 * compiled already, and only others are here (tool/compiled.ts).
 */
import Handlebars from 'handlebars';

export type Compiled = (view: unknown) => string;

/**
 * noEscape: nothing rendered is HTML; the plan escapes for the language a text lands in. strict: a name that the template
 * uses and the view lacks is an error.
 */
export const OPTIONS: CompileOptions = { noEscape: true, strict: true, knownHelpersOnly: true };

export function compile(template: string): Compiled {
  return Handlebars.compile(template, OPTIONS);
}
