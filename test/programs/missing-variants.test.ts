/**
 * Packages for one system each, which a lock file lists and an installation may lack.
 */
import { rm } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { refuseMissingVariants } from '../../builder/programs/modules/missing-variants.ts';
import { findLock } from '../../builder/project/lock-files.ts';
import { folder, inFolders, installed, type Layout, lay, paths, read } from '../support/projects.ts';
import { refusal } from '../support/repositories.ts';

const variants = suite('variants of packages for other systems');
inFolders(variants);

const NAMES = ['@pic/linux-x64', '@pic/linux-arm64', '@pic/linuxmusl-x64', '@pic/darwin-arm64'];
const OPTIONAL = Object.fromEntries(NAMES.map((name) => [name, '1.0.0']));

/** A project with the package pic, and with one of its variants. */
function pic(...present: string[]): Layout {
  const systems = (name: string): object => {
    const [os = '', cpu = ''] = name.replace('@pic/', '').split('-');
    return { os: [os.replace('musl', '')], cpu: [cpu] };
  };
  return {
    'package.json': { dependencies: { pic: '1' } },
    ...installed('node_modules/pic', { optionalDependencies: OPTIONAL }),
    ...Object.assign({}, ...present.map((name) => installed(`node_modules/${name}`, systems(name)))),
  };
}

/** npm's lock file, with these variants. */
function npmLock(names: readonly string[]): Layout {
  const entry = (name: string): object => {
    const [os = '', cpu = ''] = name.replace('@pic/', '').split('-');
    return { version: '1.0.0', optional: true, os: [os.replace('musl', '')], cpu: [cpu] };
  };
  const entries = names.map((name) => [`node_modules/${name}`, entry(name)]);
  const packages = { '': {}, 'node_modules/pic': { version: '1.0.0' }, ...Object.fromEntries(entries) };
  return { 'package-lock.json': { lockfileVersion: 3, packages } };
}

const message = (architecture: 'amd64' | 'arm64' = 'amd64', exclude: string[] = []): Promise<string> =>
  refusal(read('', { architecture, exclude }));

variants('the variant for the target has to be installed', async () => {
  await lay({ ...pic(), ...npmLock(NAMES) });
  assert.is(
    await message(),
    'packages with native code for the target are missing\n' +
      '@pic/linux-x64, which pic needs on the target, is not installed\n' +
      'run npm ci --include=optional --os=linux --cpu=x64 --libc=glibc',
  );
  await lay(installed('node_modules/@pic/linux-x64', { os: ['linux'], cpu: ['x64'] }));
  assert.ok((await paths()).includes('node_modules/@pic/linux-x64/index.js'));
  assert.match(await message('arm64'), /@pic\/linux-arm64, .*is not installed\nrun npm ci .*--cpu=arm64 --libc=glibc/);
  const left = await paths('', { architecture: 'arm64', exclude: ['node_modules/@pic/**'] });
  assert.not.ok(left.some((file) => file.includes('@pic')));
});

variants('a variant that the lock file lacks too, and a target that has none', async () => {
  await lay({ ...pic(), ...npmLock([]) });
  assert.match(await message(), 'package-lock.json does not list it either: remove package-lock.json and node_modules');
  // Its maker has published no variant, and npm has compiled the package.
  await lay({ 'node_modules/pic/build/Release/pic.txt': '' });
  assert.match(await message(), 'package-lock.json does not list it either');
  await lay({ 'node_modules/pic/build/Release/pic.node': '' });
  assert.ok((await paths()).includes('node_modules/pic/build/Release/pic.node'));
  await lay({ 'package.json': { dependencies: { only: '1' } }, 'package-lock.json': { lockfileVersion: 1 } });
  await lay(installed('node_modules/only', { optionalDependencies: { 'only-linux-x64': '1' } }));
  await lay(installed('node_modules/only-linux-x64', { os: ['linux'], cpu: ['x64'] }));
  assert.ok((await paths()).includes('node_modules/only-linux-x64/index.js'));
  assert.match(
    await message('arm64'),
    /^only has no native code for Debian on arm64\nits variants for Linux are only-linux-x64\n/,
  );
  await lay({
    'node_modules/only/package.json': {
      name: 'only',
      version: '1.0.0',
      optionalDependencies: { 'only-linux-x64': '1', 'only-wasm32-wasi': '1' },
    },
  });
  await lay(installed('node_modules/only-wasm32-wasi'));
  assert.ok((await paths('', { architecture: 'arm64' })).includes('node_modules/only-wasm32-wasi/index.js'));
});

variants('other optional packages may be missing: for other systems, or for none in particular', async () => {
  const optionalDependencies = { fsevents: '2', bufferutil: '4', 'win-only': '1' };
  await lay({ 'package.json': { optionalDependencies }, ...installed('node_modules/win-only', { os: ['win32'] }) });
  const packages = {
    '': {},
    'node_modules/fsevents': { version: '2.0.0', optional: true, os: ['darwin'] },
    'node_modules/win-only': { version: '1.0.0', optional: true, os: ['win32'] },
  };
  await lay({ 'package-lock.json': { lockfileVersion: 3, packages } });
  assert.equal(await paths(), ['package.json']);
});

variants('lock files of pnpm and Yarn note systems as well, and names do without a lock file', () => {
  const from = { folder, json: { name: 'pic' }, isOwn: false };
  const missing = (name: string, architecture: 'amd64' | 'arm64' = 'amd64'): string => {
    try {
      const leftOut = [{ from, name, json: undefined }];
      refuseMissingVariants({ leftOut, dependencies: [] }, { architecture, lock: findLock([folder]) });
      return '';
    } catch (error) {
      return [(error as Error).message, ...(error as { notes: string[] }).notes].join('\n');
    }
  };
  assert.match(missing('pic-linux-x64-gnu'), 'pic-linux-x64-gnu, which pic needs on the target, is not installed');
  for (const name of ['pic-linux-x64-musl', 'pic-darwin-arm64', 'pic-android-arm64', 'pic-linux', 'bufferutil'])
    assert.is(missing(name), '', name);
  assert.match(missing('pic-linux-x64-gnu', 'arm64'), 'pic has no native code for Debian on arm64');
});

variants('the systems that lock files of pnpm and Yarn note', async () => {
  const pnpm =
    "lockfileVersion: '9.0'\n\npackages:\n\n  '@pic/fast@1.0.0':\n    resolution: {integrity: a}\n    cpu: [x64]\n    os: [linux]\n    libc: [glibc]\n";
  await lay({
    ...pic(),
    'node_modules/pic/package.json': { name: 'pic', version: '1.0.0', optionalDependencies: { '@pic/fast': '1' } },
  });
  await lay({ 'pnpm-lock.yaml': pnpm, 'node_modules/.pnpm/lock.yaml': pnpm });
  assert.match(await message(), /@pic\/fast, .*\nname the target in pnpm-workspace\.yaml, as .*"cpu": \["x64"\]/s);
  assert.match(await message('arm64'), 'pic has no native code for Debian on arm64');
  await rm(`${folder}/pnpm-lock.yaml`);
  const yarn =
    '"@pic/fast@npm:1.0.0":\n  version: 1.0.0\n  conditions: os=linux & cpu=x64 & libc=glibc\n  languageName: node\n\n"pic@npm:1":\n  version: 1.0.0\n';
  await lay({ 'yarn.lock': yarn });
  assert.match(await message(), /@pic\/fast, .*\nname the target in \.yarnrc\.yml, as /s);
  await lay({ 'yarn.lock': yarn.replace('libc=glibc', 'libc=musl') });
  assert.equal(
    (await paths()).filter((file) => file.includes('@pic')),
    [],
  );
});

variants.run();
