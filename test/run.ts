/**
 * `npm test`: everything is checked, real systems included. Ends with `N passed, N failed`.
 */
import { setMaxListeners } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isInstalled, run } from '../builder/shell.ts';
import { isRoot, placeForFiles, provideTools } from './support/tools.ts';
import { atOnce, type Count, countTests } from './support/uvu.ts';
import { baseSystem, SUITES } from './system/base.ts';
import { packages } from './system/npm.ts';
import { packageProjects } from './system/projects.ts';

/** Milliseconds for everything; some three times what it takes. */
const TIMEOUT = 75 * 60_000;

/** How many parts of what is reported together are tested at once: a story on a real system waits half of its time. */
const LANES = 2;

const interruption = new AbortController();
// Every command that is running listens.
setMaxListeners(0, interruption.signal);
const scratch = mkdtempSync(path.join(placeForFiles(), 'notifydemo-test-'));
// What tests leave behind goes with it.
process.env.TMPDIR = scratch;
const leftOut: string[] = [];
/** For the end: what was printed before may be long. */
const failures: string[] = [];
let passed = 0;
let failed = 0;

/** What is being checked now. */
const running = new Set<string>();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interruption.abort());
setTimeout(() => {
  console.log(`not done after ${TIMEOUT / 60_000} minutes: ${[...running].join(', ')}`);
  interruption.abort();
}, TIMEOUT).unref();

async function attempt(command: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  interruption.signal.throwIfAborted();
  return run(command, args, { env: { ...process.env, ...env }, signal: interruption.signal });
}

/** A check that passes or fails as a whole. */
async function check(name: string, command: string, args: string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await attempt(command, args);
  report(name, exitCode === 0 ? 1 : 0, exitCode === 0 ? 0 : 1, exitCode === 0 ? '' : `${stdout}${stderr}`);
}

/** Test files that are reported together. */
async function tests(
  name: string,
  ...parts: [folder: string, pattern: string, env?: NodeJS.ProcessEnv][]
): Promise<void> {
  const began = performance.now();
  const counts: Count[] = [];
  await atOnce(LANES, parts, async ([folder, pattern, env = {}]) => {
    const what = `${name}: ${pattern}`;
    running.add(what);
    counts.push(await countTests(folder, pattern, env, interruption.signal));
    running.delete(what);
  });
  const sum = (of: 'passed' | 'failed' | 'skipped'): number => counts.reduce((sum, count) => sum + count[of], 0);
  failures.push(...counts.flatMap((count) => count.failures));
  if (sum('skipped') > 0) leftOut.push(`${sum('skipped')} tests of ${name}`);
  const seconds = Math.round((performance.now() - began) / 1000);
  // No test at all is a failure, too.
  const failed = Math.max(sum('failed'), sum('passed') === 0 ? 1 : 0);
  report(`${name} (${seconds} s)`, sum('passed'), failed, counts.map(({ details }) => details).join(''));
}

function report(name: string, good: number, bad: number, details: string): void {
  passed += good;
  failed += bad;
  console.log(`${bad > 0 ? 'FAILED' : 'ok    '}  ${name}: ${good} passed, ${bad} failed`);
  if (details) console.log(details);
}

/** uvu runs only what is told to: a suite without its run() would pass unseen. */
function everySuiteRuns(): void {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.test.ts') && !file.startsWith('system/'),
  );
  const forgotten = files.filter((file) => {
    const text = readFileSync(path.join('test', file), 'utf8');
    return [...text.matchAll(/= suite\(/g)].length !== [...text.matchAll(/^\w+\.run\(\);$/gm)].length;
  });
  report('every suite runs', forgotten.length > 0 ? 0 : 1, forgotten.length, forgotten.join('\n'));
}

/** Node releases that the agent is meant for, by name: this one, and others whose executables are at hand. */
async function nodes(): Promise<[name: string, executable: string][]> {
  const own: [string, string] = [`this Node, ${process.version}`, process.execPath];
  if (process.arch !== 'x64' || process.platform !== 'linux') {
    leftOut.push('the agent on other Node releases: their executables at hand are for Linux on amd64');
    return [own];
  }
  const archive = await packages('test/notify/runtimes');
  await attempt('tar', ['--extract', '--file', archive, '--directory', scratch, '--wildcards', '*/bin/node']);
  const executable = (release: number): string => path.join(scratch, `node_modules/node${release}/bin/node`);
  return [own, ...[18, 22, 24, 26].map((release): [string, string] => [`Node ${release}`, executable(release)])];
}

async function agentTests(): Promise<void> {
  // Mostly they wait, but more of them would find a busy machine too slow.
  await atOnce(2, await nodes(), ([name, executable]) =>
    tests(`agent on ${name}`, ['test', '^notify/[a-z-]+\\.test\\.ts$', { NODE_UNDER_TEST: executable }]),
  );
}

/** Whether the system tests can be run here; if not, it is said. */
function canBoot(): boolean {
  const can = isRoot && ['mmdebstrap', 'systemd-nspawn'].every(isInstalled);
  if (!can) leftOut.push('the system tests: they boot real systems, which needs root, mmdebstrap and systemd-nspawn');
  return can;
}

/** The package of this project, and the tool that makes others; later on other tests build both anew. */
async function buildOwn(): Promise<void> {
  const built = await attempt('npm', ['run', '--silent', 'build-deb', '--', '--out', scratch]);
  if (built.exitCode !== 0) report('build for the system tests', 0, 1, built.stderr);
}

/** What else the system tests need: base systems, and the packages of real projects; returns the folder of those. */
async function prepareSystems(): Promise<string> {
  const [projects] = await Promise.all([packageProjects(interruption.signal), ...SUITES.map(baseSystem)]).catch(
    (error) => {
      report('base systems and real projects', 0, 1, error.message);
      return [scratch];
    },
  );
  return projects;
}

async function systemTests(projects: string): Promise<void> {
  const env = { PACKAGE: path.join(scratch, 'notifydemo.deb'), PROJECTS: projects };
  const chapters = readdirSync('test/system').filter((file) => file.endsWith('.test.ts'));
  await Promise.all(
    SUITES.map((suite) => {
      const parts = chapters.map((file): [string, string, NodeJS.ProcessEnv] => [
        'test/system',
        `^${file}$`,
        { ...env, SUITES: suite },
      ]);
      return tests(`system, ${suite}`, ...parts);
    }),
  );
}

/** Everything but the agent. What prepares waits for the network; meanwhile others work. */
async function packageTests(): Promise<void> {
  const boots = canBoot();
  if (boots) await buildOwn();
  const unit = tests('unit', ['test', '^(?!notify|system|bench)[a-z]+/[a-z-]+\\.test\\.ts$']);
  const [projects = ''] = await Promise.all([boots ? prepareSystems() : undefined, unit]);
  const fuzz = tests('fuzz', ['test', '^fuzz\\.test\\.ts$']);
  await Promise.all([fuzz, boots ? systemTests(projects) : undefined]);
}

try {
  leftOut.push(...(await provideTools(interruption.signal)));
  everySuiteRuns();
  await check('types', 'node_modules/.bin/tsc', []);
  await check('lint', 'node_modules/.bin/biome', ['check', '--error-on-warnings']);
  await Promise.all([agentTests(), packageTests()]);
} catch (error) {
  if (!interruption.signal.aborted) throw error;
  report('interrupted', 0, 1, '');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (failures.length > 0) console.log(`what failed:\n${failures.join('\n')}`);
for (const what of leftOut) console.log(`left out: ${what}`);
if (process.env.CI === 'true' && leftOut.length > 0) failed += leftOut.length;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
