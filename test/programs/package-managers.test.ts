/**
 * Yarn's lock files and linkers, Plug'n'Play, and dependencies that packages bring in their tarballs.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { surveyProject } from '../../builder/init/survey.ts';
import { packageFolder } from '../../builder/programs/licenses.ts';
import { yarnDifferences } from '../../builder/programs/modules/yarn-lock.ts';
import { refusePlugAndPlay } from '../../builder/project/plug-and-play.ts';
import { folder, inFolders, installed, lay, paths, read } from '../support/projects.ts';
import { refusal } from '../support/repositories.ts';

const managers = suite('package managers');
inFolders(managers);

managers("Yarn's lock file is compared, in each of its forms", async () => {
  const asker = { folder, json: {}, isOwn: true };
  const dependency = (name: string, version: string, isOwn = false) => ({
    from: asker,
    name,
    place: `${folder}/node_modules/${name}`,
    to: { folder, json: { version }, isOwn },
  });
  const one =
    '# yarn lockfile v1\n\n\n"@s/a@^1.0.0":\n  version "1.2.0"\n  resolved "x"\n\nms@2.0.0, ms@^2.0.0:\n  version "2.0.0"\n\nms@^2.1.0:\n  version "2.1.3"\n';
  const two =
    '__metadata:\n  version: 8\n\n"@s/a@npm:^1.0.0":\n  version: 1.2.0\n  resolution: "x"\n\n"ms@npm:2.0.0, ms@npm:^2.0.0":\n  version: 2.0.0\n\n"ms@npm:^2.1.0":\n  version: 2.1.3\n\n"own@workspace:.":\n  version: 0.0.0-use.local\n';
  for (const text of [one, two]) {
    await lay({ 'yarn.lock': text });
    const compare = (...dependencies: ReturnType<typeof dependency>[]) =>
      yarnDifferences(`${folder}/yarn.lock`, { dependencies });
    assert.equal(
      compare(
        dependency('ms', '2.1.3'),
        dependency('ms', '2.0.0'),
        dependency('@s/a', '1.2.0'),
        dependency('own', '9.9.9', true),
      ),
      [],
    );
    assert.equal(compare(dependency('ms', '2.1.2')), ['node_modules/ms is 2.1.2, not 2.0.0 or 2.1.3']);
    assert.equal(compare(dependency('z', '1.0.0')), ['node_modules/z is not in the lock file']);
  }
  await lay({ 'yarn.lock': '' });
  assert.is(yarnDifferences(`${folder}/yarn.lock`, { dependencies: [dependency('ms', '1.0.0')] }), undefined);
});

managers("packages in the store of Yarn's linker pnpm have their own licences", async () => {
  const store = 'node_modules/.store/a-npm-1.0.0-0123/package';
  await lay({
    'package.json': { dependencies: { a: '1' } },
    'yarn.lock': '"a@npm:1":\n  version: 1.0.0\n',
    [`${store}/package.json`]: { name: 'a', version: '1.0.0', license: 'MIT' },
    'node_modules/a': '->.store/a-npm-1.0.0-0123/package',
  });
  const tree = await read();
  assert.equal(
    [tree.packages, tree.links],
    [[store], [{ path: 'node_modules/a', target: '.store/a-npm-1.0.0-0123/package' }]],
  );
  assert.is(packageFolder(`${store}/index.js`), store);
  assert.is(
    packageFolder('node_modules/.pnpm/a@1.0.0/node_modules/@s/a/x.js'),
    'node_modules/.pnpm/a@1.0.0/node_modules/@s/a',
  );
});

managers("Plug'n'Play is refused in one line, by init and by a build", async () => {
  await lay({ 'package.json': {}, 'yarn.lock': '', '.pnp.cjs': '' });
  const line = `packages are installed by Plug'n'Play, which no Debian package can hold: write "nodeLinker: node-modules" into .yarnrc.yml, then run yarn install`;
  assert.is(await refusal(surveyProject(folder)), line);
  assert.throws(
    () => refusePlugAndPlay(folder),
    (error: Error) => error.message === line,
  );
  await lay({ 'node_modules/.yarn-state.yml': '' });
  refusePlugAndPlay(folder);
  await lay({
    'ws/package.json': { workspaces: ['a'] },
    'ws/.pnp.cjs': '',
    'ws/pnpm-lock.yaml': '',
    'ws/a/package.json': {},
  });
  assert.throws(
    () => refusePlugAndPlay(`${folder}/ws/a`),
    /"nodeLinker: isolated" into pnpm-workspace\.yaml, then run pnpm install/,
  );
});

managers('both spellings of bundled dependencies, also for all of them', async () => {
  for (const json of [
    { bundleDependencies: ['inner'] },
    { bundledDependencies: ['inner'] },
    { bundledDependencies: true, dependencies: { inner: '1' } },
    { bundleDependencies: true, dependencies: { inner: '1' } },
  ]) {
    await lay({
      'package.json': { dependencies: { box: '1' } },
      'package-lock.json': {},
      ...installed('node_modules/box', json),
      ...installed('node_modules/box/node_modules/inner'),
    });
    assert.ok((await paths()).includes('node_modules/box/node_modules/inner/index.js'), JSON.stringify(json));
  }
});

managers.run();
