/**
 * Checksums of packages in the lock files of npm, pnpm and Yarn.
 */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lockedHashes } from '../../builder/project/lock-hashes.ts';

const hashes = suite('checksums of lock files');
let project = '';

hashes.before.each(async () => {
  project = await realpath(await mkdtemp(path.join(tmpdir(), 'notifydemo-hashes-')));
  await mkdir(path.join(project, 'member'));
});
hashes.after.each(() => rm(project, { recursive: true, force: true }));

async function hashOf(file: string, text: string, [folder, name, version]: [string, string, string], from = '') {
  await writeFile(path.join(project, file), text);
  const found = lockedHashes(path.join(project, from))({ place: path.join(project, folder), name, version });
  await rm(path.join(project, file));
  return found;
}

hashes('npm: by the folder, if the version is the same', async () => {
  const packages = {
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-one' },
    'node_modules/b/node_modules/a': { version: '2.0.0', integrity: 'sha512-two' },
    'node_modules/linked': { link: true, resolved: 'linked' },
    'node_modules/odd': { version: '1.0.0', integrity: 7 },
  };
  const text = JSON.stringify({ lockfileVersion: 3, packages });
  const rows: [folder: string, name: string, version: string, expected: string][] = [
    ['node_modules/a', 'a', '1.0.0', 'sha512-one'],
    ['node_modules/b/node_modules/a', 'a', '2.0.0', 'sha512-two'],
    ['node_modules/a', 'a', '1.0.1', ''],
    ['node_modules/linked', 'linked', '1.0.0', ''],
    ['node_modules/odd', 'odd', '1.0.0', ''],
    ['node_modules/gone', 'gone', '1.0.0', ''],
    ['__proto__', '__proto__', '1.0.0', ''],
  ];
  for (const [folder, name, version, expected] of rows) {
    assert.is(await hashOf('package-lock.json', text, [folder, name, version]), expected, folder);
  }
  await writeFile(path.join(project, 'package.json'), '{ "workspaces": ["member"] }');
  await writeFile(path.join(project, 'member/package.json'), '{}');
  assert.is(await hashOf('package-lock.json', text, ['node_modules/a', 'a', '1.0.0'], 'member'), 'sha512-one');
});

hashes('a lock file that cannot be read has none, and so have other managers', async () => {
  for (const text of ['{', '[]', '{"packages":[]}', '{"packages":{"node_modules/a":null}}', 'null', '']) {
    assert.is(await hashOf('package-lock.json', text, ['node_modules/a', 'a', '1.0.0']), '', text);
  }
  assert.is(await hashOf('bun.lock', '{}', ['node_modules/a', 'a', '1.0.0']), '');
});

hashes('pnpm: by name and version, in the forms of its versions', async () => {
  const text = `lockfileVersion: '9.0'

packages:

  '@s/a@1.0.0':
    resolution: {integrity: sha512-scoped}

  b@1.0.0-rc.1:
    resolution: {integrity: sha512-pre, tarball: https://x.example/b.tgz}

  /c@1.0.0(d@2.0.0):
    resolution: {integrity: sha512-peer}
    dev: false

  /@s/e/1.0.0:
    resolution: {integrity: sha512-old}

  f@https://codeload.example/f/tar.gz/abc:
    resolution: {tarball: https://codeload.example/f/tar.gz/abc}
    version: 1.0.0

snapshots:

  b@1.0.0-rc.1: {}
`;
  const rows = { '@s/a': 'scoped', 'b|1.0.0-rc.1': 'pre', c: 'peer', '@s/e': 'old', f: '', gone: '' };
  for (const [row, expected] of Object.entries(rows)) {
    const [name = '', version = '1.0.0'] = row.split('|');
    const found = await hashOf('pnpm-lock.yaml', text, [`node_modules/${name}`, name, version]);
    assert.is(found, expected && `sha512-${expected}`, row);
  }
});

hashes('Yarn 1: by name and version; two tarballs of one version have none', async () => {
  const text = `# yarn lockfile v1

"@s/a@^1.0.0", "@s/a@^1.0.1":
  version "1.0.1"
  resolved "https://x.example/a.tgz#abc"
  integrity sha512-a

b@^1.0.0:
  version "1.0.0"
  resolved "https://x.example/b.tgz#abc"
  integrity sha512-b
  dependencies:
    c "1"

b@https://y.example/b.tgz:
  version "1.0.0"
  resolved "https://y.example/b.tgz#abc"
  integrity sha512-other

c@1:
  version "1.0.0"
  resolved "https://x.example/c.tgz#abc"
`;
  assert.is(await hashOf('yarn.lock', text, ['', '@s/a', '1.0.1']), 'sha512-a');
  assert.is(await hashOf('yarn.lock', text, ['', 'b', '1.0.0']), '');
  assert.is(await hashOf('yarn.lock', text, ['', 'c', '1.0.0']), '');
});

hashes.run();
