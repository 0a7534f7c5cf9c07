/**
 * Whether parts of the schema accept a value. Ajv compiles these parts when a configuration has mistakes. The bundled tool
 * loads Ajv only then (tool/compiled.ts).
 */
import { Ajv } from 'ajv';
import type { Schema } from '../schema/key.ts';
import { formats } from '../schema/schema.ts';

/** The schema is ours: to validate it takes Ajv the longest. */
export const OPTIONS = { strict: false, meta: false, validateSchema: false } as const;

const ajv = new Ajv({ ...OPTIONS, formats });

export function fits(part: Schema, value: unknown): boolean {
  return ajv.validate(part, value);
}
