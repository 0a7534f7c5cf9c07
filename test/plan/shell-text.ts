/**
 * Reads the shell of maintainer scripts: which commands, functions and variables a text names. It knows as much of the
 * language as those scripts use.
 */

/** Without comments and literals, and with each command substitution on a line of its own. */
function codeOf(script: string): string {
  let code = '';
  const open: string[] = [];
  const text = script.replaceAll(/\\\n\s*/g, ' ');
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const quoted = open.at(-1) === '"';
    if (char === '\\') at += 1;
    else if (char === '"') {
      if (quoted) open.pop();
      else open.push(char);
      code += '_';
    } else if (text.startsWith('$(', at)) {
      open.push('$(');
      code += '_\n';
      at += 1;
    } else if (quoted) continue;
    else if (char === "'") {
      at = text.indexOf("'", at + 1);
      code += '_';
    } else if (char === '#' && /\s$/.test(code)) {
      at = text.indexOf('\n', at) - 1;
    } else if (char === '(') {
      open.push(char);
      code += char;
    } else if (char === ')' && open.length > 0) {
      code += open.pop() === '(' ? char : '\n';
    } else if (char === ')') {
      // The end of a pattern of "case".
      code = code.slice(0, code.lastIndexOf('\n') + 1);
    } else code += char;
  }
  return code;
}

/** The first word of each command; of a command that a variable names, none. */
export function commandsOf(script: string): string[] {
  const commands = codeOf(script)
    .replaceAll(/^(\w+)\(\) [({]/gm, '')
    .split(/\n|;|\|\|?|&&|\{ |\bthen\b|\bdo\b|\belse\b/)
    .map((command) => command.trim().replace(/^((if|elif|while|until|!)\s+)+/, ''))
    .filter((command) => !/^(for|case|esac|fi|done|\}|\)|in)\b|^[})]?( &)?$|^\w+=|^_/.test(command));
  return [...new Set(commands.map((command) => command.split(/\s/, 1)[0] ?? ''))];
}

export function definedFunctions(script: string): string[] {
  return [...script.matchAll(/^(\w+)\(\) [({]/gm)].map(([, name]) => name ?? '');
}

export function setVariables(script: string): string[] {
  const code = codeOf(script);
  // awk has variables of its own (-v).
  const assigned = [...code.matchAll(/(?:^|(?<!-v)[\s;(|&])([A-Za-z]\w*)=/gm)].map(([, name]) => name ?? '');
  const looped = [...code.matchAll(/\bfor (\w+) in\b/g)].map(([, name]) => name ?? '');
  const read = [...code.matchAll(/\bread -r ([\w ]+)/g)].flatMap(([, names = '']) => names.trim().split(' '));
  // _ takes what is not used.
  return [...new Set([...assigned, ...looped, ...read])].filter((name) => name !== '_');
}

export function usedVariables(script: string): string[] {
  const withoutComments = script.replaceAll(/^\s*#.*$/gm, '');
  return [...new Set([...withoutComments.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name]) => name ?? ''))];
}

/** Variables that are set to a literal, with it. */
export function lists(script: string): Map<string, string> {
  return new Map([...script.matchAll(/^([A-Z_]+)='([^']*)'$/gm)].map(([, name = '', content = '']) => [name, content]));
}
