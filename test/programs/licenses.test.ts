/**
 * The licences of npm packages, as these name them and as Debian does.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { debianLicense, holders, licenseText, readBundledPackages } from '../../builder/programs/licenses.ts';

const licenses = suite('licences');

licenses('names, texts and holders', async () => {
  const project = await mkdtemp(path.join(tmpdir(), 'licences-'));
  const put = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(project, file)), { recursive: true });
    await writeFile(path.join(project, file), text);
  };
  try {
    await put('node_modules/a/package.json', '{ "name": "a", "version": "1.0.0", "licenses": [{ "type": "MIT" }] }');
    await put('node_modules/a/LICENSE.md', 'MIT\n\nCopyright (c) 2011-2020 Ann. All rights reserved.\n');
    await put('node_modules/@s/b/package.json', '{ "name": "@s/b", "version": "2.0.0", "author": { "name": "Bob" } }');
    const inputs = ['src/app.ts', 'node_modules/a/x/y.js', 'node_modules/@s/b/i.js', 'node_modules/a/z.js'];
    assert.equal(
      (await readBundledPackages(project, inputs)).map(({ name, license, copyright }) => [name, license, copyright]),
      [
        ['@s/b', '', 'Bob'],
        ['a', 'MIT', '2011-2020 Ann'],
      ],
    );
  } finally {
    await rm(project, { recursive: true });
  }
  assert.is(holders('Copyright (C) 1999 Free Software Foundation\nCopyright [yyyy] [name]\n © 2020 Me\n'), '2020 Me');
  assert.is(debianLicense('(MIT AND BSD-3-Clause)'), 'MIT and BSD-3-Clause');
  assert.is(debianLicense('SEE LICENSE IN ./x'), 'other');
  assert.match(licenseText('LGPL-2.1-or-later', 'long'), 'common-licenses/LGPL-2.1.');
  assert.is(licenseText('MIT', 'text'), 'text');
  assert.match(licenseText('AGPL-3.0-only', ''), 'its package.json says "AGPL-3.0-only"');
});

licenses.run();
