/**
 * Scalars of YAML 1.2.
 */

/** A text as a value: plain if it cannot be taken for anything else, in a block if it has lines, else in quotes. */
export function scalar(text: string, indent: string): string {
  if (text.includes('\n')) return `|\n${indented(text, `${indent}  `)}`;
  const isPlain = /^[A-Za-z][\w./@+=$" -]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : `'${text.replaceAll("'", "''")}'`;
}

export function indented(text: string, indent: string): string {
  return text.replaceAll(/^(?=.)/gm, indent);
}
