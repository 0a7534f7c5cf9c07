/**
 * Writable directories in a package: initial content at a place of its own, and no part of the program below a mount.
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { BuildError } from '../../builder/errors.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import { collectPrograms } from '../../builder/programs/programs.ts';
import { facts } from '../support/plans.ts';
import { contextOf } from '../support/programs.ts';

const writable = suite('writable directories in a package');
let project = '';
writable.before.each(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'writable-'));
});
writable.after.each(() => rm(project, { recursive: true, force: true }));

const FIELDS = { version: '1.0.0', description: 'A shop', author: 'Ada <ada@example.org>', license: 'MIT' };

async function collect(files: Record<string, string>, keys: object) {
  const deb = { entry: 'server.js', payload: 'modules', node: '>=18', ...keys };
  const json = JSON.stringify({ name: 'shop', ...FIELDS, deb });
  for (const [file, text] of Object.entries({ 'package.json': json, LICENSE: 'MIT', 'server.js': '', ...files })) {
    await mkdir(path.join(project, path.dirname(file)), { recursive: true });
    await writeFile(path.join(project, file), text);
  }
  const config = parseConfig(json);
  return { config, programs: await collectPrograms(config, contextOf(project)) };
}

/** The message of a refused build, and its reasons. */
async function refusal(files: Record<string, string>, keys: object): Promise<string[]> {
  const error = await collect(files, keys).then(
    () => assert.unreachable(),
    (reason: unknown) => reason,
  );
  assert.instance(error, BuildError);
  const { message, notes } = error as BuildError;
  return [message, ...notes];
}

writable('files of the project in a writable directory become its initial content', async () => {
  const files = {
    'data/a.json': '{}',
    'data/deep/b.txt': 'b',
    'data2/c.txt': 'c',
    'server.js': "require('fs').readFileSync('data/a.json')",
  };
  const { config, programs } = await collect(files, { writable: ['data/', 'logs'] });
  const places = programs.entries
    .map((entry) => entry.path)
    .filter((place) => /initial|data|logs|writable/.test(place));
  assert.equal(places.sort(), [
    '/usr/lib/shop/app/data2/c.txt',
    '/usr/lib/shop/initial/data/a.json',
    '/usr/lib/shop/initial/data/deep/b.txt',
    '/usr/lib/shop/writable.cjs',
  ]);
  const { entries } = planPackage(config, facts, programs);
  const points = entries.filter(({ type, path: place }) => type === 'directory' && /app\/(data|logs)$/.test(place));
  assert.equal(
    points.map(({ path: place, mode, owner }) => [place, mode, owner]),
    [
      ['/usr/lib/shop/app/data', 0o755, 'root'],
      ['/usr/lib/shop/app/logs', 0o755, 'root'],
    ],
  );
});

writable('a package without writable directories has no program that makes them', async () => {
  const { config, programs } = await collect({}, { payload: 'bundle' });
  assert.not(programs.entries.some(({ path: place }) => place.includes('writable')));
  assert.ok(planPackage(config, facts, programs).entries.some(({ path: place }) => place === '/usr/lib/shop/app'));
});

/** The paths in the package below a place. */
function below(place: string, { entries }: { entries: readonly { path: string }[] }): string[] {
  const paths = entries.map((entry) => entry.path).filter((target) => target.startsWith(`${place}/`));
  return paths.map((target) => target.slice(place.length + 1)).sort();
}

writable('a directory with a part of the program keeps the packaged files apart', async () => {
  const files = {
    'server.js':
      "const data = require('./lib/store');\nrequire('./db');\ntry { require('./plugins/local') } catch {}\n",
    'db.js': "require('./db.json')",
    'db.json': '{}',
    'lib/store/index.js': '',
    'lib/a.txt': '',
    'public/a.css': '',
  };
  const { config, programs } = await collect(files, {
    writable: ['.', 'db.json', 'lib', 'lib/app.log', 'public/uploads', 'logs'],
  });
  assert.equal(programs.places?.files, ['db.json']);
  assert.equal(
    programs.places?.whole.map(({ path: place }) => place),
    ['public/uploads', 'logs'],
  );
  const home = '/usr/lib/shop';
  const manifest = planPackage(config, facts, programs);
  assert.equal(below(`${home}/app`, manifest), []);
  assert.equal(below(`${home}/initial`, manifest), ['.files', '.files/db.json']);
  // node_modules holds the API of the agent. An account may make none of the other names without a file.
  const own = below(`${home}/packaged/app`, manifest).filter((target) => !target.startsWith('node_modules/'));
  assert.equal(own, [
    ...['LICENSE', 'db', 'db.js', 'lib', 'logs', 'node_modules', 'package.json', 'plugins', 'public', 'public/a.css'],
    ...['public/uploads', 'server.js'],
  ]);
  const lib = ['a.txt', 'node_modules', 'package.json', 'store', 'store.js', 'store.node', 'store/index.js'];
  assert.equal(below(`${home}/packaged/app-lib`, manifest), lib);
  const [deep, top] = programs.places?.open ?? [];
  assert.equal([deep?.target, top?.target], [`${home}/app/lib`, `${home}/app`]);
  const mounted = top?.entries.filter(({ isWritable }) => isWritable).map(({ name }) => name);
  assert.equal(mounted, ['lib', 'logs']);
  assert.is(top?.entries.find(({ name }) => name === 'server.js')?.type, 'file');
});

writable('the directory of the first file of a service, and a file in a directory of data alone', async () => {
  const { programs } = await collect({ 'src/app.js': '' }, { entry: 'src/app.js', writable: ['src', 'data/app.db'] });
  assert.equal(
    programs.places?.open.map(({ path: place }) => place),
    ['src'],
  );
  assert.equal(programs.places?.whole, [{ path: 'data', area: '/var/lib', name: 'data' }]);
  const { programs: site } = await collect({ 'public/a.css': '' }, { writable: ['public', 'static'] });
  assert.equal(
    site.places?.open.map(({ path: place }) => place),
    ['public'],
  );
  // A file of a directory that is the program's as a whole.
  const { programs: inside } = await collect({ 'files/a.json': '{}' }, { writable: ['files', 'files/a.json'] });
  assert.equal([inside.places?.open, inside.places?.files], [[], []]);
  // A script among the content, such as a theme, belongs to the content.
  const content = { 'content/theme/a.js': '', 'content/theme/b.js': "require('./a')" };
  const { programs: themed } = await collect({ 'server.js': '', ...content }, { writable: ['content'] });
  assert.equal(themed.places?.open, []);
});

writable('a part of the program is no writable file, and no cache', async () => {
  const file = await refusal({ 'server.js': "require('./lib.js')", 'lib.js': '' }, { writable: ['lib.js'] });
  assert.equal(file.slice(0, 2), ['"lib.js" in deb.writable is a part of the program', 'server.js imports lib.js']);
  const cache = await refusal({ 'src/a.js': '' }, { entry: 'src/a.js', writable: [{ path: 'src', cache: true }] });
  assert.equal(cache.slice(0, 2), ['"src" in deb.writable cannot be a cache', 'src/a.js starts shop']);
  const names = { 'a/b/x.js': '', 'a-b/y.js': '', 'server.js': "require('./a/b/x');require('./a-b/y')" };
  const shared = await refusal(names, { writable: ['a/b/z.db', 'a-b/y.db'] });
  assert.match(shared[0] ?? '', 'would share a directory');
});

writable(
  'a cache with packaged files is renewed at each start, and the output of a build is nothing else',
  async () => {
    const output = { '.next/server/app/page.js': '', '.next/server/app/news.html': '' };
    const include = ['.', '.next'];
    const cached = { path: '.next/server/app', cache: true };
    const { config, programs } = await collect(output, { include, writable: [cached, { path: 'tmp', cache: true }] });
    assert.equal(
      programs.places?.whole.map(({ name, isRenewed }) => [name, isRenewed]),
      [
        ['next-server-app', true],
        ['tmp', false],
      ],
    );
    const { entries } = planPackage(config, facts, programs);
    const unit = entries.find(({ path: place }) => place.endsWith('/shop.service')) as { content?: Uint8Array };
    const text = Buffer.from(unit.content ?? []).toString();
    const renewed = '/var/cache/shop/next-server-app.shop';
    assert.match(text, `BindPaths=-${renewed}:/usr/lib/shop/app/.next/server/app`);
    assert.match(
      text,
      `ExecStartPre=/usr/bin/node /usr/lib/shop/writable.cjs shop renew:${renewed} /var/cache/shop/tmp\n`,
    );
    const whole = await refusal(output, { include, writable: ['.next/server/app'] });
    assert.is(whole[0], '".next/server/app" in deb.writable holds what a build has written');
    assert.match(whole[2] ?? '', '{ "path": ".next/server/app", "cache": true }');
  },
);

writable('JSON that a bundle holds cannot be written', async () => {
  const files = { 'server.js': "console.log(require('./db.json'))", 'db.json': '{}' };
  const refused = await refusal(files, { payload: 'bundle', writable: ['db.json'] });
  assert.is(refused[0], 'db.json in deb.writable would be a part of the bundle');
  const { programs } = await collect(files, { payload: 'modules', writable: ['db.json'] });
  assert.equal(programs.places?.files, ['db.json']);
});

writable('a file or a link in the place of a directory is refused', async () => {
  const file = await refusal({ data: '{}' }, { writable: ['data/uploads'] });
  assert.equal(file.slice(0, 2), [
    '"data/uploads" in deb.writable is not a directory',
    'data is a file of the package',
  ]);
  await mkdir(path.join(project, 'shared'));
  await writeFile(path.join(project, 'shared/a.txt'), '');
  await symlink('shared', path.join(project, 'public'));
  const link = await refusal({}, { writable: ['public/uploads'], include: ['server.js', 'shared', 'public'] });
  assert.equal(link.slice(0, 2), [
    '"public/uploads" in deb.writable is not a directory',
    'public is a symbolic link of the package',
  ]);
});

writable.run();
