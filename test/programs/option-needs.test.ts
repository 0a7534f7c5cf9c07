/**
 * Options of Node that not every version knows: they decide which Debian a package is for.
 */
import { execFileSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rangeOfOption, similarOption } from '../../builder/config/known-options.ts';
import { OPTION_NAMES } from '../../builder/config/option-names.ts';
import { collect, refusal } from '../support/collected.ts';
import { inFolders, lay } from '../support/projects.ts';

const options = suite('options that some versions of Node know');
inFolders(options);

options('the range of an option: from a version on, up to one, or none for all', () => {
  const ranges = { '--env-file': '>=20', '--experimental-strip-types': '>=22', '--experimental-sqlite': '>=22' };
  for (const [name, range] of Object.entries({
    ...ranges,
    '--experimental_strip_types': '>=22',
    '--no-experimental-strip-types': '>=22',
    '--experimental-network-imports': '>=18 <22',
    '--experimental-quic': '>=24',
    '--js-float16array': '>=22 <26',
    '--import': undefined,
    '-r': undefined,
    '--max-old-space-size': undefined,
    '--no-warnings': undefined,
    '--trace-turbo-reduction': undefined,
  })) {
    assert.is(rangeOfOption(name), range, name);
    assert.is(similarOption(name), undefined, name);
  }
});

options('an option that no version knows, with the one that is meant', () => {
  assert.is(similarOption('--max-old-spce-size'), '--max-old-space-size');
  assert.is(similarOption('--enable-source-map'), '--enable-source-maps');
  assert.is(similarOption('--colour-of-the-bicycle-shed'), '');
});

options('this Node takes all options that the table has for it, and names the others as bad', () => {
  const [major] = process.versions.node.split('.');
  const ask = (words: readonly string[]): string => {
    try {
      execFileSync(process.execPath, [...words, '--version'], { stdio: 'pipe' });
      return '';
    } catch (error) {
      return String((error as { stderr: Buffer }).stderr);
    }
  };
  const groups = OPTION_NAMES.trim().split(/\n(?=\d)/);
  const known = groups.filter((group) => (group.split(':')[0] ?? '').split(' ').includes(String(major)));
  const others = groups.filter((group) => !known.includes(group));
  const named = (some: readonly string[]): string[] =>
    some.flatMap((group) => group.replace(/^[\d ]+:/, '').match(/\S+/g) ?? []);
  const [mine, foreign] = [named(known), named(others)];
  // Node names all bad options of a command line at once.
  const asked = [...mine, ...foreign].filter((name) => !/^(env-file|experimental-(default-)?config)/.test(name));
  const told = ask(asked.map((name) => `--${name}=1`));
  const bad = new Set([...told.matchAll(/bad option: --([\w-]+)/g)].map(([, name]) => name));
  assert.ok(mine.length > 400, String(mine.length));
  assert.equal(
    mine.filter((name) => bad.has(name)),
    [],
  );
});

options('a service whose option Debian 12 does not know is not for Debian 12', async () => {
  await lay({ 'app.js': '' });
  const service = { ready: 'loaded', nodeOptions: ['--disable-warning=DEP0040'] };
  const found = await collect({ service });
  assert.equal([found.releases.map(({ id }) => id), found.depends], [['13', 'testing'], ['nodejs (>= 20)']]);
  const reason = 'it is not in the range of the option --disable-warning in "nodeOptions" (>=20)';
  assert.ok(found.warnings.includes(`the package is not for Debian 12, whose Node is 18.20.4: ${reason}`));
  const named = await refusal({ service, debian: ['12', '13'] });
  assert.match(named, 'a Debian that "debian" names lacks the right Node');
  assert.match(named, `Debian 12 has Node 18.20.4: ${reason}`);
  const worker = { schedule: 'daily', nodeOptions: ['--experimental-strip-types'] };
  const further = await collect({ service: { ready: 'loaded' }, services: { worker: { entry: 'app.js', ...worker } } });
  assert.equal(
    further.releases.map(({ id }) => id),
    ['testing'],
  );
});

options('an option that the carried Node does not know stops the build', async () => {
  await lay({ 'app.js': '' });
  const service = { ready: 'loaded', nodeOptions: ['--experimental-quic'] };
  const text = await refusal({ service, runtime: 'bundled', node: '22.23.3' });
  assert.match(text, /^Node 22\.23\.3, which the package carries, does not know the option --experimental-quic/);
  assert.match(text, 'Node >=24 knows it: carry another with "node", or leave the option out');
});

options('a bundle of a program for Bun or Deno is refused, one that asks first is not', async () => {
  for (const [source, used] of [
    ['Bun.serve({});', 'Bun.serve'],
    ["import { Database } from 'bun:sqlite';\nnew Database('a');", 'bun:sqlite'],
    ["Deno.readTextFileSync('a');", 'Deno.readTextFileSync'],
  ] as const) {
    await lay({ 'app.mjs': source, 'package-lock.json': { lockfileVersion: 1 } });
    const text = await refusal({ entry: 'app.mjs', service: { ready: 'loaded' } });
    assert.match(text, used === 'bun:sqlite' ? 'bun:sqlite' : `app.mjs uses ${used}, which Node does not have`);
  }
  await lay({ 'app.mjs': "if (typeof Bun !== 'undefined') Bun.serve({});" });
  await collect({ entry: 'app.mjs', service: { ready: 'loaded' } });
});

options.run();
