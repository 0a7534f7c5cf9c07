/**
 * The questions to dpkg-shlibdeps, which is made here, and its answers.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Answer, askShlibdeps } from '../../builder/programs/shlibdeps.ts';
import { folder, inFolders } from '../support/elf.ts';

const shlibdeps = suite('dpkg-shlibdeps');
inFolders(shlibdeps);
const { PATH } = process.env;
shlibdeps.after.each(() => {
  process.env.PATH = PATH;
});

/** A dpkg-shlibdeps that notes its call and the settings in its folder, and then runs `script`. */
async function does(script: string): Promise<void> {
  await mkdir(path.join(folder, 'bin'), { recursive: true });
  const note = `{ echo "$LC_ALL $DEB_HOST_ARCH"; echo "$@" | sed "s:-l[^ ]*:-lHERE:"; cat debian/control debian/shlibs.local 2> /dev/null; echo; } >> '${folder}/calls'`;
  await writeFile(path.join(folder, 'bin/dpkg-shlibdeps'), `#!/bin/sh\n${note}\n${script}\n`, { mode: 0o755 });
  process.env.PATH = `${path.join(folder, 'bin')}:${PATH}`;
}

const ask = (libraries: string[], carried = new Map<string, string>()): Promise<Answer> =>
  askShlibdeps({ files: ['/x/a.node', '/x/b.node'], libraries, carried, architecture: 'arm64' });
const calls = (): Promise<string> => readFile(path.join(folder, 'calls'), 'utf8').catch(() => '');
const found = (...libraries: string[]): string =>
  libraries.map((library) => `echo "Library ${library} found in x" >&2`).join('\n');

shlibdeps('packages of the libraries, without those that are known by themselves', async () => {
  await does(
    `${found('libvips.so.42', 'libssl.so.3')}\necho 'shlibs:Depends=libc6 (>= 2.34), libvips42 (>= 8.14), none (>= 1), libssl3, zlib1g'`,
  );
  assert.equal(await ask(['libvips.so.42', 'libssl.so.3']), {
    packages: ['libvips42 (>= 8.14)', 'libssl3'],
    unknown: [],
  });
  const control = 'Source: any\n\nPackage: any\nArchitecture: any\n';
  assert.is(await calls(), `C arm64\n-v -O -lHERE -e/x/a.node -e/x/b.node\n${control}\n`);
});

shlibdeps('nothing is asked without libraries, or without the program', async () => {
  await does('exit 1');
  assert.equal(await ask([]), { packages: [], unknown: [] });
  assert.is(await calls(), '');
  process.env.PATH = path.join(folder, 'none');
  assert.equal(await ask(['liba.so.1']), { packages: [], unknown: ['liba.so.1'] });
});

shlibdeps('a missing library gets a stand-in, and the next run tells of the others', async () => {
  const missing = (name: string, words: string): string =>
    `[ -h "$place/${name}" ] || { echo "${words}" >&2; exit 2; }`;
  const script = [
    'for word; do case $word in -l*) place=${word#-l};; esac; done',
    missing('liba.so.1.2', 'cannot find library liba.so.1.2 needed by x'),
    missing('libb-3.4.so', 'no dependency information found for /lib/libb-3.4.so (used by x)'),
    missing('libc++.so', 'cannot find library libc++.so needed by x'),
    found('libd.so.1'),
    "echo 'shlibs:Depends=libd1'",
  ].join('\n');
  await does(script);
  const answer = await ask([
    'liba.so.1.2',
    'libb-3.4.so',
    'libc++.so',
    'libd.so.1',
    '/opt/libe.so.1',
    'libunseen.so.1',
  ]);
  assert.equal(answer, {
    packages: ['libd1'],
    unknown: ['liba.so.1.2', 'libb-3.4.so', 'libc++.so', '/opt/libe.so.1', 'libunseen.so.1'],
  });
  const last = (await calls()).trimEnd().split('C arm64\n');
  assert.is(last.length, 5, 'one run for each missing library, and the last one');
  assert.match(last.at(-1) ?? '', /Architecture: any\nliba 1\.2 none\nlibb 3\.4 none$/);
});

shlibdeps('libraries of the package have stand-ins from the beginning, and a failure leaves all unknown', async () => {
  await does('exit 2');
  const carried = new Map([['libown.so.7', '/x/libown.so.7']]);
  assert.equal(await ask(['liba.so.1'], carried), { packages: [], unknown: ['liba.so.1'] });
  assert.match(await calls(), 'Architecture: any\nlibown 7 none\n');
  await does("echo 'Library liba.so.1 found in x' >&2");
  assert.equal(await ask(['liba.so.1']), { packages: [], unknown: [] });
});

shlibdeps.run();
