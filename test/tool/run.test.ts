/**
 * The command in a clone and in an npm package, before anything is installed.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Run, run } from '../../builder/shell.ts';

const running = suite('run.mjs');
let folder = '';
running.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'build-deb-run-'));
  await mkdir(path.join(folder, 'builder/tool'), { recursive: true });
  for (const file of ['run.mjs', 'prepare.mjs']) {
    await cp(path.join('builder/tool', file), path.join(folder, 'builder/tool', file));
  }
});
running.after.each(() => rm(folder, { recursive: true, force: true }));

/** An npm that says how it was called. */
async function pretendNpm(script: string): Promise<NodeJS.ProcessEnv> {
  const bin = path.join(folder, 'bin');
  await mkdir(bin);
  await writeFile(path.join(bin, 'npm'), `#!/bin/sh\necho "npm $*" > asked\n${script}\n`, { mode: 0o755 });
  return { ...process.env, NODE_OPTIONS: '', PATH: `${bin}:${process.env.PATH}` };
}

const call = (env: NodeJS.ProcessEnv, ...args: string[]): Promise<Run> =>
  run('node', [path.join(folder, 'builder/tool/run.mjs'), ...args], { cwd: tmpdir(), env });

/** A bundler that leaves a tool which prints its arguments. */
const BUNDLER = `
import { mkdirSync, writeFileSync } from 'node:fs';
const cache = 'node_modules/.cache/build-deb';
mkdirSync(cache, { recursive: true });
writeFileSync(cache + '/build-deb.mjs', 'console.log(process.argv.slice(2).join(" "))');
writeFileSync(cache + '/build-deb.json', '{}');
console.log('bundled');
`;

running('in a fresh clone it installs, bundles and runs; stdout holds the result alone', async () => {
  await writeFile(path.join(folder, 'build.ts'), '');
  await mkdir(path.join(folder, 'debian-templates'));
  await writeFile(path.join(folder, 'bundler.mjs'), BUNDLER);
  const install = `mkdir -p node_modules/tsx/dist && cp bundler.mjs node_modules/tsx/dist/cli.mjs
touch node_modules/.package-lock.json; echo added 37 packages; echo a warning >&2`;
  const env = await pretendNpm(install);
  const first = await call(env, 'check', '--json');
  assert.is(first.exitCode, 0, first.stderr);
  assert.is(first.stdout, 'check --json\n');
  assert.is(first.stderr, "installing the build's npm packages (npm ci)\na warning\nbundled\n");
  assert.match(await readFile(path.join(folder, 'asked'), 'utf8'), /^npm ci /);
  const second = await call(env);
  assert.equal([second.stdout, second.stderr], ['\n', '']);
  await writeFile(path.join(folder, 'builder/new.ts'), '');
  assert.is((await call(env)).stderr, 'bundled\n');
});

running('a failure of npm ends it with the words of npm', async () => {
  await writeFile(path.join(folder, 'build.ts'), '');
  const { exitCode, stdout, stderr } = await call(await pretendNpm('echo "npm error no network" >&2; exit 1'));
  assert.is(exitCode, 1);
  assert.is(stdout, '');
  assert.match(stderr, /\nnpm error no network\nerror: npm ci failed, as said above\n$/);
});

running('in an npm package it runs the tool of dist', async () => {
  await mkdir(path.join(folder, 'dist'));
  await writeFile(path.join(folder, 'dist/build-deb.mjs'), "console.log('of dist', process.argv[2]);\n");
  await rm(path.join(folder, 'builder/tool/prepare.mjs'));
  assert.is((await call(process.env, 'init')).stdout, 'of dist init\n');
});

running('an old Node is told which one is needed', async () => {
  const old = "Object.defineProperty(process.versions, 'node', { value: '16.20.2' });";
  const script = `${old} import(${JSON.stringify(path.join(folder, 'builder/tool/run.mjs'))});`;
  const { exitCode, stderr } = await run('node', ['--eval', script]);
  assert.is(exitCode, 1);
  assert.match(stderr, /^error: build-deb needs Node 18 or later, this is v.*\n {2}.*apt install nodejs.*\n$/);
});

running.run();
