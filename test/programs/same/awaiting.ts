/**
 * Small programs of ES modules that await at their top level. They print the same from their sources and their packages.
 */
import type { Program } from './programs.ts';

const es = (files: Program['files']): Program['files'] => ({ 'package.json': { type: 'module' }, ...files });

export const AWAITING: Record<string, Program['files']> = {
  'await at the top level': es({
    'app.js':
      "import { value } from './slow.js'; import './other.js'; console.log(value, await Promise.all([1, Promise.resolve(2)])); for await (const item of [3, 4]) console.log(item); const { a } = await import('./a.js'); console.log(a, await (async () => 'x')());",
    'slow.js':
      "console.log('slow'); await new Promise((done) => setTimeout(done, 20)); export const value = await Promise.resolve('value'); console.log('slow done');",
    'other.js': "console.log('other');",
    'a.js': 'export const a = await 5;',
  }),
  'await in both of two siblings': es({
    'app.js': "import './a.js'; import './b.js'; console.log('app');",
    'a.js': "console.log('a'); await new Promise((done) => { globalThis.goOn = done; }); console.log('a done');",
    'b.js': "console.log('b'); await null; console.log('b done'); globalThis.goOn();",
  }),
  'an error behind an await': es({
    'app.js':
      "try { await import('./a.js'); } catch (error) { console.log(error.message); } await import('./a.js').catch((error) => console.log('again', error.message));",
    'a.js': "console.log('once'); await null; throw new Error('broken');",
  }),
  'an await that never ends': es({ 'app.js': "console.log('waits'); await new Promise(() => {});" }),
  'a CommonJS package, and one of ES modules, beside the bundle': es({
    'package.json': { type: 'module', dependencies: { pages: '1', modern: '1' } },
    'app.js':
      "import pages, { page } from 'pages'; import { place } from 'modern'; console.log(page('a'), pages.page === page, place());",
    'node_modules/pages/package.json': { name: 'pages', version: '1.0.0' },
    'node_modules/pages/index.js':
      "exports.page = (name) => require('fs').readFileSync(`${__dirname}/${name}.html`, 'utf8');",
    'node_modules/pages/a.html': '<a>',
    'node_modules/modern/package.json': { name: 'modern', version: '1.0.0', type: 'module', exports: './index.js' },
    'node_modules/modern/index.js':
      "import { readFileSync } from 'node:fs'; export const place = () => readFileSync(new URL('./a.txt', import.meta.url), 'utf8');",
    'node_modules/modern/a.txt': 'modern',
  }),
};
