/**
 * Files that a package may not hold: secrets, ignored files, and files outside the project, with their modules.
 */
import { chmod, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { folder, inFolders, installed, type Layout, lay, paths, read, refused } from '../support/projects.ts';

const secret = suite('secrets with modules');
inFolders(secret);

const KEY = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\n-----END PRIVATE KEY-----\n';
const PROJECT: Layout = {
  'package.json': { name: 'web' },
  'package-lock.json': { lockfileVersion: 3, packages: {} },
  'app.js': '',
};

async function messageOf(outcome: Promise<unknown>): Promise<string> {
  const error = await outcome.then(
    () => assert.unreachable('it was accepted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof BuildError)) throw error;
  return [error.message, ...error.notes].join('\n');
}

secret('without a pattern: secrets are refused, data and leftovers are left out, with a warning each', async () => {
  for (const file of [
    'id_rsa',
    'server.pem',
    'keys/a.p12',
    'secrets.json',
    'terraform.tfstate',
    'prod.env',
    'src/a.js',
  ]) {
    await lay({ ...PROJECT, [file]: KEY });
    await refused(
      '',
      `the package would hold secrets\n${file}: `,
      `"include": [".", "${file}"] takes it all the same: "." means the other files`,
    );
    await rm(path.join(folder, file));
  }
  await lay({ ...PROJECT, '.env': 'A=b', '.npmrc': '', '.git/config': '', '.aws/credentials': '' });
  const leftOut = ['dump.sql', 'data.sqlite', 'Heap.1.heapsnapshot', 'app.js~', 'a.bak'];
  await lay(Object.fromEntries(leftOut.map((file) => [file, ''])));
  const { files, warnings } = await read();
  assert.equal(
    files.map((file) => file.path),
    ['app.js', 'package.json'],
  );
  assert.equal(
    warnings.map((warning) => warning.split(' was left out')[0]),
    leftOut.sort(),
  );
});

secret('a pattern takes such a file only if it is exactly its name', async () => {
  await lay({
    ...PROJECT,
    'keys/id_rsa': KEY,
    '.env': 'A=b',
    'src/token.js': KEY,
    'data/a.sqlite': '',
    'data/a.js~': '',
  });
  for (const pattern of ['keys', 'keys/*', 'keys/id_rs?', '**', './.en{v,}', 'src/*.js', '.e*', 'data']) {
    assert.match(await messageOf(read('', { include: [pattern] })), 'the package would hold secrets', pattern);
  }
  const exact = ['keys/id_rsa', './.env', 'src/token.js', 'data/a.sqlite', 'data/a.js~', 'app.js'];
  assert.equal(await paths('', { include: exact }), [
    ...['.env', 'app.js', 'data/a.js~', 'data/a.sqlite', 'keys/id_rsa', 'package.json', 'src/token.js'],
  ]);
  await lay({ 'package.json': { files: ['app.js', 'keys'] } });
  await refused('', 'keys/id_rsa: a private key');
  await lay({ 'package.json': { files: ['app.js', 'keys/id_rsa'] } });
  assert.equal(await paths(), ['app.js', 'keys/id_rsa', 'package.json']);
});

secret('a point in include stands for the files of a package without it', async () => {
  const files = { 'keys/dev.pem': KEY, 'keys/other.pem': KEY, 'data/words.json': '', 'data/x': '', 'src/a.js': '' };
  await lay({ ...PROJECT, ...files, 'test/a.js': '', 'db/a.sqlite': '', '.gitignore': 'data\nkeys/other.pem\n' });
  const refusal = await messageOf(read());
  assert.match(refusal, '"include": [".", "keys/dev.pem"] takes it all the same: "." means the other files');
  const include = ['.', 'keys/dev.pem', 'data/words.json', '!src'];
  assert.equal(await paths('', { include }), ['app.js', 'data/words.json', 'keys/dev.pem', 'package.json']);
  assert.equal(
    (await read('', { include })).warnings.map((warning) => warning.split(': ')[0]),
    ['.gitignore leaves out data/x, keys/other.pem', 'db/a.sqlite was left out, because it is a database'],
  );
});

secret('settings with a password are packaged, with a warning', async () => {
  await lay({
    ...PROJECT,
    'config/production.json': { db: { password: 'hunter2' } },
    'config/default.json': { port: 1 },
  });
  const { files, warnings } = await read();
  assert.is(files.length, 4);
  assert.is(warnings.length, 1);
  assert.match(warnings[0] ?? '', /^config\/production\.json has a value for password: .*chmod 600/);
  await chmod(path.join(folder, 'config/production.json'), 0o600);
  assert.equal((await read()).warnings, []);
});

secret('dependencies: secrets are left out, with a warning if a program could read them', async () => {
  await lay({
    ...PROJECT,
    'package.json': { dependencies: { a: '1' } },
    ...installed('node_modules/a'),
    ...Object.fromEntries(
      ['.npmrc', '.env', '.aws/credentials', 'test/fixtures/id_rsa'].map((file) => [`node_modules/a/${file}`, KEY]),
    ),
    'node_modules/a/ssl/server.key': KEY,
    'node_modules/a/ssl/ca.pem': '-----BEGIN CERTIFICATE-----\nMIIEvQ==\n-----END CERTIFICATE-----\n',
    'node_modules/a/ssl/messages.key': 'hello',
    'node_modules/a/known/credentials.json': { slack: { className: 'Slack', sourcePath: 'Slack.js' } },
    'node_modules/a/own/secrets.json': { key: KEY },
    'node_modules/a/data.db': '',
    'node_modules/a/sample.js': KEY,
    'package-lock.json': { lockfileVersion: 1 },
  });
  const kept = [
    'data.db',
    'index.js',
    'known/credentials.json',
    'package.json',
    'sample.js',
    'ssl/ca.pem',
    'ssl/messages.key',
  ];
  const { files, warnings } = await read();
  assert.equal(
    files.flatMap((file) => (file.path.startsWith('node_modules/a/') ? file.path.slice(15) : [])),
    kept,
  );
  assert.equal(
    warnings.filter((warning) => warning.includes('left out')),
    [
      'node_modules/a/own/secrets.json was left out, because it is a private key: "include": [".", "node_modules/a/own/secrets.json"] takes it',
      'node_modules/a/ssl/server.key was left out, because it is a private key: "include": [".", "node_modules/a/ssl/server.key"] takes it',
    ],
  );
  for (const include of [['node_modules/a/ssl/server.key'], ['app.js', 'node_modules/a/ssl/server.key']]) {
    assert.ok((await paths('', { include })).includes('node_modules/a/ssl/server.key'));
  }
});

secret('links of a dependency to the outside are refused', async () => {
  for (const target of ['/etc/shadow', '../../../outside/id_rsa', '../../.env', '../../../outside']) {
    await lay({ 'web/package.json': { dependencies: { a: '1' } }, 'web/.env': 'A=b', 'outside/id_rsa': KEY });
    await lay(installed('web/node_modules/a'));
    await symlink(target, path.join(folder, 'web/node_modules/a/data.json'));
    await refused('web', `node_modules/a/data.json is a symbolic link to ${target}`);
    await rm(path.join(folder, 'web/node_modules'), { recursive: true });
  }
  for (const file of ['package.json', 'LICENSE']) {
    await lay(installed('web/node_modules/a'));
    await rm(path.join(folder, 'web/node_modules/a', file), { force: true });
    await symlink('../../../outside/id_rsa', path.join(folder, 'web/node_modules/a', file));
    await refused('web', /outside/);
    await rm(path.join(folder, 'web/node_modules'), { recursive: true });
  }
});

secret('a file that only its owner may read is private, except under a umask that makes all so', async () => {
  await lay({ ...PROJECT, 'config/a.json': '{}', 'config/run.sh': '#!/bin/sh\n' });
  await chmod(path.join(folder, 'config/a.json'), 0o600);
  await chmod(path.join(folder, 'config/run.sh'), 0o700);
  const privateFiles = async (): Promise<string[]> =>
    (await read()).files.filter(({ isPrivate }) => isPrivate).map((file) => file.path);
  assert.equal(await privateFiles(), ['config/a.json', 'config/run.sh']);
  await chmod(path.join(folder, 'config/run.sh'), 0o640);
  assert.equal(await privateFiles(), ['config/a.json']);
  for (const file of ['package.json', 'app.js']) await chmod(path.join(folder, file), 0o600);
  assert.equal(await privateFiles(), []);
  await lay({ 'tls/server.key': KEY });
  await chmod(path.join(folder, 'tls/server.key'), 0o600);
  const { files } = await read('', { include: ['app.js', 'tls/server.key'] });
  assert.equal(
    files.map((file) => file.isPrivate),
    [false, false, true],
  );
});

secret.run();
