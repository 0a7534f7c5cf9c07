/**
 * The schema, the templates and the agent, compiled when the tool is bundled: each call of the tool saves the time of their
 * compilers.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { _, Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import type { Plugin } from 'esbuild';
import Handlebars from 'handlebars';
import { OPTIONS as PART_OPTIONS } from '../config/mistakes/fits.ts';
import { schema } from '../config/schema/schema.ts';
import { OPTIONS as SCHEMA_OPTIONS } from '../config/schema/validator.ts';
import { OPTIONS as TEMPLATE_OPTIONS } from '../plan/templates.ts';
import { agentHash, bundleAgent } from '../programs/agent.ts';

/** Replaces config/schema/validator.ts. */
function compiledSchema(): string {
  const ajv = new Ajv({ ...SCHEMA_OPTIONS, code: { optimize: false, source: true, esm: true, formats: _`formats` } });
  return `import { formats } from './schema.ts';\n${standaloneCode.default(ajv, ajv.compile(schema))}`;
}

/** Replaces config/mistakes/fits.ts. A configuration without mistakes does not need Ajv, which takes 30 ms to load. */
function lateParts(): string {
  return `
    import { formats } from '../schema/schema.ts';
    let ajv;
    export function fits(part, value) {
      ajv ??= new (require('ajv').Ajv)({ ...${JSON.stringify(PART_OPTIONS)}, formats });
      return ajv.validate(part, value);
    }`;
}

/** Replaces plan/templates.ts. Only a template that was changed after the bundling loads the compiler of Handlebars. */
async function compiledTemplates(): Promise<string> {
  const folder = 'debian-templates';
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.hbs')).sort();
  const compiled = files.map(async (file) => {
    const template = await readFile(path.join(folder, file), 'utf8');
    return `[${JSON.stringify(template)}, ${Handlebars.precompile(template, TEMPLATE_OPTIONS)}],`;
  });
  return `
    import Handlebars from 'handlebars/runtime.js';
    const COMPILED = new Map([${(await Promise.all(compiled)).join('\n')}]);
    export function compile(template) {
      const known = COMPILED.get(template);
      if (known) return Handlebars.template(known);
      return require('handlebars').compile(template, ${JSON.stringify(TEMPLATE_OPTIONS)});
    }`;
}

/** Replaces programs/known-agent.ts. An agent of which a file was changed after the bundling is bundled anew. */
async function compiledAgent(): Promise<string> {
  const { code, inputs } = await bundleAgent(process.cwd());
  return `
    import { agentHash, bundleAgent } from './agent.ts';
    const CODE = ${JSON.stringify(code.toString())};
    const INPUTS = ${JSON.stringify(inputs)};
    export async function knownAgent(tool) {
      const hash = agentHash(tool, INPUTS);
      if (hash !== '${agentHash(process.cwd(), inputs)}') return bundleAgent(tool);
      return { code: Buffer.from(CODE), inputs: INPUTS };
    }`;
}

/** Replaces these modules in the bundle. */
export const compiled: Plugin = {
  name: 'compiled',
  setup({ onLoad }) {
    const contents: [RegExp, () => string | Promise<string>][] = [
      [/\/builder\/config\/schema\/validator\.ts$/, compiledSchema],
      [/\/builder\/config\/mistakes\/fits\.ts$/, lateParts],
      [/\/builder\/plan\/templates\.ts$/, compiledTemplates],
      [/\/builder\/programs\/known-agent\.ts$/, compiledAgent],
    ];
    for (const [filter, make] of contents) {
      onLoad({ filter }, async ({ path: file }) => ({ contents: await make(), resolveDir: path.dirname(file) }));
    }
  },
};
