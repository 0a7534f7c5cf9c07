/**
 * Requests at the edge of what they may hold, and whether one needs a build first.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { publishing } from '../../builder/publish/command.ts';
import { readControl } from '../../builder/publish/paragraph.ts';
import { formsOf, readRequest, type Values } from '../../builder/publish/request.ts';

const request = suite('request of a publish');
let folder = '';
request.before.each(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'build-deb-request-'));
});
request.after.each(() => rmSync(folder, { recursive: true }));

const isRefused = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch (error) {
    assert.instance(error, BuildError);
    return true;
  }
};

/** Values of options: those that are accepted, and those that are not. */
const EDGES: [option: string, accepted: string[], refused: string[]][] = [
  ['phase', ['0', '100'], ['-1', '101', '', '1.5', '0x1', '1000000']],
  ['keep', ['1', '100000'], ['0', '100001']],
  ['name', ['ab', 'a+.-9', 'a'.repeat(64)], ['a', 'A1', '-a', 'a'.repeat(65)]],
  ['origin', ['A', 'a b._+-', 'a'.repeat(64)], ['', ' a', 'a/b', 'a'.repeat(65)]],
  ['label', ['A', 'a b._+-', 'a'.repeat(64)], ['', ' a', 'a;b', 'a'.repeat(65)]],
  ['suite', ['a', 'A.b_+-', 'a'.repeat(64)], ['', '.', '..', 'a b', 'a/b', 'a'.repeat(65)]],
  ['codename', ['a', 'A.b_+-', 'a'.repeat(64)], ['', '.', 'a b', 'a/b', 'a'.repeat(65)]],
  ['withdraw', ['1', '1:2.0-1~a+b', 'app=1', 'a+.-=1'], ['', 'a', 'a=1', 'App=1', '=1', 'app=', '1 2']],
  ['url', ['http://a', 'https://a', 'file:///a'], ['ftp://a', 'a', 'http://a/?b', 'http://a/#b', 'http://:b@a/']],
];

request('each option takes its values up to the edge, and none beyond', () => {
  for (const [option, accepted, refused] of EDGES) {
    for (const value of accepted) readRequest(['/x'], { [option]: value });
    for (const value of refused) {
      assert.ok(
        isRefused(() => readRequest(['/x'], { [option]: value })),
        `--${option} ${value}`,
      );
    }
  }
  assert.ok(isRefused(() => readRequest([''], {})));
  assert.ok(isRefused(() => readRequest(['/x', 'a.deb'], { withdraw: '1' })));
  assert.is(readRequest(['x', 'y.deb'], {}).directory, path.resolve('x'));
  const { identity, withdraw } = readRequest(['/x'], { suite: 'a', label: 'b', withdraw: 'app=1' });
  assert.equal(
    [identity, withdraw],
    [
      { suite: 'a', label: 'b' },
      { name: 'app', version: '1' },
    ],
  );
  assert.equal(readRequest(['/x'], { withdraw: '1' }).withdraw, { name: undefined, version: '1' });
});

request('a version may be meant in the form of npm', () => {
  assert.equal(formsOf('1.2.3'), ['1.2.3']);
  assert.equal(formsOf('1.2.3-rc.1'), ['1.2.3-rc.1', '1.2.3~rc.1']);
  assert.equal(formsOf('no version'), ['no version']);
});

request('a control file has a name and a version of at most 128 characters', () => {
  const control = (name: string, version: string): string =>
    `Package: ${name}\nVersion: ${version}\nArchitecture: amd64\nMaintainer: A\n`;
  const isBad = (name: string, version: string): boolean => isRefused(() => readControl(control(name, version), 'x'));
  const long = (length: number): string => `1${'a'.repeat(length - 1)}`;
  assert.equal([isBad(long(128), '1'), isBad('app', long(128)), isBad('app', '123456789:1')], [false, false, false]);
  assert.equal([isBad(long(129), '1'), isBad('app', long(129)), isBad('app', '1234567890:1')], [true, true, true]);
  for (const line of ['#A: b', '-A: b', 'A b', 'ä: b', ': b', '\tb', '']) {
    assert.ok(
      isRefused(() => readControl(`${line}\n${control('app', '1')}`, 'x')),
      line,
    );
  }
});

/** Whether a command builds first, or the message of its refusal. */
async function builds(values: Values, operands: string[] = [], project = folder): Promise<boolean | string> {
  const options = { operands: [path.join(folder, 'repository'), ...operands], values, snapshot: false, json: false };
  const teller = { warn: () => {}, done: () => {} };
  return publishing(options, { project, tool: process.cwd() }, teller).then(
    ({ needsBuild }) => needsBuild,
    (error: Error) => error.message,
  );
}

const NONE = 'there is no package to publish';

request('in a project its package is built, unless a file is named or what is published already is meant', async () => {
  const deb = { summary: 'Answers questions', entry: 'a.js' };
  const engines = { node: '>=18' };
  const project = { name: 'app', version: '1.0.0', license: 'MIT', author: 'A <a@b.c>', engines, deb };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(project));
  assert.is(await builds({ url: 'http://a' }), true);
  assert.is(await builds({}, ['a.deb']), false);
  for (const values of [{ withdraw: '1' }, { retire: 'F00' }]) assert.is(await builds(values), false);
  for (const values of [{ phase: '5' }, { key: 'F00' }, { keep: '5' }]) assert.is(await builds(values), true);
  for (const architecture of ['all', 'amd64', 'arm64']) {
    const place = path.join(folder, 'repository/pool/main/a/app');
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, `app_1.0.0_${architecture}.deb`), '');
    assert.is(await builds({ phase: '5' }), false, architecture);
    assert.is(await builds({ keep: '5' }), true, architecture);
    rmSync(place, { recursive: true });
  }
});

request('without a project a file is needed, unless a repository is there and changes by itself', async () => {
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  const changes = [{ key: 'F00' }, { keep: '5' }, { url: 'http://a' }];
  for (const values of [{}, { phase: '5' }, ...changes]) assert.is(await builds(values, [], empty), NONE);
  mkdirSync(path.join(folder, 'repository/dists'), { recursive: true });
  for (const values of changes) {
    assert.is(await builds(values, [], empty), false);
    // A phase alone names no version.
    assert.is(await builds({ ...values, phase: '5' }, [], empty), NONE);
  }
  assert.is(await builds({}, [], empty), NONE);
  for (const values of [{ withdraw: '1' }, { retire: 'F00' }]) assert.is(await builds(values, [], empty), false);
});

request('a project with mistakes hinders what needs its package, and no withdrawal', async () => {
  writeFileSync(path.join(folder, 'package.json'), '{ "name": 7 }');
  assert.type(await builds({}), 'string');
  assert.type(await builds({ phase: '5' }), 'string');
  assert.is(await builds({}, ['a.deb']), false);
  for (const values of [{ withdraw: '1' }, { retire: 'F00' }]) assert.is(await builds(values), false);
});

request.run();
