/**
 * What `npm pack` finds in dist besides the agent's API: the tool as one file, the licences of what others wrote in it, and
 * the schema of package.json for editors.
 */
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { schema } from './config/schema.ts';
import { readBundledPackages } from './programs/licenses.ts';

/** Where `npm run build-deb` leaves the tool, and what esbuild tells of it. */
const BUILT = 'node_modules/.cache/build-deb';

const { inputs } = JSON.parse(await readFile(`${BUILT}/build-deb.json`, 'utf8'));
const packages = await readBundledPackages('.', Object.keys(inputs));
const nameless = packages.filter(({ text }) => text === '').map(({ name }) => name);
if (nameless.length > 0) throw new Error(`no text of their licence: ${nameless.join(', ')}`);
const licenses = packages.map(({ name, version, text }) => `${name} ${version}\n\n${text}\n`);

await mkdir('dist', { recursive: true });
await copyFile(`${BUILT}/build-deb.mjs`, 'dist/build-deb.mjs');
await chmod('dist/build-deb.mjs', 0o755);
await writeFile('dist/build-deb.licenses.txt', licenses.join(`\n${'-'.repeat(80)}\n\n`));
await writeFile('dist/package.schema.json', `${JSON.stringify(schema, null, 2)}\n`);
