/**
 * The tool becomes a program that starts quickly: a bundle in parts, each loaded when it is needed.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { compiled } from './compiled.ts';

/** The directory that the tool runs from. */
const BUILT = 'node_modules/.cache/build-deb';

/**
 * Loads esbuild by require(). For an import, Node first searches its whole text for the names of exports (30 ms; see
 * "CommonJS namespaces" in Node's page on ES modules).
 */
const required: Plugin = {
  name: 'required',
  setup({ onLoad, onResolve }) {
    const namespace = 'required';
    onResolve({ filter: /^esbuild$/ }, ({ kind }) =>
      kind === 'require-call' ? undefined : { path: 'esbuild', namespace },
    );
    onLoad({ filter: /^esbuild$/, namespace }, () => ({ contents: "module.exports = require('esbuild');" }));
  },
};

const { metafile } = await build({
  entryPoints: ['build.ts'],
  bundle: true,
  // The library for bills of materials tries to load these for XML and for validation, and goes on without them.
  external: ['esbuild', 'ajv-formats', 'ajv-formats-draft2019', 'libxmljs2', 'xmlbuilder2'],
  platform: 'node',
  mainFields: ['module', 'main'],
  format: 'esm',
  target: 'node18',
  banner: {
    js: "import { createRequire as newRequire } from 'node:module'; const require = newRequire(import.meta.url);",
  },
  logLevel: 'warning',
  metafile: true,
  splitting: true,
  outdir: BUILT,
  entryNames: 'build-deb',
  chunkNames: 'parts/[name]-[hash]',
  outExtension: { '.js': '.mjs' },
  plugins: [compiled, required],
});
await writeFile(path.join(BUILT, 'build-deb.json'), JSON.stringify(metafile));
