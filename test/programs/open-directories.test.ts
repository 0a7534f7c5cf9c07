/**
 * Directories with parts of the program in a package: their packaged files lie apart, and no name is left that Node would
 * load in their place.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planPackage } from '../../builder/plan/plan.ts';
import { facts } from '../support/plans.ts';
import { collectShop, refusalOfShop } from '../support/shop-project.ts';

const open = suite('writable directories with parts of the program');
let project = '';
open.before.each(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'writable-'));
});
open.after.each(() => rm(project, { recursive: true, force: true }));

const collect = (files: Record<string, string>, keys: object) => collectShop(project, files, keys);
const refusal = (files: Record<string, string>, keys: object) => refusalOfShop(project, files, keys);

/** The paths in the package below a place. */
function below(place: string, { entries }: { entries: readonly { path: string }[] }): string[] {
  const paths = entries.map((entry) => entry.path).filter((target) => target.startsWith(`${place}/`));
  return paths.map((target) => target.slice(place.length + 1)).sort();
}

open('a directory with a part of the program keeps the packaged files apart', async () => {
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

open('the directory of the first file of a service, and a file in a directory of data alone', async () => {
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

open('a part of the program is no writable file, and no cache', async () => {
  const file = await refusal({ 'server.js': "require('./lib.js')", 'lib.js': '' }, { writable: ['lib.js'] });
  assert.equal(file.slice(0, 2), ['"lib.js" in deb.writable is a part of the program', 'server.js imports lib.js']);
  const cache = await refusal({ 'src/a.js': '' }, { entry: 'src/a.js', writable: [{ path: 'src', cache: true }] });
  assert.equal(cache.slice(0, 2), ['"src" in deb.writable cannot be a cache', 'src/a.js starts shop']);
  const names = { 'a/b/x.js': '', 'a-b/y.js': '', 'server.js': "require('./a/b/x');require('./a-b/y')" };
  const shared = await refusal(names, { writable: ['a/b/z.db', 'a-b/y.db'] });
  assert.match(shared[0] ?? '', 'would share a directory');
});

open('JSON that a bundle holds cannot be written', async () => {
  const files = { 'server.js': "console.log(require('./db.json'))", 'db.json': '{}' };
  const refused = await refusal(files, { payload: 'bundle', writable: ['db.json'] });
  assert.is(refused[0], 'db.json in deb.writable would be a part of the bundle');
  const { programs } = await collect(files, { payload: 'modules', writable: ['db.json'] });
  assert.equal(programs.places?.files, ['db.json']);
});

open.run();
