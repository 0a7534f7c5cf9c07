/**
 * The agent as one file of two parts. Each start evaluates the early part. The late part, such as the drain, is evaluated
 * when it is needed. It stands in a comment: before V8 runs a file, it reads through each function there, and it skips
 * comments. Both parts are in one file, because an upgrade replaces files while the old version still runs.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build, type OutputFile, type Plugin } from 'esbuild';
import { readRegular } from '../project/read-file.ts';
import { type Bundle, OPTIONS } from './bundle.ts';

const FOLDER = 'payload/notify';

/** The modules that index.ts loads at a start. All others that are loaded by require() or import() are late. */
const AT_START = [
  ...['agent.ts', 'journal/priorities.ts', 'messages/transport.ts', 'settings/unusable-settings.ts'],
  ...['writes/moves.ts', 'writes/refused-writes.ts'],
];

/** Begins the name of a module of the other part. */
const OTHER = 'other:';

/** The source of both parts that esbuild does not read from a file. */
const TABLE = 'table.ts';

/** Stands for the end of a comment in the late part. */
const COMMENT_END = '*#/';

const START = "require('./index.ts');\n";

interface Part {
  text: string;
  /** Its modules, by their paths in the agent's folder. */
  modules: string[];
  /** The modules of the other part that it loads. */
  others: string[];
}

/** Tells whether an import leads to the other part. */
type IsOther = (module: string, isLoaded: boolean) => boolean;

/** Bundles the agent of `tool`. Writes no file. */
export async function bundleAgent(tool: string): Promise<Bundle> {
  const folder = path.join(tool, FOLDER);
  const isLate: IsOther = (module, isLoaded) => isLoaded && !AT_START.includes(module);
  const first = await bundlePart(folder, START, isLate);
  const late = await bundlePart(folder, `module.exports = ${table(first.others)}`, (module) =>
    first.modules.includes(module),
  );
  // Once more, with the modules that the late part needs.
  const early = await bundlePart(folder, `__early = ${table(late.others)}${START}`, isLate);
  const inputs = [...first.modules, ...late.modules].map((module) => `${FOLDER}/${module}`);
  return { code: Buffer.from(joined(early.text, late.text)), inputs };
}

/** A hash of the files of an agent. A further file of the agent is imported by one of them, which has changed for it. */
export function agentHash(tool: string, inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const file = path.join(tool, input);
    // A file that is gone changes the hash, too.
    if (existsSync(file)) hash.update(readRegular(file));
  }
  return hash.digest('hex');
}

/** An object with a function for each module, which loads it. */
function table(modules: readonly string[]): string {
  return `{\n${modules.map((module) => `'${module}': () => require('./${module}'),\n`).join('')}};\n`;
}

async function bundlePart(folder: string, contents: string, isOther: IsOther): Promise<Part> {
  const others = new Set<string>();
  const leads: Plugin = {
    name: 'parts',
    setup({ onResolve }) {
      onResolve({ filter: /^\..*\.ts$/ }, ({ path: named, resolveDir, importer, kind }) => {
        const module = path.relative(folder, path.join(resolveDir, named));
        // The table stands for the other part.
        if (path.basename(importer) === TABLE || !isOther(module, kind !== 'import-statement')) return undefined;
        others.add(module);
        return { path: `${OTHER}${module}`, external: true };
      });
    },
  };
  const { outputFiles, metafile } = await build({
    ...OPTIONS,
    absWorkingDir: folder,
    stdin: { contents, resolveDir: folder, sourcefile: TABLE, loader: 'ts' },
    plugins: [leads],
  });
  const [{ text }] = outputFiles as [OutputFile];
  const modules = Object.keys(metafile.inputs).filter((input) => input !== TABLE);
  return { text, modules, others: [...others].sort() };
}

/** One file. Lines of the late part have their numbers in the file, which stacks show. */
function joined(early: string, late: string): string {
  if (late.includes(COMMENT_END)) throw new Error(`the agent has "${COMMENT_END}" in its late part`);
  const load = new RegExp(`\\b(require|import)\\("${OTHER}`, 'g');
  const before = `"use strict";
var __early;
var __lateModules;
var __textOf = Function.prototype.toString;
function __late(name) {
  if (__lateModules === undefined) {
    const text = __textOf.call(__lateText);
    const code = text.slice(text.indexOf("/*") + 2, text.lastIndexOf("*/")).replaceAll("${COMMENT_END}", "*/");
    const place = { filename: __filename, lineOffset: LINES };
    const module = { exports: {} };
    const names = ["require", "module", "__filename", "__earlier"];
    const earlier = (other) => __early[other]();
    require("node:vm").compileFunction(code, names, place)(require, module, __filename, earlier);
    __lateModules = module.exports;
  }
  return __lateModules[name]();
}
${early.replaceAll(load, '__late("')}`;
  const lines = before.split('\n').length - 1;
  const comment = late.replaceAll(load, '__earlier("').replaceAll('*/', COMMENT_END);
  return `${before.replace('LINES', String(lines))}function __lateText() {/*\n${comment}*/}\n`;
}
