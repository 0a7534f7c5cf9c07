/**
 * Functions and lists of shell, and their use in each other.
 */

/**
 * Those of the definitions that `text` uses, directly or through each other, in their order. A value in a list uses no
 * definition: a secret may have the name of a list, and a service that of a function.
 */
export function usedDefinitions(text: string, definitions: readonly string[]): string[] {
  const named = definitions.map((definition) => ({ definition, name: nameOf(definition) }));
  const used = new Set<string>();
  const follow = (user: string): void => {
    const words = new Set(user.replaceAll(/^ *#.*$/gm, '').match(/\w+/g));
    for (const { definition, name } of named) {
      if (used.has(definition) || !words.has(name)) continue;
      used.add(definition);
      if (!isList(definition)) follow(definition);
    }
  };
  follow(text);
  return definitions.filter((definition) => used.has(definition));
}

/** The name of a function or a list. Text without a name, such as the rest of a function behind a blank line, is a defect. */
function nameOf(definition: string): string {
  const name = /^(\w+)(?:=|\(\))/m.exec(definition)?.[1];
  if (name === undefined)
    throw new Error(`a fragment of a maintainer script defines no function and no list:\n${definition}`);
  return name;
}

/** Whether a definition is a list in single quotes, whose value comes from the project. */
function isList(definition: string): boolean {
  return /^\w+='/m.test(definition);
}
