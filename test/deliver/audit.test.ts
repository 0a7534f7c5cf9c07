/**
 * npm audit, sorted by what is in the package: with npm itself and a registry of the test, and with answers of any kind.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Audit, advisoryLine, auditPackages, isGrave } from '../../builder/deliver/audit.ts';
import { type BundledPackage, readBundledPackages } from '../../builder/programs/licenses.ts';
import { registryWith } from './registry.ts';

const audit = suite('npm audit of a package');
const NEVER = new AbortController().signal;
const { PATH } = process.env;
let project = '';

audit.before.each(async () => {
  project = await realpath(await mkdtemp(path.join(tmpdir(), 'notifydemo-audit-')));
});
audit.after.each(async () => {
  process.env.PATH = PATH;
  await rm(project, { recursive: true, force: true });
});

async function put(file: string, content: string | object, mode = 0o644): Promise<void> {
  const place = path.join(project, file);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, typeof content === 'string' ? content : JSON.stringify(content));
  await chmod(place, mode);
}

/** Installed packages as FOLDER: version, and a lock file that has them all. */
async function install(versions: Record<string, string>, json: object): Promise<void> {
  const packages: Record<string, object> = { '': json };
  for (const [folder, version] of Object.entries(versions)) {
    await put(`${folder}/package.json`, { name: folder.split('node_modules/').at(-1), version });
    // Without a package that needs it, npm passes over an inner one.
    const inner = Object.keys(versions).filter((other) => other.startsWith(`${folder}/node_modules/`));
    const names = inner.map((other) => [other.split('node_modules/').at(-1), versions[other]]);
    packages[folder] = { version, dependencies: Object.fromEntries(names) };
  }
  await put('package.json', json);
  await put('package-lock.json', { name: 'web', lockfileVersion: 3, requires: true, packages });
}

function carried(...folders: string[]): Promise<BundledPackage[]> {
  return readBundledPackages(
    project,
    folders.map((folder) => `${folder}/x.js`),
  );
}

/** An npm that prints this. */
async function standIn(script: string): Promise<void> {
  await put('stand-in/npm', `#!/bin/sh\n${script}\n`, 0o755);
  process.env.PATH = `${path.join(project, 'stand-in')}:${PATH}`;
}

async function found(packages: readonly BundledPackage[]): Promise<Audit> {
  const result = await auditPackages({ project, packages, signal: NEVER });
  if (typeof result === 'string') throw new Error(result);
  return result;
}

const advisory = (id: number, severity: string, range: string): object => {
  return { id, url: `https://a.example/${id}`, title: `Defect ${id}`, severity, vulnerable_versions: range };
};

audit('npm itself: what is inside, the worst first, and what is outside; nothing of the project runs', async () => {
  const registry = await registryWith({
    a: [advisory(1, 'moderate', '<2.0.0'), advisory(2, 'critical', '<1.5.0')],
    dev: [advisory(3, 'high', '*')],
  });
  const marks = `touch ${project}/ran`;
  const scripts = { audit: marks, preaudit: marks, postaudit: marks, prepare: marks };
  await install(
    {
      'node_modules/a': '1.6.0',
      'node_modules/b': '1.0.0',
      'node_modules/b/node_modules/a': '1.0.0',
      'node_modules/dev': '1.0.0',
    },
    { name: 'web', version: '1.0.0', scripts, dependencies: { a: '*', b: '*' }, devDependencies: { dev: '*' } },
  );
  for (const tool of ['npm', 'git', 'node']) await put(`node_modules/.bin/${tool}`, `#!/bin/sh\n${marks}\n`, 0o755);
  await put('evil.cjs', `require('fs').writeFileSync('${project}/ran', '')`);
  await put(
    '.npmrc',
    `registry=${registry.url}\nnode-options=--require ./evil.cjs\nomit=dev\ngit=node_modules/.bin/git\n`,
  );
  process.env.PATH = `${path.join(project, 'node_modules/.bin')}:${PATH}`;
  try {
    const whole = await found(await carried('node_modules/a', 'node_modules/b', 'node_modules/b/node_modules/a'));
    assert.equal(whole.inside.map(advisoryLine), [
      'a 1.0.0, critical: Defect 2 (https://a.example/2)',
      'a 1.6.0, moderate: Defect 1 (https://a.example/1)',
      'a 1.0.0, moderate: Defect 1 (https://a.example/1)',
    ]);
    assert.is(whole.outside, 1);
    const { inside } = await found(await carried('node_modules/a'));
    assert.equal(inside.map(advisoryLine), ['a 1.6.0, moderate: Defect 1 (https://a.example/1)']);
    assert.equal(await found([]), { inside: [], outside: 0 });
    assert.not(existsSync(path.join(project, 'ran')));
  } finally {
    registry.close();
  }
});

audit('without an answer, the reason is told', async () => {
  const packages = async () => carried('node_modules/a');
  const reason = async (): Promise<unknown> => auditPackages({ project, packages: await packages(), signal: NEVER });
  await put('node_modules/a/package.json', { name: 'a', version: '1.0.0' });
  await put('package.json', { name: 'web', dependencies: { a: '*' } });
  assert.is(await reason(), 'there is no lock file');
  await put('yarn.lock', '');
  assert.is(await reason(), 'npm does not read yarn.lock');
  await rm(path.join(project, 'yarn.lock'));
  await install({ 'node_modules/a': '1.0.0' }, { name: 'web', dependencies: { a: '*' } });
  await put('.npmrc', 'registry=http://127.0.0.1:9/\n');
  assert.is(await reason(), 'npm does not reach its registry');
  await standIn('exit 1');
  assert.is(await reason(), 'npm gives no answer');
  const secret = { message: '405 Method - POST https://me:secret@x.example/', statusCode: 405, error: { summary: '' } };
  const rows: [unknown, string][] = [
    [secret, 'the registry answers 405'],
    [{ error: { code: 'ENOLOCK', summary: 'x' } }, 'npm finds no lock file'],
    [{ error: { code: 'ENOTFOUND', summary: 'x' } }, 'npm does not reach its registry'],
    [{ message: 'request to https://me:secret@x failed' }, 'npm does not reach its registry'],
    [{}, 'npm gives no findings'],
    [[], 'npm gives no answer'],
    [null, 'npm gives no answer'],
  ];
  for (const [said, expected] of rows) {
    await put('answer', said === null ? 'null' : (said as object));
    await standIn(`cat ${project}/answer`);
    assert.is(await reason(), expected);
  }
  process.env.PATH = '/nonexistent';
  assert.is(await reason(), 'npm is not installed');
});

audit('an interruption ends it with its own reason', async () => {
  await install({ 'node_modules/a': '1.0.0' }, { name: 'web', dependencies: { a: '*' } });
  const silent = await registryWith({}, true);
  await put('.npmrc', `registry=${silent.url}\n`);
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('interrupted')), 300);
  const packages = await carried('node_modules/a');
  const thrown = await auditPackages({ project, packages, signal: controller.signal }).catch((error) => error);
  silent.close();
  assert.is((thrown as Error).message, 'interrupted');
});

audit('answers of any kind: odd entries are passed over, and doubtful ones count', async () => {
  await install({ 'node_modules/a': '1.0.0' }, { name: 'web', dependencies: { a: '*' } });
  const nodes = ['node_modules/a'];
  const via = (more: object): object => ({
    via: [{ title: 'T\u001b[31m\n', url: 7, range: '<2.0.0', ...more }],
    nodes,
  });
  const rows: [entry: unknown, inside: string[], outside: number][] = [
    [null, [], 0],
    [{ via: 'a', nodes }, [], 0],
    [{ via: ['b', null, 7], nodes }, [], 0],
    [{ ...via({}), nodes: 'node_modules/a' }, [], 0],
    [{ ...via({}), nodes: ['../../etc', 'node_modules/gone', 7] }, [], 3],
    [via({ severity: 'low' }), ['a 1.0.0, low: T\\u001b[31m\\n'], 0],
    [via({ severity: 'apocalyptic', title: '' }), ['a 1.0.0, critical: without a title'], 0],
    [via({ severity: 'low', range: 'all of them' }), ['a 1.0.0, low: T\\u001b[31m\\n'], 0],
    [via({ severity: 'low', range: '>1.0.0' }), [], 0],
  ];
  for (const [entry, inside, outside] of rows) {
    await put('answer', { vulnerabilities: { a: entry } });
    await standIn(`cat ${project}/answer`);
    const result = await found(await carried('node_modules/a'));
    assert.equal(result.inside.map(advisoryLine), inside, JSON.stringify(entry));
    assert.is(result.outside, outside, JSON.stringify(entry));
  }
});

audit('a level divides the findings', () => {
  const of = (severity: 'info' | 'moderate' | 'high') => ({ name: 'a', version: '1', title: '', url: '', severity });
  assert.ok(isGrave(of('high'), 'high'));
  assert.ok(isGrave(of('high'), 'low'));
  assert.not(isGrave(of('moderate'), 'high'));
  assert.not(isGrave(of('info'), 'low'));
  assert.not(isGrave(of('high'), 'none'));
});

audit.run();
