/**
 * Environment variables that a program reads: in files such as .env, and in sources.
 */
import type { TextFile } from './sources.ts';

/** A variable, and the place that shows it. */
export interface Variable {
  name: string;
  /** Undefined if the place shows no value. */
  value: string | undefined;
  /** `.env`, `src/server.js`. */
  from: string;
}

const LINE =
  /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*(?:=|:[ \t])[ \t]*('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^#\r\n]*)/gm;

/** The variables of a file as dotenv and Node read it. */
export function variablesOfFile({ file, text }: TextFile): Variable[] {
  return [...text.matchAll(LINE)].map(([, name = '', written = '']) => {
    const value = written.trim().replace(/^(['"`])([\s\S]*)\1$/, '$2');
    return { name, value, from: file };
  });
}

/** A value of the map of the package config. Words in small letters are its own, such as the format of a value. */
const MAPPED = /:[ \t]*(["']?)([A-Z][A-Z0-9_]*)\1[ \t]*(?=[,}\r\n]|$)/g;

/** The variables that such a map names. Their defaults are in other files. */
export function variablesOfMap({ file, text }: TextFile): Variable[] {
  return [...text.matchAll(MAPPED)].map(([, , name = '']) => ({ name, value: undefined, from: file }));
}

const NAME = '[A-Za-z_]\\w*';

/** The variable of `process.env.X`, `process.env['X']` and `import.meta.env.X`, with a literal default behind it. */
const READ = new RegExp(
  String.raw`\bprocess\.env(?:\.(${NAME})|\[\s*['"](${NAME})['"]\s*\])` +
    String.raw`(?:\s*,\s*10)?[\s)]*(?:(?:\|\||\?\?)[\s(+]*(?:Number\(|parseInt\()?(?:(['"\x60])([^'"\x60\n]*)\3|(\d+(?:\.\d+)?|true|false)\b))?`,
  'g',
);

/** `const { HOST, PORT = 3000 } = process.env`. */
const TAKEN_APART = /\{([^{}]*)\}\s*=\s*process\.env\b/g;

/** An item of such a list, with a literal default. */
const TAKEN =
  /^\s*([A-Za-z_]\w*)\s*(?::\s*\w+\s*)?(?:=\s*(?:(['"`])([^'"`]*)\2|(\d+(?:\.\d+)?|true|false)\b)?[\s\S]*)?$/;

/** `parse(process.env)`: a library checks all variables by a schema. */
const WHOLE = /\bprocess\.env\b(?!\s*[.[?])|['"`](?:@fastify\/env|fastify-env|env-schema)['"`]/;

/** `API_KEY: str(),`, `PORT: z.coerce.number().default(3000),`, `HOST: { type: 'string' }`: a key of such a schema, with what follows in its line. */
const SCHEMA_KEY = /(?:^|[{,])\s*([A-Z][A-Z0-9_]+)\s*:\s*(?:[A-Za-z]\w*(?:\.\w+)*\(|\{\s*type\s*:)(?=([^\n]*))/gm;

const SCHEMA_DEFAULT = /\bdefault(?:\(\s*|\s*:\s*)(?:(['"`])([^'"`\n]*)\1|(\d+(?:\.\d+)?|true|false)\b)/;

/** `env: 'PORT'`, as convict has it. */
const NAMED_KEY = /\benv\s*:\s*['"`]([A-Z][A-Z0-9_]*)['"`]/g;

/** The variables that a schema of convict names. A file of settings may hold a value that is weaker than the variable. */
export function variablesOfConvict({ file, text }: TextFile): Variable[] {
  const named = /\bconvict\b/.test(text) ? [...text.matchAll(NAMED_KEY)].map(([, name = '']) => name) : [];
  return named.map((name) => ({ name, value: undefined, from: file }));
}

function variablesOfSchemas({ file, text }: TextFile): Variable[] {
  const keys = WHOLE.test(text) ? [...text.matchAll(SCHEMA_KEY)] : [];
  return [
    ...variablesOfConvict({ file, text }),
    ...keys.map(([, name = '', rest = '']) => {
      // The line may hold further keys.
      const [own = ''] = rest.split(/,\s*[A-Z][A-Z0-9_]+\s*:/);
      const [, , quoted, plain] = SCHEMA_DEFAULT.exec(own) ?? [];
      return { name, value: quoted ?? plain, from: file };
    }),
  ];
}

/** The variables that sources read, each once, with the first default that they show. */
export function variablesOfSources(sources: readonly TextFile[]): Variable[] {
  const found = new Map<string, Variable>();
  const add = (name: string, value: string | undefined, from: string): void => {
    const known = found.get(name);
    if (known === undefined || (known.value === undefined && value !== undefined))
      found.set(name, { name, value, from });
  };
  for (const { file, text } of sources) {
    for (const match of text.matchAll(READ)) {
      const [whole, dotted, indexed, , quoted, plain] = match;
      const after = text.slice(match.index + whole.length);
      // An assignment sets the variable, and reads it not.
      if (/^\s*=(?![=>])/.test(after)) continue;
      add(dotted ?? indexed ?? '', quoted ?? plain, file);
    }
    for (const { name, value } of variablesOfSchemas({ file, text })) add(name, value, file);
    for (const [, list = ''] of text.matchAll(TAKEN_APART)) {
      for (const item of list.split(',')) {
        const [, name, , quoted, plain] = TAKEN.exec(item) ?? [];
        if (name !== undefined) add(name, quoted ?? plain, file);
      }
    }
  }
  return [...found.values()];
}
