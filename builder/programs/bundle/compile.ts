/**
 * Each source of a bundle as the body of a function. CommonJS stays as it is. ES modules and TypeScript become code that
 * takes its imports from the runtime (payload/bundle).
 */
import path from 'node:path';
import { type BuildResult, build, type Plugin } from 'esbuild';
import { sourceText } from '../../project/read-file.ts';
import { withImportFunction } from '../../project/tokens.ts';
import { withAwaits } from './awaits.ts';
import { withDefaultName } from './default-name.ts';
import { TARGET } from './graph.ts';
import { COMMON_JS, ES_MODULE, JSON_FILE, type Kind } from './kinds.ts';

interface Source {
  /** Relative to the project. */
  file: string;
  kind: Kind;
}

export interface Compiled {
  code: string;
  /** The VLQ mappings of the code, or undefined if its lines are those of the source. */
  mappings?: string;
  /** Whether it awaits at its top level. */
  awaits: boolean;
}

/** Names that an ES module does not have. In the code they belong to the runtime. */
const ABSENT = Object.fromEntries(
  ['require', 'module', 'exports', '__filename', '__dirname'].map((name) => [name, `__absent_${name}`]),
);
const IMPORT = '__bundleImport';
const META = { 'import.meta': '__bundleMeta' };

/**
 * @param awaiting the sources that await at their top level, with marks (see awaits.ts)
 * @returns the code of each source, by its file
 * @throws BuildFailure of esbuild
 */
export async function compileSources(
  project: string,
  sources: readonly Source[],
  awaiting: ReadonlyMap<string, string>,
): Promise<Map<string, Compiled>> {
  const done = new Map<string, Compiled>();
  const modules: string[] = [];
  const others: string[] = [];
  for (const { file, kind } of sources) {
    const text = (): string => sourceText(path.join(project, file)).replace(/^\uFEFF/, '');
    if (kind === JSON_FILE) done.set(file, { code: `return JSON.parse(${JSON.stringify(text())});`, awaits: false });
    // Plain JavaScript keeps each character. Only import() has to look in the bundle first.
    else if (kind === COMMON_JS && !TRANSLATED.test(file)) {
      done.set(file, { code: withImportFunction(text(), IMPORT), awaits: false });
    } else (kind === ES_MODULE ? modules : others).push(file);
  }
  const translated = await Promise.all([
    translate(project, modules, { define: { ...META, ...ABSENT }, awaiting }),
    translate(project, others, { define: META, awaiting }),
  ]);
  for (const [file, compiled] of translated.flat()) done.set(file, compiled);
  return done;
}

/** Sources that no Node reads as CommonJS, and texts that esbuild makes a module of. */
const TRANSLATED = /\.(?:[cm]?tsx?|jsx|txt|css)$/;

async function translate(
  project: string,
  files: readonly string[],
  { define, awaiting }: { define: Record<string, string>; awaiting: ReadonlyMap<string, string> },
): Promise<[file: string, compiled: Compiled][]> {
  const result: BuildResult<{ write: false }> = await build({
    absWorkingDir: project,
    entryPoints: files.map((file, at) => ({ in: `./${file}`, out: String(at) })),
    bundle: false,
    platform: 'node',
    format: 'cjs',
    target: TARGET,
    charset: 'utf8',
    legalComments: 'inline',
    define,
    sourcemap: 'external',
    sourcesContent: false,
    outdir: '/out',
    write: false,
    logLevel: 'silent',
    loader: { '': 'js' },
    plugins: [withMarks(project, awaiting)],
  });
  const texts = new Map(result.outputFiles.map(({ path: place, text }) => [place, text]));
  return files.map((file, at) => {
    const { mappings } = JSON.parse(texts.get(`/out/${at}.js.map`) ?? '{}');
    const text = withDefaultName(texts.get(`/out/${at}.js`) ?? '', sourceText(path.join(project, file)));
    return [file, finished(text, mappings ?? '', awaiting.has(file))];
  });
}

function withMarks(project: string, awaiting: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'marks of awaits',
    setup({ onLoad }) {
      onLoad({ filter: /^/ }, ({ path: file }) => {
        const contents = awaiting.get(path.relative(project, file));
        return contents === undefined ? undefined : { contents, loader: 'default', resolveDir: path.dirname(file) };
      });
    },
  };
}

/** Helpers of esbuild that the runtime has. */
const GIVEN = /^__(?:export|copyProps|reExport|toESM|toCommonJS)$/;
/** Short names, which other helpers of esbuild use, too. */
const SHORT = /^__(?:create|defProp|getOwnPropDesc|getOwnPropNames|getProtoOf|hasOwnProp)$/;
const HELPER = /^var (__\w+) = /;
const ANNOTATION =
  /\n\/\/ Annotate the CommonJS export names for ESM import in node:\n0 && \(module\.exports = \{[\s\S]*$/;
const EXPORTS = /^module\.exports = __toCommonJS\([\w$]+\);\n/m;

/** The body of a function, without the helpers that it is given. */
function finished(text: string, mappings: string, awaits: boolean): Compiled {
  const lines = text.split('\n');
  const kept: string[] = [];
  const short = new Map<string, string>();
  // TypeScript's option "strict" puts it in front. The function of each module has its own.
  let at = lines[0] === '"use strict";' ? 1 : 0;
  const helperAt = (line: number): string | undefined => HELPER.exec(`${lines[line]}`)?.[1];
  for (let name = helperAt(at); name !== undefined; name = helperAt(at)) {
    const first = at;
    while (!/^\S.*;$/.test(lines[at] ?? ';')) at += 1;
    at += 1;
    const helper = lines.slice(first, at).join('\n');
    if (SHORT.test(name)) short.set(name, helper);
    else if (!GIVEN.test(name)) kept.push(helper);
  }
  const rest = lines.slice(at).join('\n').replace(ANNOTATION, '\n');
  const helpers = kept.join('\n').replaceAll(/\n\s*\/\/.*/g, '');
  const used = [...short].flatMap(([name, helper]) => (helpers.includes(name) || rest.includes(name) ? [helper] : []));
  const first = [...used, helpers].join(' ').replaceAll(/\n\s*/g, ' ');
  const code = withImportFunction(rest, IMPORT);
  return { code: first + (awaits ? withAwaits(code) : code), mappings: mappings.slice(at), awaits };
}

/** Where the imports of an ES module are evaluated: behind its exports, which other modules of a cycle use. */
export function withDependencies(code: string, isAsync: boolean): string {
  const call = isAsync ? '{ const others = __dependencies(); if (others) await others; }' : '__dependencies();';
  const at = EXPORTS.exec(code);
  if (at === null) return `${call}${code}`;
  const end = at.index + at[0].length - 1;
  return `${code.slice(0, end)} ${call}${code.slice(end)}`;
}
