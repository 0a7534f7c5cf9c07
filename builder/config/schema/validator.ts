/**
 * The schema as a function. To compile it takes longer than to validate, so the bundled tool holds the compiled code in
 * place of this file (tool/compiled.ts).
 */
import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { formats, type PackageJson, schema } from './schema.ts';

/** `useDefaults` fills in missing keys. The schema is ours and needs no validation. */
export const OPTIONS: Options = {
  ...{ allErrors: true, verbose: true, useDefaults: true, strictTypes: false, formats },
  ...{ meta: false, validateSchema: false, addUsedSchema: false, code: { optimize: false } },
};

export const validate: ValidateFunction<PackageJson> = new Ajv(OPTIONS).compile(schema);
