/**
 * The tool becomes a program that starts quickly: a bundle in parts, each loaded when it is needed.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { compiled } from './compiled.ts';

/** The directory that the tool runs from. */
const BUILT = 'node_modules/.cache/build-deb';

const { metafile } = await build({
  entryPoints: ['build.ts'],
  bundle: true,
  external: ['esbuild'],
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
  plugins: [compiled],
});
await writeFile(path.join(BUILT, 'build-deb.json'), JSON.stringify(metafile));
