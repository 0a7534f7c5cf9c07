/**
 * Lock files in detail: the places of npm, and the forms of pnpm.
 */
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Dependencies, Dependency } from '../../builder/programs/modules/dependencies.ts';
import { pnpmLinks } from '../../builder/programs/modules/links.ts';
import { checkLock } from '../../builder/programs/modules/lockfile.ts';
import { npmDifferences } from '../../builder/programs/modules/npm-lock.ts';
import { pnpmDifferences } from '../../builder/programs/modules/pnpm-lock.ts';
import { folder, inFolders, lay } from '../support/projects.ts';

const locks = suite('lock files in detail');
inFolders(locks);

const at = (place: string): string => path.join(folder, place);

/** `name` at a place, which the package in the folder `from` needs. Its real folder is `real`. */
function dependency(from: string, place: string, version?: string, real = place): Dependency {
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const json = version === undefined ? {} : { version };
  const asker = { folder: at(from), json: {}, isOwn: true };
  return { from: asker, name, place: at(place), to: { folder: at(real), json, isOwn: false } };
}

async function npm(packages: object | undefined, ...dependencies: Dependency[]): Promise<string[] | undefined> {
  await lay({ 'package-lock.json': { packages } });
  return npmDifferences(at('package-lock.json'), { dependencies });
}

locks('npm: the entry of each dependency, where Node would find it', async () => {
  const a = 'node_modules/a';
  const one = dependency('', a, '1.0.0');
  assert.is(await npm(undefined, one), undefined);
  assert.is(await npm({}, dependency('', a, '1.0.0', 'node_modules/.store/a@1/node_modules/a')), undefined);
  assert.equal(await npm({}), []);
  assert.equal(await npm({ [a]: { version: '1.0.0' } }, one, one), []);
  assert.equal(await npm({ [a]: { version: '1.0.1' } }, one, one), [`${a} is 1.0.0, not 1.0.1`]);
  assert.equal(await npm({}, one), [`${a} is not in the lock file`]);
  for (const [given, wanted] of [
    ['v1.0.0', '1.0.0'],
    ['=1.0.0', '1.0.0'],
    ['1.0.0beta', '1.0.0-beta'],
    [undefined, undefined],
    ['odd', 'odd'],
  ] as const) {
    assert.equal(await npm({ [a]: { version: wanted } }, dependency('', a, given)), [], given);
  }
  assert.equal(await npm({ [a]: { version: '1.0.0' } }, dependency('', a)), [`${a} is undefined, not 1.0.0`]);
  assert.equal(await npm({ [a]: { version: 'odd' } }, dependency('', a, 'strange')), [`${a} is strange, not odd`]);
  const above = dependency('', '../node_modules/a', '1.0.0');
  assert.equal(await npm({ [a]: { version: '1.0.0', optional: true } }, above), [
    '../node_modules/a is not in the lock file',
  ]);
  // The lock file has a nearer one, which is not installed.
  const deep = dependency('node_modules/b', a, '1.0.0');
  const nearer = 'node_modules/b/node_modules/a';
  assert.equal(await npm({ [a]: { version: '1.0.0' }, [nearer]: { version: '2.0.0' } }, deep), [
    `${nearer} is not installed`,
  ]);
  assert.equal(await npm({ [a]: { version: '1.0.0' }, [nearer]: { version: '2.0.0', optional: true } }, deep), []);
  assert.equal(await npm({ [nearer]: { version: '2.0.0', optional: true } }, deep), [`${a} is not in the lock file`]);
  // What is installed is nearer than the lock file says.
  assert.equal(await npm({ [a]: { version: '1.0.0' } }, dependency('node_modules/b', nearer, '1.0.0')), [
    `${nearer} is not in the lock file`,
  ]);
  // From the workspace's member.
  assert.equal(await npm({ [a]: { version: '1.0.0' } }, dependency('apps/web', a, '1.0.0')), []);
  const elsewhere = dependency('apps/web', 'apps/node_modules/a', '1.0.0');
  assert.equal(await npm({ 'apps/node_modules/a': { version: '1.0.0' } }, elsewhere), []);
});

locks('npm: links of workspaces, and packages in their place', async () => {
  const a = 'node_modules/a';
  const linked = dependency('', a, '9.9.9', 'packages/a');
  assert.equal(await npm({ [a]: { link: true, resolved: 'packages/a' } }, linked), []);
  assert.equal(await npm({ [a]: { link: true, resolved: './packages/a' } }, linked), []);
  assert.equal(await npm({ [a]: { link: true, resolved: 'packages/b' } }, linked), [`${a} is a link to packages/a`]);
  assert.equal(await npm({ [a]: { version: '9.9.9' } }, linked), [`${a} is a link to packages/a`]);
  assert.equal(await npm({ [a]: { link: true, resolved: 'packages/a' } }, dependency('', a, '1.0.0')), [
    `${a} is no link`,
  ]);
  assert.equal(await npm({ [a]: { version: '1.0.0', resolved: 'packages/a' } }, dependency('', a, '1.0.0')), []);
});

locks('several differences are sorted, five are shown, and a broken lock file is told', async () => {
  const names = ['g', 'f', 'e', 'd', 'c', 'b', 'a'].map((name) => `node_modules/${name}`);
  const found = (count: number): Pick<Dependencies, 'packages' | 'dependencies'> => {
    const dependencies = names.slice(-count).map((place) => dependency('', place, '1.0.0'));
    return { packages: [], dependencies };
  };
  const lock = { manager: 'npm', file: at('package-lock.json'), install: 'npm ci', add: '' } as const;
  await lay({ 'package-lock.json': { packages: {} } });
  for (const count of [1, 5, 6, 7]) {
    try {
      checkLock(lock, found(count));
      assert.unreachable();
    } catch (error) {
      const { notes, message } = error as { message: string; notes: string[] };
      assert.is(message, 'node_modules is not what package-lock.json says');
      const sorted = names.toReversed().slice(0, Math.min(count, 5));
      const more = count > 5 ? [`and ${count - 5} more`] : [];
      assert.equal(notes, [...sorted.map((place) => `${place} is not in the lock file`), ...more, 'run npm ci']);
    }
  }
  for (const text of ['{', '[', '']) {
    await lay({ 'package-lock.json': text });
    assert.throws(() => checkLock(lock, found(1)), /package-lock\.json cannot be read/);
  }
  assert.throws(() => checkLock({ ...lock, file: at('gone.json') }, found(1)), /gone\.json cannot be read/);
});

const lockOf = (importers: string, packages = '', snapshots = '', version = "'9.0'"): string =>
  `lockfileVersion: ${version}\n\nimporters:\n\n${importers}${packages && `\npackages:\n\n${packages}`}${snapshots && `\nsnapshots:\n\n${snapshots}`}`;
const importer = (place: string, kind: string, name: string, version: string): string =>
  `  ${place}:\n    ${kind}:\n      ${name}:\n        specifier: '*'\n        version: ${version}\n`;

locks(
  'pnpm: only links are hoisted, not a folder that another tool has put there, nor links inside of one',
  async () => {
    const [b, c] = ['node_modules/.pnpm/b@1.0.0/node_modules/b', 'node_modules/c'];
    await lay({
      [`${b}/package.json`]: {},
      [`${c}/package.json`]: {},
      'node_modules/b': `->.pnpm/b@1.0.0/node_modules/b`,
      [`${c}/deep`]: '->../.pnpm/b@1.0.0/node_modules/b',
      'elsewhere/b': `->../${b}`,
      'node_modules/@elsewhere': '->../elsewhere',
    });
    const packages = [b, c].map((place) => ({ folder: at(place), json: {}, isOwn: false }));
    assert.equal(await pnpmLinks(packages), [[at('node_modules/b'), at(b)]]);
  },
);

locks('pnpm: dependencies of own packages, and packages that both files have', async () => {
  const compare = async (wanted: string, installed: string, own = ['']): Promise<string[] | undefined> => {
    await lay({ 'pnpm-lock.yaml': wanted, 'node_modules/.pnpm/lock.yaml': installed });
    const packages = own.map((place) => ({ folder: at(place), json: {}, isOwn: true }));
    const other = { folder: at('node_modules/x'), json: {}, isOwn: false };
    return pnpmDifferences(at('pnpm-lock.yaml'), {
      packages: [...packages, other],
    });
  };
  const root = importer('.', 'dependencies', 'a', '1.0.0');
  assert.equal(await compare(lockOf(root), lockOf(root)), []);
  assert.equal(await compare(lockOf(root, '', '', "'6.0'"), lockOf(root, '', '', "'6.0'")), []);
  assert.is(await compare(lockOf(root, '', '', "'6.0'"), lockOf('')), undefined);
  for (const kind of ['dependencies', 'optionalDependencies']) {
    const [one, two] = ['1.0.0', '2.0.0'].map((version) => lockOf(importer('.', kind, "'@s/a'", version))) as [
      string,
      string,
    ];
    assert.equal(await compare(one, two), ['@s/a of . is 2.0.0, not 1.0.0'], kind);
    assert.equal(await compare(one, lockOf('  .: {}\n')), ['@s/a of . is missing, not 1.0.0']);
    assert.equal(await compare(lockOf('  .: {}\n'), one), ['@s/a of . is 1.0.0, not installed']);
    assert.equal(await compare(one.replace("'9.0'", "'9.1'"), two), ['@s/a of . is 2.0.0, not 1.0.0']);
  }
  const dev = lockOf(importer('.', 'devDependencies', 'a', '1.0.0'));
  assert.equal(await compare(dev, lockOf('  .: {}\n')), []);
  const web = importer('apps/web', 'dependencies', 'a', '1.0.0');
  const changed = importer('apps/web', 'dependencies', 'a', '2.0.0');
  assert.equal(await compare(lockOf(`${root}\n${web}`), lockOf(`${root}\n${changed}`)), []);
  assert.equal(await compare(lockOf(`${root}\n${web}`), lockOf(`${root}\n${changed}`), ['apps/web']), [
    'a of apps/web is 2.0.0, not 1.0.0',
  ]);
  for (const section of [1, 2]) {
    const make = (text: string): string => (section === 1 ? lockOf(root, text) : lockOf(root, '', text));
    const [one, other] = ['a', 'b'].map((sum) => make(`  a@1.0.0:\n    resolution: {integrity: ${sum}}\n`)) as [
      string,
      string,
    ];
    assert.equal(await compare(one, other), ['a@1.0.0 was installed from something else']);
    assert.equal(await compare(one, make('  b@1.0.0:\n    resolution: {integrity: b}\n')), []);
  }
  // A document about pnpm itself, and marks that installing without optional packages changes.
  assert.equal(await compare(`packageManager: pnpm\n---\n${lockOf(root)}`, `other: x\n---\n${lockOf(root)}\n\n\n`), []);
  const optional = lockOf(root, '  a@1.0.0:\n    resolution: {integrity: a}\n    optional: true\n');
  assert.equal(await compare(optional, optional.replace('    optional: true\n', '')), []);
});

locks.run();
