/**
 * The facts of a project: its licence, its changes, its scripts and units, the templates of the tool.
 */
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { BuildError } from '../../builder/errors.ts';
import { type Facts, readFacts } from '../../builder/project/facts.ts';
import { findLock, LOCK_FILES } from '../../builder/project/lock-files.ts';
import { findWorkspace, sharedFolder } from '../../builder/project/workspace.ts';
import { contextOf } from '../support/programs.ts';

const facts = suite('facts');
let folder = '';
facts.before.each(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'facts-')));
});
facts.after.each(() => rm(folder, { recursive: true, force: true }));

async function lay(files: Record<string, string | object | Buffer>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const place = path.join(folder, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  }
}

const context = () => contextOf(folder);

function read(deb: object = {}, where = context()): Promise<Facts> {
  const fields = { name: '@acme/shop', version: '1.0.0', description: 'Sells', author: 'Ada <a@b.c>', license: 'MIT' };
  const json = { ...fields, engines: { node: '>=18' }, deb: { name: 'shop', entry: 'app.js', ...deb } };
  return readFacts(parseConfig(JSON.stringify(json)), where, { SOURCE_DATE_EPOCH: '7' });
}

async function refusal(deb: object = {}): Promise<string> {
  const error = await read(deb).then(
    () => assert.unreachable('it was accepted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof BuildError)) throw error;
  return [error.message, ...error.notes].join('\n');
}

const TOKEN = `npm_${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9rS'.slice(0, 36)}`;

facts('the licence must be there, with a text and without a secret', async () => {
  const why = 'Debian requires the licence in every package';
  assert.is(await refusal(), `cannot read ${folder}/LICENSE: it does not exist\n${why}: put its text there`);
  await lay({ 'LICENSE.md': 'MIT' });
  assert.match(await refusal(), `${why}: rename LICENSE.md, if that is its text`);
  await lay({ LICENSE: ' \n\t' });
  assert.is(await refusal(), `${folder}/LICENSE is empty\n${why}: rename LICENSE.md, if that is its text`);
  await lay({ LICENSE: `MIT ${TOKEN}` });
  assert.match(await refusal(), /^the package would hold secrets\nLICENSE: a token of npm\n/);
  await lay({ LICENSE: 'MIT\n' });
  const where = context();
  assert.equal([(await read({}, where)).licenseText, (await read()).time], ['MIT\n', 7]);
  for (const file of ['LICENSE', 'CHANGELOG.md']) assert.ok(where.inputs.files.has(path.join(folder, file)));
});

facts('changes come from CHANGELOG.md, and secrets in any text are refused', async () => {
  await lay({ LICENSE: 'MIT', 'CHANGELOG.md': '## 1.0.0 - 2026-01-01\n- a\n' });
  assert.equal(
    (await read()).releases.map(({ version, changes }) => [version, changes]),
    [['1.0.0', ['a']]],
  );
  await lay({ 'CHANGELOG.md': `## 1.0.0\n- ${TOKEN}\n` });
  assert.match(await refusal(), 'CHANGELOG.md: a token of npm');
  await rm(path.join(folder, 'CHANGELOG.md'));
  const settings = { TOKEN_OF_NPM: { value: TOKEN, description: 'x' } };
  assert.match(await refusal({ settings }), 'the deb section of package.json: a token of npm');
});

facts('templates are read from all folders, and each folder counts', async () => {
  await lay({ LICENSE: 'MIT' });
  const where = context();
  const { templates } = await read({}, where);
  assert.ok(templates['postinst/units']?.includes('{{'));
  assert.ok(Object.keys(templates).every((name) => !name.endsWith('.hbs')));
  const place = path.resolve('debian-templates');
  for (const name of [place, path.join(place, 'postinst')]) assert.ok(where.inputs.folders.has(name));
  assert.ok(where.inputs.files.has(path.join(place, 'postinst/units.hbs')));
  assert.not.ok(where.inputs.folders.has(path.join(place, 'postinst/units.hbs')));
});

facts('scripts and units: line ends of Windows go, other characters that do not belong there are told', async () => {
  await lay({ LICENSE: 'MIT', 'a.sh': '\ufeffecho a\r\necho b\r\r\n\n', 'own.service': '[Unit]\r\nDescription=x\r\n' });
  const deb = { scripts: { postinst: 'a.sh' }, service: { unit: 'own.service' } };
  const { projectFragments, unitFiles } = await read(deb);
  assert.equal(projectFragments, { postinst: 'echo a\necho b' });
  assert.equal(unitFiles, { shop: '[Unit]\nDescription=x\n' });
  for (const [content, problem] of [
    ['a\nb\rc\n', 'a.sh:2: there is a carriage return inside the line'],
    ['a\0', 'a.sh:1: there is a NUL character'],
  ] as const) {
    await lay({ 'a.sh': content });
    assert.match(await refusal(deb), `a.sh cannot be packaged\n${problem}`);
  }
  await lay({ 'a.sh': 'if true; then\n' });
  assert.match(await refusal(deb), /^a\.sh is not valid sh\nsh: .*\S$/s);
  assert.match(
    await refusal({ scripts: { prerm: 'gone.sh' } }),
    /gone\.sh: it does not exist\ndeb\.scripts\.prerm in package\.json names this file: write it, or correct its path$/,
  );
  for (const command of ['rm -rf x', 'a;b', 'a&b', 'a|b', '$x', 'a<b', 'a>b']) {
    const text = await refusal({ scripts: { postrm: command } });
    assert.match(text, 'deb.scripts.postrm in package.json is a command where a file is wanted\nit is ');
    assert.ok(text.endsWith('write the command into a file, and name that: "postrm": "debian/postrm.sh"'));
  }
  await lay({ 'with space.sh': 'true\n' });
  assert.is((await read({ scripts: { postrm: 'with space.sh' } })).projectFragments.postrm, 'true');
  const units = { service: { unit: 'gone.service' } };
  assert.match(
    await refusal(units),
    /\ndeb\.service\.unit in package\.json names this file: write it, or leave the key out/,
  );
  const more = { services: { worker: { entry: 'b.js', unit: 'gone.service' } } };
  assert.match(await refusal(more), /\ndeb\.services\.worker\.unit in package\.json names this file/);
});

facts('a text may be shared in a workspace, and lead nowhere else', async () => {
  await lay({ 'all/LICENSE': 'MIT', 'all/package.json': { workspaces: ['apps/*'] }, 'all/apps/web/package.json': {} });
  const all = folder;
  folder = path.join(all, 'all/apps/web');
  await symlink('../../LICENSE', path.join(folder, 'LICENSE'));
  assert.is((await read()).licenseText, 'MIT');
  await rm(path.join(all, 'all/package.json'));
  assert.match(await refusal(), `outside ${folder}`);
  folder = all;
});

facts('the workspace of a project: named by npm, by pnpm, or known by a lock file', async () => {
  const web = path.join(folder, 'apps/web');
  await lay({ 'apps/web/package.json': {}, 'apps/package.json': { workspaces: [] } });
  const found = () =>
    [findWorkspace(web), sharedFolder(web)].map((place) => place && (path.relative(folder, place) || '.'));
  assert.equal(found(), [undefined, 'apps/web']);
  for (const name of LOCK_FILES) {
    await lay({ [name]: '' });
    assert.equal(found(), ['.', 'apps/web'], name);
    await lay({ [`apps/web/${name}`]: '' });
    assert.equal(found(), [undefined, 'apps/web'], name);
    for (const place of ['', 'apps/web/']) await rm(path.join(folder, place, name));
  }
  for (const [json, isNamed] of [
    [{ workspaces: ['apps/*'] }, true],
    [{ workspaces: { packages: ['apps/web/'] } }, true],
    [{ workspaces: ['apps/*', '!apps/web'] }, false],
    [{ workspaces: ['apps'] }, false],
    [{ workspaces: {} }, false],
    [{}, false],
  ] as const) {
    await lay({ 'package.json': json });
    assert.equal(found(), isNamed ? ['.', '.'] : [undefined, 'apps/web'], JSON.stringify(json));
  }
  for (const [yaml, isNamed] of [
    ['packages:\n  - apps/*\n', true],
    ['packages:\n- apps/*', true],
    ["a: b\npackages:\n\n  # one\n  - 'apps/web' # the web\n", true],
    ['packages:\n  - "lib/*"\n  - "apps/**"\nother:\n', true],
    ['other:\n  - apps/*\n', false],
    ['my-packages:\n  - apps/*\n', false],
    ['packages:\n  - lib/*\nother:\n  - apps/*\n', false],
    ['', false],
  ] as const) {
    await lay({ 'pnpm-workspace.yaml': yaml });
    assert.equal(found(), isNamed ? ['.', '.'] : [undefined, 'apps/web'], yaml);
  }
  await lay({ 'node_modules/x/package.json': {}, 'pnpm-workspace.yaml': 'packages:\n  - "**"\n' });
  assert.is(findWorkspace(path.join(folder, 'node_modules/x')), undefined);
});

facts('the lock file of each package manager, with its commands', async () => {
  const none = { manager: 'other', name: '', file: undefined };
  assert.equal(findLock([folder]), { ...none, install: 'npm install', add: 'npm install' });
  const commands: Record<string, string> = {};
  for (const name of LOCK_FILES.toReversed()) {
    await lay({ [`b/${name}`]: '' });
    const lock = findLock([path.join(folder, 'a'), path.join(folder, 'b')]);
    assert.is(lock.file, path.join(folder, 'b', name));
    commands[name] = `${lock.manager}: ${lock.install}, ${lock.add}`;
  }
  const [npm, bun] = ['npm: npm ci, npm install', 'other: bun install --frozen-lockfile, bun add'];
  const pnpm = 'pnpm: pnpm install --frozen-lockfile, pnpm add';
  assert.equal(commands, {
    ...{ 'bun.lockb': bun, 'bun.lock': bun, 'yarn.lock': 'yarn: yarn install, yarn add' },
    ...{ 'pnpm-lock.yaml': pnpm, 'package-lock.json': npm, 'npm-shrinkwrap.json': npm },
  });
  await lay({ 'b/node_modules/.modules.yaml': '' });
  assert.is(findLock([path.join(folder, 'b')]).manager, 'pnpm');
  await rm(path.join(folder, 'b/pnpm-lock.yaml'));
  assert.is(findLock([path.join(folder, 'b')]).manager, 'npm');
});

facts.run();
