/**
 * build-deb as another project has it: from an npm package, with nothing of this repository around it.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Run, run } from '../../builder/shell.ts';
import { copyTool } from './copy.ts';

const tool = suite('build-deb from npm');
let folder = '';
tool.before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-tool-'));
});
tool.after(() => rm(folder, { recursive: true, force: true }));

async function succeeds(command: string, args: string[], cwd = folder): Promise<Run> {
  const ended = await run(command, args, { cwd, env: { ...process.env, NODE_OPTIONS: '' } });
  assert.is(ended.exitCode, 0, `${command} ${args.join(' ')}: ${ended.stdout}${ended.stderr}`);
  return ended;
}

const SERVER = `import http from 'node:http';
http
  .createServer((request, response) => response.end(request.url === '/healthz' ? 'fine' : 'Hello'))
  .listen(process.env.PORT || 3000);
`;

tool('npm install, init, build: a package with the agent in it', async () => {
  const clone = path.join(folder, 'clone');
  await copyTool(clone);
  await succeeds('npm', ['pack', '--silent', '--pack-destination', folder], clone);
  const packageJson = {
    name: 'greeter',
    version: '0.1.0',
    description: 'Greets whoever asks',
    author: 'Ada Lovelace <ada@example.org>',
    license: 'MIT',
    type: 'module',
    scripts: { start: 'node server.js' },
    engines: { node: '>=18' },
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(packageJson, null, 2));
  await writeFile(path.join(folder, 'server.js'), SERVER);
  await writeFile(path.join(folder, 'LICENSE'), 'MIT License\n\nCopyright (c) 2026 Ada Lovelace\n');
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  await succeeds('npm', ['install', '--save-dev', ...quietly, './build-deb-1.0.0.tgz']);

  const { stdout: told } = await succeeds('npx', ['build-deb', 'init']);
  assert.match(told, 'server.js');
  const { deb } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  assert.is(deb.entry, 'server.js');
  assert.is(deb.settings.PORT.value, '3000');
  assert.is(deb.service.health, '/healthz');

  const { stdout } = await succeeds('npx', ['build-deb']);
  assert.is(stdout, 'dist/greeter.deb\n');
  const { stdout: contents } = await succeeds('dpkg-deb', ['--contents', 'dist/greeter.deb']);
  for (const file of ['app.cjs', 'notify.cjs']) assert.match(contents, `./usr/lib/greeter/${file}\n`);
  const schema = JSON.parse(
    await readFile(path.join(folder, 'node_modules/build-deb/dist/package.schema.json'), 'utf8'),
  );
  assert.ok(schema.properties.deb);

  // The API for apps that want to say more: with its types, and without systemd of no effect.
  const use = `const { notify } = require('build-deb/notify');
    notify.ready(); notify.status('x'); notify.watchdog(() => false); console.log('nothing happened')`;
  assert.is((await succeeds('node', ['-e', use])).stdout, 'nothing happened\n');
  const types = await readFile(path.join(folder, 'node_modules/build-deb/dist/notify/api.d.cts'), 'utf8');
  assert.match(types, 'extendTimeout(milliseconds: number): void;');
});

tool.run();
