/**
 * All files that run on the target: programs as bundles, native code among them, and Node.
 */
import { chmod, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collect, context, landed, refusal } from '../support/collected.ts';
import { GLIBC, makeElf } from '../support/elf.ts';
import { cache, fetch, npmDoes, PACKS, withNpm } from '../support/npm-node.ts';
import { folder, inFolders, installed, lay } from '../support/projects.ts';

const programs = suite('programs');
inFolders(programs);

programs('native code counts by its name or by its mode, and makes a package of one architecture', async () => {
  const where = context();
  await lay({ 'app.js': 'listen();' });
  const files = [{ from: 'bin', to: '/usr/lib/shop/bin' }];
  const put = async (name: string, machine: number, mode: number): Promise<void> => {
    await lay({ [`bin/${name}`]: '' });
    await writeFile(path.join(folder, 'bin', name), makeElf({ ...GLIBC, machine }));
    await chmod(path.join(folder, 'bin', name), mode);
  };
  await put('data', 183, 0o644);
  await lay({ 'bin/run.sh': '#!/bin/sh\n' });
  await chmod(path.join(folder, 'bin/run.sh'), 0o755);
  const plain = await collect({ files }, {}, where);
  assert.equal([plain.architecture, plain.depends, plain.node], ['all', [], '/usr/bin/node']);
  assert.not.ok(where.inputs.files.has('/var/lib/dpkg/status'));
  for (const [name, mode] of [
    ['tool', 0o755],
    ['tool', 0o744],
    ['libx.so.1', 0o644],
    ['x.node', 0o644],
  ] as const) {
    await put(name, 183, mode);
    assert.match(await refusal({ files }), `\nbin/${name} is for arm64, the package for amd64`);
    await put(name, 62, mode);
  }
  const native = await collect({ files }, {}, where);
  assert.equal([native.architecture, native.depends], ['amd64', ['libc6 (>= 2.34)']]);
  assert.ok(where.inputs.files.has('/var/lib/dpkg/status'));
  for (const file of ['bin/tool', 'bin/data']) assert.ok(where.inputs.files.has(path.join(folder, file)));
});

programs('each program of the services once, the main one as app, others by their services', async () => {
  await lay({ 'app.js': 'listen();', 'work.mjs': 'await work();', 'mail.js': 'mail();', 'own.service': '' });
  await lay({ 'other.js': 'other();' });
  const services = {
    worker: { entry: 'work.mjs', ready: 'loaded' },
    again: { entry: 'work.mjs', ready: 'loaded' },
    twin: { entry: 'app.js', ready: 'loaded' },
    own: { entry: 'other.js', unit: 'own.service' },
    mailer: { entry: 'mail.js', ready: 'loaded' },
  };
  const found = await collect({ services });
  const home = '/usr/lib/shop';
  assert.equal(
    landed(found),
    [
      ...['app.cjs', 'app.cjs.map', 'app/package.json', 'mailer.cjs', 'mailer.cjs.map'],
      ...['worker.cjs', 'worker.cjs.map', 'worker.mjs'],
    ].map((name) => `644 ${home}/${name}`),
  );
  assert.equal(Object.fromEntries(found.starts), {
    shop: `${home}/app.cjs`,
    'shop-worker': `${home}/worker.mjs`,
    'shop-again': `${home}/worker.mjs`,
    'shop-twin': `${home}/app.cjs`,
    'shop-mailer': `${home}/mailer.cjs`,
  });
  assert.equal(
    found.entries.map(({ from }) => from),
    [
      ...['app.js', 'app.js', 'work.mjs', 'work.mjs', 'work.mjs', 'mail.js', 'mail.js'].map(
        (name) => `the program ${name}`,
      ),
      'the files that the program reads',
      'the agent',
    ],
  );
  assert.match(
    await refusal({ services: { worker: { entry: 'gone.js', ready: 'loaded' } } }),
    'deb.services.worker.entry in package.json names it',
  );
  assert.match(await refusal({ entry: 'gone.js' }), 'deb.entry in package.json names it');
});

programs('a main service with a unit of its own has its program in the package, too', async () => {
  await lay({ 'app.js': 'listen();', 'own.service': '' });
  assert.equal(landed(await collect({ service: { unit: 'own.service' }, sourceMap: false })), [
    ...['644 /usr/lib/shop/app.cjs', '644 /usr/lib/shop/app/package.json'],
  ]);
});

programs('warnings of all kinds come along, each once', async () => {
  const source = "require('a'); express.static('public'); networkInterfaces(); spawn('sendmail');";
  await lay({
    'app.js': source,
    'work.js': source,
    'public/a.css': '',
    'config/production.json': { password: 'hunter2' },
  });
  await lay(installed('node_modules/a'));
  await lay({ 'work.js': `${source}\nrequire('./config/production.json')` });
  const services = { worker: { entry: 'work.js', ready: 'loaded', harden: 'standard', user: 'hand' } };
  const deb = { services, service: { ready: 'loaded', harden: 'strict' } };
  await lay({ 'public/a.css~': '' });
  const files = [{ from: 'public', to: '/usr/share/shop' }, { directory: '/var/spool/shop' }];
  const where = context();
  const { warnings, bundled, owned } = await collect({ ...deb, files }, { dependencies: { a: '1' } }, where);
  assert.equal(owned, [{ type: 'd', path: '/var/spool/shop', mode: '0750', owner: 'shop' }]);
  assert.ok(where.inputs.files.has(path.join(folder, 'node_modules/.package-lock.json')));
  assert.equal(
    bundled.map(({ name }) => name),
    ['a'],
  );
  const refused = warnings.filter((line) => line.includes('refuses what the program asks for'));
  assert.equal(refused, [
    '"harden": "strict" refuses what the program asks for: sendmail or sudo (app.js); the network interfaces (app.js)',
    '"harden": "standard" refuses what the program asks for: sendmail or sudo (work.js)',
  ]);
  const rest = warnings.filter((line) => !refused.includes(line));
  assert.equal(rest, [
    'config/production.json has a value for password, which becomes part of the bundle: every user of the target can read it',
    'public/a.css~ was left out, because it is an editor\'s copy: "include": [".", "public/a.css~"] takes it',
    'a names no licence: ask its author whether you may ship it',
    'public/a.css~ was left out, because it is an editor\'s copy: "from" takes it if it has exactly this name',
  ]);
  await chmod(path.join(folder, 'work.js'), 0o600);
  const hidden = await collect(deb, { dependencies: { a: '1' } });
  assert.equal(landed(hidden), [
    ...['600 /usr/lib/shop/worker.cjs', '600 /usr/lib/shop/worker.cjs.map', '644 /usr/lib/shop/app.cjs'],
    ...['644 /usr/lib/shop/app.cjs.map', '644 /usr/lib/shop/app/package.json', '644 /usr/lib/shop/app/public/a.css'],
  ]);
  assert.equal(
    hidden.owned,
    ['worker.cjs', 'worker.cjs.map'].map((name) => {
      return { type: 'z', path: `/usr/lib/shop/${name}`, mode: '0640', owner: 'root', group: 'shop' };
    }),
  );
  assert.ok(hidden.warnings.some((line) => line.startsWith('/usr/lib/shop/worker.cjs and 1 more are private here')));
  assert.not.ok(hidden.warnings.some((line) => line.includes('password')));
});

const bundled = suite('programs with Node');
inFolders(bundled);
withNpm(bundled);

bundled('a package that carries Node names it, its licence and its size', async () => {
  await npmDoes(PACKS);
  await lay({ 'app.js': 'listen();' });
  const { executable } = await fetch();
  const found = await collect({ runtime: 'bundled', node: '24.21.0' });
  assert.equal([found.node, found.architecture, found.notices], ['/usr/lib/shop/node', 'amd64', []]);
  const node = found.entries.find(({ path: place }) => place === '/usr/lib/shop/node');
  assert.ok(node?.type === 'file' && node.source === executable && node.mode === 0o755 && !node.conffile);
  assert.is(node?.type === 'file' && node.size, (await stat(executable)).size);
  const [{ integrity = '', ...listed } = {}] = found.bundled;
  assert.match(integrity, /^sha512-[\w+/]{86}==$/);
  assert.equal(
    [listed],
    [
      {
        ...{ folder: 'node', name: 'Node.js', version: '24.21.0', license: 'MIT', text: 'MIT and more\n', notice: '' },
        copyright: 'Node.js contributors, and the authors of the libraries in it as named below',
      },
    ],
  );
  assert.is(found.bundled.length, 1);
  await writeFile(path.join(cache, 'node-24.21.0-linux-x64/LICENSE'), 'another');
  const again = await collect({ runtime: 'bundled', node: '24.21.0' });
  assert.match(again.notices?.join() ?? '', 'held another Node than npm publishes');
});

programs('the text of a licence suffices, without its name', async () => {
  await lay({
    'app.js': "require('a'); require('b');",
    ...installed('node_modules/a'),
    ...installed('node_modules/b'),
    'node_modules/b/LICENSE': 'Use it for good.',
  });
  const { warnings } = await collect({}, { dependencies: { a: '1', b: '1' } });
  assert.equal(
    warnings.filter((line) => line.includes('names no licence')),
    ['a names no licence: ask its author whether you may ship it'],
  );
});

programs.run();
bundled.run();
