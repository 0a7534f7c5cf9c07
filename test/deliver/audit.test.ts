/**
 * npm audit, sorted by what is in the package: with npm itself and a registry of the test, and with answers of any kind.
 */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Audit, advisoryLine, auditPackages, isGrave } from '../../builder/deliver/audit.ts';
import type { BundledPackage } from '../../builder/programs/licenses.ts';
import { advisory, carried, inProjects, install, project, put, registryWith } from '../support/audited.ts';

const audit = suite('npm audit of a package');
inProjects(audit);
const NEVER = new AbortController().signal;
const { PATH } = process.env;
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

audit('of a member of a workspace, the packages at the root and its own count', async () => {
  const registry = await registryWith({ a: [advisory(1, 'high', '*')], c: [advisory(2, 'low', '*')] });
  await install(
    { 'node_modules/a': '1.0.0', 'apps/web/node_modules/a': '2.0.0', 'node_modules/c': '1.0.0' },
    { name: 'all', version: '1.0.0', workspaces: ['apps/web'] },
  );
  const lock = JSON.parse(await readFile(path.join(project, 'package-lock.json'), 'utf8'));
  const web = { name: 'web', version: '1.0.0', dependencies: { a: '2.0.0', c: '*' } };
  await put('apps/web/package.json', web);
  Object.assign(lock.packages, { 'apps/web': web, 'node_modules/web': { resolved: 'apps/web', link: true } });
  Object.assign(lock.packages[''], { dependencies: { a: '1.0.0' } });
  await put('package-lock.json', lock);
  await put('.npmrc', `registry=${registry.url}\n`);
  try {
    const packages = await carried('apps/web/node_modules/a', 'node_modules/c');
    const result = await auditPackages({ project: path.join(project, 'apps/web'), packages, signal: NEVER });
    if (typeof result === 'string') throw new Error(result);
    assert.equal(
      result.inside.map(({ name, version }) => `${name} ${version}`),
      ['a 2.0.0', 'c 1.0.0'],
    );
    assert.is(result.outside, 1);
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
    [{ error: { code: 'EAUDITNOLOCK', summary: 'x' } }, 'npm finds no lock file'],
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

audit('an advisory counts for a package whose version is none, because no range can tell', async () => {
  for (const version of ['', '1.0', 'latest', undefined, '1.2.3beta']) {
    await install({ 'node_modules/a': '1.0.0' }, { name: 'web', dependencies: { a: '*' } });
    await put('node_modules/a/package.json', { name: 'a', version });
    const via = [{ title: 'T', severity: 'low', range: '<0.5.0' }];
    await put('answer', { vulnerabilities: { a: { via, nodes: ['node_modules/a'] } } });
    await standIn(`cat ${project}/answer`);
    const { inside } = await found(await carried('node_modules/a'));
    // npm reads the last one as 1.2.3-beta.
    const expected = version === '1.2.3beta' ? [] : [`a ${version ?? ''}, low: T`];
    assert.equal(inside.map(advisoryLine), expected, version);
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
