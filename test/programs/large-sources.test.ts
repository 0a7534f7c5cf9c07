/**
 * Files that are larger than any source, such as truncate -s makes them: the bundler reads each file as a whole.
 */
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { link } from '../support/linked.ts';
import { folder, inFolders, installed, lay } from '../support/projects.ts';
import { refusal } from '../support/repositories.ts';

const large = suite('files larger than any source');
inFolders(large);

large('each is told by its name, and the bundler reads none of them', async () => {
  await lay({ 'package.json': {}, 'src/app.js': "require('../data.json');", ...installed('node_modules/a') });
  await lay({ 'src/b.js': "require('a');" });
  const files = ['src/app.js', 'data.json', 'tsconfig.json', 'src/tsconfig.json', 'node_modules/a/package.json'];
  for (const file of files) {
    const place = path.join(folder, file);
    const kept = await readFile(place).catch(() => undefined);
    await writeFile(place, '');
    await truncate(place, 2 ** 40);
    const entry = file.includes('node_modules') ? 'src/b.js' : 'src/app.js';
    assert.match(await refusal(link(folder, entry)), `${file} has more than 64 MiB`);
    if (kept) await writeFile(place, kept);
    else await rm(place);
  }
});

large.run();
