/**
 * Before `npm pack`: the tool, its licences, its man page, its completion and the API of the agent go to dist.
 */
import { bundleTool, succeeds } from './prepare.mjs';

const program = (name) => `node_modules/.bin/${name}`;

const API = 'payload/notify/api.ts';
const CODE = [
  '--platform=node',
  '--format=cjs',
  '--target=node18',
  '--outfile=dist/notify/api.cjs',
  '--log-level=warning',
];
const TYPES = [
  ...['--ignoreConfig', '--target', 'es2022', '--module', 'nodenext', '--skipLibCheck', '--types', 'node'],
  ...['--declaration', '--emitDeclarationOnly', '--outDir', 'dist/notify'],
];

const isPacked =
  bundleTool() &&
  succeeds(program('tsx'), ['builder/tool/pack.ts']) &&
  succeeds(program('esbuild'), [API, ...CODE]) &&
  succeeds(program('tsc'), [...TYPES, API]) &&
  succeeds('mv', ['dist/notify/api.d.ts', 'dist/notify/api.d.cts']);
if (!isPacked) process.exitCode = 1;
