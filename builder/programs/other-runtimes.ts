/**
 * Programs for Bun or Deno: a package runs Node.
 */
import { BuildError } from '../errors.ts';
import { withoutComments } from '../project/source-text.ts';

const GUARD =
  /typeof\s+(?:globalThis\.)?(Bun|Deno)\b|\bglobalThis\.(Bun|Deno)\b|['"](Bun|Deno)['"]\s+in\b|\bversions\.(bun|deno)\b/;
const MODULE = /\b(?:from|import|require)\s*\(?\s*['"`](bun(?::[\w/-]+)?)['"`]/;
const FUNCTION = /(?<![.\w$])((?:Bun|Deno)\.[a-z]\w*)/;

/** What a source uses of Bun or Deno, such as `Bun.serve`, or undefined. A source that asks first runs on Node, too. */
export function otherRuntime(text: string): string | undefined {
  if (!/\b(bun|Bun|Deno)\b/.test(text)) return undefined;
  const code = withoutComments(text);
  if (GUARD.test(code)) return undefined;
  return MODULE.exec(code)?.[1] ?? FUNCTION.exec(code)?.[1];
}

/** @throws BuildError for a source of the project that needs Bun or Deno */
export function refuseOtherRuntime(file: string, text: string): void {
  const used = otherRuntime(text);
  if (used === undefined) return;
  throw new BuildError(`${file} uses ${used}, which Node does not have`, [
    'the package runs Node: use a function of Node instead, such as node:http in place of a server of Bun or Deno',
  ]);
}
