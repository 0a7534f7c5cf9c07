/**
 * The text of a script in package.json as sh reads it: commands, and the words of each.
 */

/** A command of a line of sh. */
export interface ShellCommand {
  words: string[];
  /** What stands in front of it: a command behind `||` runs only if another one fails. */
  joint: '' | '&&' | '||' | ';' | '&' | '|';
  /** Its redirections: `2>&1`. */
  redirections: string[];
}

const TOKEN =
  /#[^\n]*|\n|\d*[<>]+\s*(?:&?[^\s;&|()]+)|(?:[^\s"';&|()<>\\]|\\[\s\S]|"(?:\\[\s\S]|[^"\\])*"|'[^']*')+|&&|\|\||[;&|()]/g;

/** The commands of a line of sh, in their order. Parentheses count as separators. */
export function shellCommands(script: string): ShellCommand[] {
  const commands: ShellCommand[] = [{ words: [], joint: '', redirections: [] }];
  let joint: ShellCommand['joint'] = '';
  for (const token of script.replaceAll(/\\\r?\n/g, ' ').match(TOKEN) ?? []) {
    const last = commands.at(-1) as ShellCommand;
    if (/^(&&?|\|\|?|[;\n()])$/.test(token)) {
      joint = /^[\n()]$/.test(token) ? ';' : (token as ShellCommand['joint']);
      if (last.words.length > 0) commands.push({ words: [], joint, redirections: [] });
      else last.joint = commands.length > 1 ? joint : '';
    } else if (/^\d*[<>]/.test(token)) last.redirections.push(token);
    else if (!token.startsWith('#')) last.words.push(plainWord(token));
  }
  return commands.filter(({ words }) => words.length > 0);
}

/** A word without its quotes. A variable stays as it is written. */
function plainWord(word: string): string {
  return word.replaceAll(/"(?:\\[\s\S]|[^"\\])*"|'[^']*'|\\[\s\S]/g, (part) => {
    if (part.startsWith('"')) return part.slice(1, -1).replaceAll(/\\(["\\$`])/g, '$1');
    return part.startsWith("'") ? part.slice(1, -1) : part.slice(1);
  });
}

/** The words of a command as a person would write them. */
export function written(words: readonly string[]): string {
  return words.map((word) => (/^[^\s"';&|<>()]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}
