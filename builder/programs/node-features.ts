/**
 * Modules, functions and syntax of Node that not every supported version has, as the project's own sources use them.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { transform } from 'esbuild';
import type { NodeNeed } from '../node-range.ts';
import { installedJson } from '../project/package-json.ts';
import { packageOfSpecifier, withoutComments } from '../project/source-text.ts';

/** Node's documentation, "History" of each: the versions that have it without an option. */
const SINCE = {
  '20': '>=20',
  '20.11': '>=20.11 <21 || >=21.2',
  '20.12': '>=20.12 <21 || >=21.7',
  '20.16': '>=20.16 <21 || >=22.3',
  '20.17': '>=20.17 <21 || >=22.5',
  '21': '>=21',
  '22': '>=22',
  '22.8': '>=22.8',
  '22.9': '>=22.9',
  '22.13': '>=22.13 <23 || >=23.4',
  '22.15': '>=22.15 <23 || >=23.8',
  '24': '>=24',
} as const;

type Since = keyof typeof SINCE;

/** Modules that a source imports. */
const MODULES: Readonly<Record<string, Since>> = { 'node:sqlite': '22.13', 'node:sea': '20.12' };

/** Functions of Node's modules: `import { styleText } from 'node:util'`, and `util.styleText(`. */
const FUNCTIONS: Readonly<Record<string, Since>> = {
  'crypto.hash': '20.12',
  'fs.glob': '22',
  'fs.globSync': '22',
  'module.enableCompileCache': '22.8',
  'module.registerHooks': '22.15',
  'module.stripTypeScriptTypes': '22.13',
  'path.matchesGlob': '20.17',
  'process.getBuiltinModule': '20.16',
  'process.loadEnvFile': '20.12',
  'util.diff': '22.15',
  'util.getCallSites': '22.9',
  'util.parseEnv': '20.12',
  'util.styleText': '20.12',
  'zlib.createZstdCompress': '22.15',
  'zlib.createZstdDecompress': '22.15',
  'zlib.zstdCompressSync': '22.15',
  'zlib.zstdDecompressSync': '22.15',
};

/** Functions of the language. */
const LANGUAGE: Readonly<Record<string, Since>> = {
  'Array.fromAsync': '22',
  'Iterator.from': '22',
  'Map.groupBy': '21',
  'Object.groupBy': '21',
  'Promise.try': '24',
  'Promise.withResolvers': '22',
  'RegExp.escape': '24',
};

/** Methods with names that no older method has. Node 18 has getSetCookie(), but not as Debian 12 builds it (debian-node.ts). */
const METHODS: Readonly<Record<string, Since>> = {
  getSetCookie: '20',
  toReversed: '20',
  toSorted: '20',
  toSpliced: '20',
};

/** Versions of Node for esbuild. What all of them lack came with Node 24. */
const SYNTAX_TARGETS = ['18.20', '20.19', '22.13'];

interface Source {
  /** As messages name it. */
  file: string;
  /** Absolute. */
  place: string;
  text: string;
}

/**
 * The demands of a source. A use that the source guards, as in `process.loadEnvFile?.()` or right behind `try {`, makes none.
 */
export function featureNeeds({ file, text: written }: Pick<Source, 'file' | 'text'>): NodeNeed[] {
  const text = withoutComments(written);
  const imports = importsOf(text);
  const found = new Map<string, Since>();
  for (const [module, since] of Object.entries(MODULES)) if (imports.has(module)) found.set(module, since);
  for (const [name, since] of Object.entries(FUNCTIONS)) {
    const [module = '', member = ''] = name.split('.');
    const isImported = [`node:${module}`, module, `node:${module}/promises`].some((from) =>
      imports.get(from)?.includes(member),
    );
    const isCalled = isImported ? calls(text, member) : module !== 'path' && calls(text, name);
    if (isCalled) found.set(name, since);
  }
  for (const [name, since] of Object.entries(LANGUAGE)) if (calls(text, name)) found.set(name, since);
  for (const [name, since] of Object.entries(METHODS)) {
    if (new RegExp(`\\.${name}\\(`).test(text)) found.set(`${name}()`, since);
  }
  return [...found].map(([name, since]) => ({ range: SINCE[since], because: `${name} in ${file}` }));
}

/** The demands of what Node itself runs, and no bundler has rewritten: import.meta.dirname, syntax and require() of ES modules. */
export async function moduleNeeds({ file, place, text }: Source): Promise<NodeNeed[]> {
  const needs: NodeNeed[] = [];
  const add = (range: string, what: string): number => needs.push({ range, because: `${what} in ${file}` });
  const [meta] = /\bimport\.meta\.(dirname|filename)\b(?!\s*(\?\?|\|\|))/.exec(withoutComments(text)) ?? [];
  if (meta !== undefined) add(SINCE['20.11'], meta);
  const syntax = await syntaxNeed(text);
  if (syntax !== undefined) add(syntax, 'the syntax');
  const required = esModuleRequired(place, text);
  if (required !== undefined) add('>=20.19 <21 || >=22.12', `require() of the ES module ${required}`);
  return needs;
}

/** The names that each module's static imports and requires bring into a source. `import type` does not count. */
function importsOf(text: string): Map<string, string[]> {
  const imports = new Map<string, string[]>();
  const statement =
    /^(?:import\s+(?!type\b)(?:([^'"`;]*?)\bfrom\s*)?|(?:const|let|var)\s+([\w$]+|\{[^}]*\})\s*=\s*require\(\s*)["']([\w:/]+)["']/gm;
  for (const [, imported = '', required = '', module = ''] of text.matchAll(statement)) {
    const names = [...`${imported}${required}`.matchAll(/[\w$]+/g)].map(([name]) => name);
    imports.set(module, [...(imports.get(module) ?? []), ...names]);
  }
  return imports;
}

/** Whether a source calls `name` without asking first whether it exists. */
function calls(text: string, name: string): boolean {
  const escaped = name.replaceAll('.', '\\.');
  if (new RegExp(`(?:typeof\\s+|\\bif\\s*\\(\\s*!?|['"]\\w+['"] in \\w+.*)${escaped}\\b`).test(text)) return false;
  if (new RegExp(`\\b${escaped}\\s*(?:&&|\\?|\\|\\|)`).test(text)) return false;
  return new RegExp(`(?<![.\\w$])(?<!\\btry\\s*\\{\\s*)(?<!\\bfunction\\s+)${escaped}\\(`).test(text);
}

/**
 * The versions that understand the syntax of a source: esbuild rewrites for a target what that does not understand. It takes no
 * Node to know the flag v of regular expressions, which Node 20 brought.
 */
async function syntaxNeed(text: string): Promise<string | undefined> {
  const as = (target: string, sets = true): Promise<string> => {
    // esbuild keeps new properties such as RGI_Emoji for `esnext` alone.
    const supported = { 'regexp-set-notation': sets, 'regexp-unicode-property-escapes': true };
    return transform(text, { target, supported, loader: 'js', logLevel: 'silent', legalComments: 'none' }).then(
      ({ code }) => code,
      () => '',
    );
  };
  const newest = await as('esnext');
  if (newest === '') return undefined;
  for (const [at, version] of SYNTAX_TARGETS.entries()) {
    if ((await as(`node${version}`)) !== newest) continue;
    if (at > 0) return `>=${version}`;
    return (await as('esnext', false)) === newest ? undefined : SINCE['20'];
  }
  return SINCE['24'];
}

/** The package with nothing but ES modules that a CommonJS source requires, or undefined. */
function esModuleRequired(place: string, text: string): string | undefined {
  for (const [, specifier = ''] of text.matchAll(
    /^(?:const|let|var)\s[^=;]*=\s*require\(\s*["']([^"'.][^"']*)["']\)/gm,
  )) {
    if (packageOfSpecifier(specifier) === undefined) continue;
    try {
      if (isEsModule(createRequire(place).resolve(specifier))) return specifier;
    } catch {}
  }
  return undefined;
}

function isEsModule(file: string): boolean {
  if (file.endsWith('.mjs')) return true;
  if (!file.endsWith('.js')) return false;
  for (let at = path.dirname(file); at !== path.dirname(at); at = path.dirname(at)) {
    const { type, name } = installedJson(at);
    if (type !== undefined || name !== undefined) return type === 'module';
  }
  return false;
}
