/**
 * The tool runs on Node 18, Debian 12's. The types of Node 18 find newer functions in its sources; these tests find them in
 * the bundle, with the npm packages in it.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Run, run } from '../../builder/shell.ts';
import { archivePath, packages } from '../system/npm.ts';

const BUILT = path.resolve('node_modules/.cache/build-deb');
const RUNTIMES = 'test/notify/runtimes';
const EXECUTABLE = 'node_modules/node18/bin/node';

/** ES2023 and later, which V8 10.2 lacks, and functions of Node that 18 lacks. */
const TOO_NEW = [
  /\.(toSorted|toReversed|toSpliced|isWellFormed|toWellFormed)\(/,
  // Behind a quote stands a name alone: for esbuild, or for the table of what needs a newer Node.
  /(?<!["'])\b(Array\.fromAsync|Object\.groupBy|Map\.groupBy|Promise\.withResolvers|Promise\.try|AbortSignal\.any)\b/,
  /(?<!["'])\bimport\.meta\.(dirname|filename)\b/,
  /(?<!["'])\bprocess\.(getBuiltinModule|loadEnvFile)\b/,
  /\bawait using\b/,
  /^import \{[^}]*\b(styleText|getCallSites|crc32|hash|glob|globSync|registerHooks)\b[^}]*\} from "[a-z_:]+(\/promises)?"/m,
];

const node18 = suite('Node 18');
let folder = '';
let executable = '';

/** The archive of runtimes. The tests of the agent leave it on this machine; a complete test run waits for it. */
const archive = process.env.CI === 'true' ? await packages(RUNTIMES) : await archivePath(RUNTIMES);
const isAtHand = process.env.NODE18 !== undefined || (process.arch === 'x64' && existsSync(archive));
const onNode18 = isAtHand ? node18 : node18.skip;

node18.before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'build-deb-node18-'));
  const bundled = await run('node', ['builder/tool/run.mjs', '--version']);
  assert.is(bundled.exitCode, 0, bundled.stderr);
  executable = process.env.NODE18 ?? path.join(folder, EXECUTABLE);
  if (isAtHand && process.env.NODE18 === undefined) {
    await run('tar', ['--extract', '--file', archive, '--directory', folder, EXECUTABLE]);
  }
});
node18.after(() => rm(folder, { recursive: true, force: true }));

/** The files of the bundle as it is now; parts of earlier ones lie beside them. */
async function parts(): Promise<string[]> {
  const { outputs } = JSON.parse(await readFile(path.join(BUILT, 'build-deb.json'), 'utf8'));
  return Object.keys(outputs).map((file) => path.resolve(file));
}

node18('the lowest Node is the same everywhere', async () => {
  const { engines, devDependencies } = JSON.parse(await readFile('package.json', 'utf8'));
  assert.is(engines.node, '>=18');
  assert.match(devDependencies['@types/node'], /^18\./);
  assert.match(await readFile('builder/tool/run.mjs', 'utf8'), 'const LOWEST = 18;');
  assert.match(await readFile('builder/tool/bundle.ts', 'utf8'), "target: 'node18'");
});

node18('the bundle calls no function that Node 18 lacks', async () => {
  for (const file of await parts()) {
    const code = await readFile(file, 'utf8');
    for (const pattern of TOO_NEW) assert.not.match(code, pattern, `${path.basename(file)} holds ${pattern}`);
  }
});

function on(node: string, args: string[], cwd: string): Promise<Run> {
  return run(node, [path.join(BUILT, 'build-deb.mjs'), ...args], { cwd, env: { ...process.env, NODE_OPTIONS: '' } });
}

onNode18('every part of the bundle can be loaded', async () => {
  const others = (await parts()).filter((file) => !file.endsWith('/build-deb.mjs'));
  const script = `for (const file of ${JSON.stringify(others)}) await import(file);`;
  const { exitCode, stderr } = await run(executable, ['--input-type=module', '--eval', script]);
  assert.is(exitCode, 0, stderr);
});

onNode18('each verb does its work, and the package is the same as from this Node', async () => {
  const sums: string[] = [];
  for (const node of [executable, process.execPath]) {
    const project = path.join(folder, `project-${sums.length}`);
    await cp('test/system/shop', project, { recursive: true });
    const file = path.join(project, 'package.json');
    const { deb, ...others } = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...others, deb: { ...deb, compression: 'gzip' } }));
    for (const args of [['--help'], ['--schema'], ['--plan=scripts'], ['--list'], ['--json']]) {
      const { exitCode, stderr } = await on(node, args, project);
      assert.is(exitCode, 0, `${args}: ${stderr}`);
      assert.not.match(stderr, /Warning/);
    }
    const bytes = await readFile(path.join(project, 'dist/shop.deb'));
    sums.push(createHash('sha256').update(bytes).digest('hex'));
    await writeFile(file, JSON.stringify(others));
    const { exitCode, stderr } = await on(node, ['init'], project);
    assert.is(exitCode, 0, stderr);
  }
  assert.is(sums[0], sums[1]);
});

onNode18('a bundle for a service is made, too', async () => {
  const project = path.join(folder, 'bundled');
  await cp('docs/examples/hello-web', project, { recursive: true });
  await symlink(path.resolve('node_modules'), path.join(project, 'node_modules'));
  const { exitCode, stdout, stderr } = await on(executable, [], project);
  assert.is(exitCode, 0, stderr);
  assert.is(stdout, 'dist/hello-web.deb\n');
});

node18.run();
