/**
 * Names that no package may hold, by the thousand: a build refuses each, in each way that a file gets into a package.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { BuildError, describeError } from '../../builder/errors.ts';
import { collectPrograms } from '../../builder/programs/programs.ts';
import { contextOf } from '../support/programs.ts';
import { names, unfitName } from './file-names.ts';

const COUNT = 1000;
const SEED = Number(process.env.SEED ?? Date.now() % 1e9);

/** The ways into a package: a folder and a glob of `files`, and the files of a project and of a dependency. */
const WAYS = [
  { folder: 'public', deb: { files: [{ from: 'public', to: '/usr/share/shop' }] } },
  { folder: 'public', deb: { files: [{ from: 'public/**', to: '/etc/shop', owner: 'shop' }] } },
  { folder: 'src', deb: { payload: 'modules' } },
  { folder: 'src', deb: { payload: 'modules', include: ['src/**'] } },
  { folder: 'node_modules/dep', deb: { payload: 'modules' } },
];

const fuzz = suite(`file names, SEED=${SEED}`);
let project = '';
fuzz.before(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'build-deb-names-'));
  for (const folder of ['src', 'public', 'node_modules/dep'])
    await mkdir(path.join(project, folder), { recursive: true });
  const fields = { version: '1.0.0', description: 'Sells', author: 'Ada <a@b.c>', license: 'MIT' };
  const packageJson = { name: 'shop', ...fields, engines: { node: '>=18' }, dependencies: { dep: '1.0.0' } };
  await writeFile(path.join(project, 'package.json'), JSON.stringify(packageJson));
  await writeFile(
    path.join(project, 'node_modules/dep/package.json'),
    '{"name":"dep","version":"1.0.0","license":"MIT"}',
  );
  for (const file of ['server.js', 'src/a.js', 'public/a.html']) await writeFile(path.join(project, file), '\n');
});
fuzz.after(() => rm(project, { recursive: true, force: true }));

fuzz(`${COUNT} unfit names are refused, and shown without a control character`, async () => {
  for (const [at, name] of names(unfitName, COUNT, SEED).entries()) {
    const { folder, deb } = WAYS[at % WAYS.length] as (typeof WAYS)[number];
    // A folder has a name, too.
    const isFolder = at % 3 === 0;
    const place = path.join(project, folder, name);
    if (isFolder) await mkdir(place);
    await writeFile(isFolder ? path.join(place, 'file') : place, '');
    const fields = { name: 'shop', version: '1.0.0', description: 'Sells', author: 'Ada <a@b.c>', license: 'MIT' };
    const config = parseConfig(
      JSON.stringify({ ...fields, engines: { node: '>=18' }, deb: { entry: 'server.js', ...deb } }),
    );
    const outcome = await collectPrograms(config, contextOf(project)).catch((error) => error);
    const shown = `${JSON.stringify(name)} in ${folder}, SEED=${SEED}`;
    assert.instance(outcome, BuildError, `accepted: ${shown}`);
    const message = describeError(outcome);
    assert.match(message, `${folder} holds a file named "`, `${shown}: ${message}`);
    assert.match(message, 'rename or remove it', shown);
    assert.not.match(message.replaceAll('\n', ''), /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u, shown);
    await rm(place, { recursive: true });
  }
});

fuzz.run();
