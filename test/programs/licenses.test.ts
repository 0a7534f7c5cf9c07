/**
 * The licences of npm packages, as these name them and as Debian does.
 */
import { realpathSync } from 'node:fs';
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

licenses('licences that every Debian system has, in each way to write them, and others', () => {
  const common = (license: string): string | undefined =>
    /common-licenses\/(\S+)\.$/.exec(licenseText(license, 'own'))?.[1];
  const places: Record<string, string | undefined> = {
    ...{ 'Apache-2.0': 'Apache-2.0', 'CC0-1.0': 'CC0-1.0', 'MPL-1.1': 'MPL-1.1', 'MPL-2.0': 'MPL-2.0' },
    ...{
      'GPL-1.0-only': 'GPL-1',
      'GPL-2.0': 'GPL-2',
      'GPL-2': 'GPL-2',
      'GPL-3.0-or-later': 'GPL-3',
      'GPL-3.0+': 'GPL-3',
    },
    ...{ 'LGPL-2.0-only': 'LGPL-2', 'LGPL-2.1': 'LGPL-2.1', 'LGPL-2.1-or-later': 'LGPL-2.1', 'LGPL-3.0+': 'LGPL-3' },
    ...{
      MIT: undefined,
      'Apache-1.1': undefined,
      'Apache-2.0x': undefined,
      'AGPL-3.0': undefined,
      'GPL-4.0': undefined,
    },
    ...{
      'XGPL-2.0': undefined,
      'MPL-2.0-x': undefined,
      'xMPL-2.0': undefined,
      'CC0-1.0-x': undefined,
      'LGPL-2.2': undefined,
    },
  };
  for (const [license, place] of Object.entries(places)) assert.is(common(license), place, license);
  const on = (name: string): string => `On Debian systems the full text is in /usr/share/common-licenses/${name}.`;
  assert.is(licenseText('(Apache-2.0 OR GPL-2.0)', 'own'), `${on('Apache-2.0')}\n${on('GPL-2')}`);
  assert.is(licenseText('MIT AND Apache-2.0', 'own'), `own\n\n${on('Apache-2.0')}`);
  assert.is(licenseText('MIT', ''), 'The package brings no text of its licence; its package.json says "MIT".');
});

licenses('names of licences as a copyright file has them', () => {
  const names: Record<string, string> = {
    ...{ MIT: 'MIT', '(MIT OR Apache-2.0)': 'MIT or Apache-2.0', 'GPL-2.0+ WITH X': 'GPL-2.0+ with X' },
    ...{ 'See licence': 'See licence', 'SEE LICENSE IN x': 'other', 'a/b': 'other', '': 'other', ' MIT ': 'MIT' },
  };
  for (const [license, name] of Object.entries(names)) assert.is(debianLicense(license), name, license);
});

licenses('holders of the copyright, as people write them', () => {
  const lines: Record<string, string> = {
    ...{
      'Copyright (c) 2020 A': '2020 A',
      'copyright 2020 B': '2020 B',
      '© 2020 C': '2020 C',
      '  * Copyright: (C) 2020 D ': '2020 D',
    },
    ...{ '# Copyright © 2020, E. All rights reserved.': '2020, E', '/* Copyright 2020 F': '2020 F', 'Copyright G': '' },
    ...{
      'the Copyright 2020 H': '',
      'Copyright <year> 2020': '',
      'Copyright {yyyy} 2020': '',
      'Copyright 2020 A\nCopyright 2020 A': '2020 A',
    },
    ...{
      'Copyright 2019 A\n\nCopyright 2020 B': '2019 A\n2020 B',
      'Copyright ©: (c) 2020 I': '2020 I',
      'Copyright 2020 free software foundation': '',
    },
  };
  for (const [text, holder] of Object.entries(lines)) assert.is(holders(text), holder, text);
});

licenses('packages in each form: names, versions, licences, people, texts and notices', async () => {
  const project = await mkdtemp(path.join(tmpdir(), 'licences-'));
  const put = async (name: string, json: object, files: Record<string, string> = {}): Promise<void> => {
    const folder = path.join(project, 'node_modules', name);
    await mkdir(folder, { recursive: true });
    for (const [file, text] of Object.entries({ ...files, 'package.json': JSON.stringify(json) })) {
      await writeFile(path.join(folder, file), text);
    }
  };
  await put(
    'a',
    { name: 'a\nb', version: '1\n2', license: { type: 'ISC' }, author: 'Ann' },
    { 'NOTICE.txt': ' note \n', 'notice-2': 'x' },
  );
  await put(
    'b',
    { licenses: [{ type: 'MIT' }, 'BSD', 7], author: null },
    { 'LICENSE-B': 'Copyright 2020 Bob\n', COPYING: 'first' },
  );
  await put('c', { name: 7, version: 7, license: 7 }, { NOTICES: 'none' });
  await put('d', { license: 'MIT', author: { name: 'Dora' } }, { LICENSE: '' });
  const inputs = ['d', 'c', 'b', 'a', 'a'].map((name) => `node_modules/${name}/x.js`);
  const found = await readBundledPackages(project, [...inputs, 'node_modules/loose.js', 'my_node_modules/a/x.js']);
  const places = found.map(({ npm }) => npm?.place);
  assert.equal(
    places,
    ['a', 'b', 'c', 'd'].map((name) => path.join(realpathSync(project), 'node_modules', name)),
  );
  await rm(project, { recursive: true });
  assert.equal(
    found.map(({ npm, ...own }) => own),
    [
      {
        folder: 'node_modules/a',
        name: 'a\\nb',
        version: '1\\n2',
        license: 'ISC',
        copyright: 'Ann',
        text: '',
        notice: 'note',
      },
      {
        folder: 'node_modules/b',
        name: 'b',
        version: '',
        license: 'MIT OR BSD',
        copyright: 'the authors of b',
        text: 'first',
        notice: '',
      },
      {
        folder: 'node_modules/c',
        name: 'c',
        version: '',
        license: '',
        copyright: 'the authors of c',
        text: '',
        notice: '',
      },
      { folder: 'node_modules/d', name: 'd', version: '', license: 'MIT', copyright: 'Dora', text: '', notice: '' },
    ],
  );
});

licenses.run();
