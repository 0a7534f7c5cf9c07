/**
 * The warning about a step that runs Prisma without its engine.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { schemaEngineWarnings } from '../../builder/programs/schema-engine.ts';
import { configOf } from '../support/plans.ts';

const engine = suite('the engine of Prisma');

let folder = '';
engine.before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'schema-engine-'));
});
engine.after(() => rm(folder, { recursive: true }));

const PRISMA = 'node_modules/prisma/build/index.js';
const DEPLOY = { entry: PRISMA, arguments: ['migrate', 'deploy'] };

const warned = (files: readonly string[], before: object = DEPLOY): string[] =>
  schemaEngineWarnings(configOf({ entry: 'server.js', payload: 'modules', before }).before, files);

engine('a step without it is told, and one with it, of another program or another verb is not', () => {
  const files = [`/shop/${PRISMA}`, '/shop/node_modules/@prisma/engines/dist/index.js'];
  const [warning = '', ...others] = warned(files);
  assert.equal(others, []);
  assert.match(warning, 'the step runs Prisma without its schema engine, and would try to download it on the target');
  assert.match(warning, '"npx prisma version"');
  for (const place of ['', '/node_modules/.pnpm/@prisma+engines@7.10.1']) {
    const file = `/shop${place}/node_modules/@prisma/engines/schema-engine-debian-openssl-3.0.x`;
    assert.equal(warned([...files, file]), []);
  }
  assert.equal(warned(files, { entry: 'migrate.js' }), []);
  assert.equal(warned(files, { entry: PRISMA, arguments: ['generate'] }), []);
});

engine('Prisma 6 with a driver adapter needs none', async () => {
  const file = path.join(folder, 'prisma.config.ts');
  await writeFile(file, "export default defineConfig({ engine: 'js', adapter: async () => adapter });");
  assert.equal(warned([file]), []);
  await writeFile(file, "export default defineConfig({ engine: 'classic' });");
  assert.is(warned([file]).length, 1);
});

engine.run();
