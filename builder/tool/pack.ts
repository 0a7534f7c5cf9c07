/**
 * Fills dist for `npm pack`: the tool with its man page, its completion, the licences of the npm packages in it, and the
 * schema of package.json for editors. prepack.mjs adds the agent's API.
 */
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { schema } from '../config/schema/schema.ts';
import { readBundledPackages } from '../programs/licenses.ts';
import { completion } from './completion.ts';
import { manual } from './manual.ts';

/** bundle.ts leaves the tool here, and esbuild's account of it. */
const BUILT = 'node_modules/.cache/build-deb';

const { inputs, outputs } = JSON.parse(await readFile(`${BUILT}/build-deb.json`, 'utf8'));
const packages = await readBundledPackages('.', Object.keys(inputs));
const nameless = packages.filter(({ text }) => text === '').map(({ name }) => name);
if (nameless.length > 0) throw new Error(`no text of their licence: ${nameless.join(', ')}`);
const licenses = packages.map(({ name, version, text, notice }) => {
  return `${[`${name} ${version}`, text, notice].filter(Boolean).join('\n\n')}\n`;
});

// Parts of earlier bundles lie in the same directory.
await rm('dist/parts', { recursive: true, force: true });
await mkdir('dist/parts', { recursive: true });
for (const output of Object.keys(outputs)) await copyFile(output, path.join('dist', path.relative(BUILT, output)));
await chmod('dist/build-deb.mjs', 0o755);
await writeFile('dist/build-deb.licenses.txt', licenses.join(`\n${'-'.repeat(80)}\n\n`));
const { version } = JSON.parse(await readFile('package.json', 'utf8'));
await writeFile('dist/build-deb.1', manual(version));
await writeFile('dist/build-deb.bash', completion());
await writeFile('dist/package.schema.json', `${JSON.stringify(schema, null, 2)}\n`);
