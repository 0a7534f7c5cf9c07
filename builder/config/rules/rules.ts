/**
 * Rules beyond the schema: how values of package.json have to fit together.
 */
import { isObject, type Json } from '../config.ts';
import type { Mistake } from '../mistakes/mistakes.ts';
import type { DebSection } from '../schema/schema.ts';
import { fileMistakes } from './files.ts';
import { nodeOptionMistakes } from './node-options.ts';
import { compressionMistakes, entryMistakes, excludeMistakes, nodeModulesMistakes } from './program.ts';
import { fieldMistakes, relationMistakes, triggerMistakes } from './relations.ts';
import { runtimeMistakes } from './runtime.ts';
import { levelMistakes, nameMistakes, scheduleMistakes, stateMistakes } from './services.ts';
import { socketMistakes } from './sockets.ts';
import { variableMistakes } from './variables.ts';
import { writableMistakes } from './writable.ts';

/** A rule about a checked section; `written` is the same section without defaults. */
type Rule = (deb: DebSection, written: Json) => Iterable<Mistake>;

const RULES: readonly Rule[] = [
  runtimeMistakes,
  compressionMistakes,
  nodeModulesMistakes,
  excludeMistakes,
  entryMistakes,
  nodeOptionMistakes,
  scheduleMistakes,
  nameMistakes,
  stateMistakes,
  variableMistakes,
  socketMistakes,
  fileMistakes,
  writableMistakes,
  levelMistakes,
  relationMistakes,
  fieldMistakes,
  triggerMistakes,
];

/** The mistakes of a `deb` section that the schema has passed. `packageJson` is the text as JSON, without defaults. */
export function ruleMistakes(deb: DebSection, packageJson: Json): Mistake[] {
  const written = isObject(packageJson.deb) ? packageJson.deb : {};
  return RULES.flatMap((rule) => [...rule(deb, written)]);
}
