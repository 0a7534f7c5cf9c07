/**
 * `npm test` checks everything, real systems included. `npm run test:quick` leaves out the checks that need root, other
 * releases of Node or much time, and the files whose names end in .slow.test.ts. The last line is `N passed, N failed`.
 */
import { setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isInstalled, run } from '../builder/shell.ts';
import { filesLike } from './support/files.ts';
import { Lanes } from './support/lanes.ts';
import { Report } from './support/report.ts';
import { hasReleases, runtimes } from './support/runtimes.ts';
import { wakeThreadPool } from './support/thread-pool.ts';
import { isRoot, missingTools, placeForFiles, provideTools } from './support/tools.ts';
import { type Count, countTests, type TestFiles } from './support/uvu.ts';
import { ALL_SUITES, baseSystem } from './system/base.ts';
import { packageProjects } from './system/projects.ts';
import { chaptersOn, PROJECTS_CHAPTER } from './system/shares.ts';

const isQuick = process.argv.includes('--quick');

/** The time on two cores that do nothing else. */
const MINUTES = isQuick ? '90 seconds' : '29 minutes';

/** Milliseconds after which everything is given up, on a busy machine too. */
const TIMEOUT = 75 * 60_000;

/** Files at once of those that mostly compute: one for each core. */
const busy = new Lanes(2);

/** Beside them, files at once of those that wait half of their time, as a story on a real system does. */
const waiting = new Lanes(8);

/** And of those that wait nearly all of their time, as the tests of the agent do: a part of them computes 12 s of 90. */
const idle = new Lanes(2);

const interruption = new AbortController();
const { signal } = interruption;
// Every command that is running listens.
setMaxListeners(0, signal);
const scratch = mkdtempSync(path.join(placeForFiles(), 'notifydemo-test-'));
// The directory is removed at the end with the files that tests leave behind.
process.env.TMPDIR = scratch;
const report = new Report();
/** The files that are tested now. */
const running = new Set<string>();

wakeThreadPool();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => interruption.abort());
setTimeout(() => {
  console.log(`not done after ${TIMEOUT / 60_000} minutes: ${[...running].join(', ')}`);
  interruption.abort();
}, TIMEOUT).unref();

async function check(name: string, command: string, args: string[]): Promise<void> {
  signal.throwIfAborted();
  const { exitCode, stdout, stderr } = await run(command, args, { signal });
  report.addOne(name, exitCode === 0, `${stdout}${stderr}`);
}

/** Test files that are reported together. One that is a promise needs something that is not ready yet, and takes no lane. */
async function tests(name: string, files: readonly (TestFiles | Promise<TestFiles>)[], lanes: Lanes): Promise<void> {
  const began = performance.now();
  const count = async (needed: TestFiles | Promise<TestFiles>): Promise<Count> => {
    const file = await needed;
    return lanes.run(file.seconds ?? 0, () => countFile(name, file));
  };
  const counts = await Promise.all(files.map(count));
  report.addTests(`${name} (${Math.round((performance.now() - began) / 1000)} s)`, counts);
}

async function countFile(name: string, file: TestFiles): Promise<Count> {
  const title = `${name}: ${file.pattern}`;
  const start = performance.now();
  running.add(title);
  const count = await countTests(file, signal);
  running.delete(title);
  report.addTime(title, (performance.now() - start) / 1000);
  // The whole output comes when all files of the report have ended.
  if (count.failed > 0) console.log(`failing: ${title}\n${count.failures.join('\n')}`);
  return count;
}

async function staticChecks(): Promise<void> {
  await check('types', 'node_modules/.bin/tsc', []);
  await check('lint', 'node_modules/.bin/biome', ['check', '--error-on-warnings']);
}

/** Units, golden files, pages and the layout. */
function unitTests(): Promise<void> {
  const files = isQuick ? /^(?!notify\/[^/]*$|system\/|fuzz|.*\.slow\.)/ : /^(?!notify\/[^/]*$|system\/|fuzz)/;
  return tests('unit', filesLike(files), busy);
}

async function agentTests(): Promise<void> {
  if (!hasReleases)
    report.leaveOut('the agent on other Node releases: their executables at hand are for Linux on amd64');
  const agents = await runtimes(scratch, signal);
  await Promise.all(agents.map(({ name, files }) => tests(`agent on ${name}`, files, idle)));
}

/** Whether the system tests can run here. If not, the report says so. */
function canBoot(): boolean {
  const can = isRoot && ['mmdebstrap', 'systemd-nspawn'].every(isInstalled);
  if (!can)
    report.leaveOut('the system tests: they boot real systems, which needs root, mmdebstrap and systemd-nspawn');
  return can;
}

/** Makes the package of this project, and the bundle of the tool first: many tests run it. */
async function buildOwn(): Promise<void> {
  const built = await run('npm', ['run', '--silent', 'build-deb', '--', '--out', scratch], { signal });
  if (built.exitCode !== 0) report.addOne('the package of this project', false, built.stderr);
}

/** The directory of the packages of real projects, which are made if need be. */
async function projectPackages(): Promise<string> {
  return packageProjects(signal).catch((error: unknown) => {
    report.addOne('real projects', false, String(error));
    return scratch;
  });
}

async function systemTests(): Promise<void> {
  const projects = projectPackages();
  await Promise.all(ALL_SUITES.map(baseSystem)).catch((error: unknown) => {
    report.addOne('base systems', false, String(error));
  });
  const env = { PACKAGE: path.join(scratch, 'notifydemo.deb') };
  await Promise.all(
    ALL_SUITES.map((suite) => {
      const files = chaptersOn(suite).map(async ({ file, seconds }) => {
        // The packages take minutes. The other chapters do not wait for them.
        const own = file === PROJECTS_CHAPTER ? { PROJECTS: await projects } : {};
        return { folder: 'test/system', pattern: `^${file}$`, env: { ...env, ...own, SUITES: suite }, seconds };
      });
      return tests(`system, ${suite}`, files, waiting);
    }),
  );
}

async function quickChecks(): Promise<void> {
  report.leaveOut(...missingTools());
  await staticChecks();
  await buildOwn();
  await unitTests();
}

async function allChecks(): Promise<void> {
  report.leaveOut(...(await provideTools(signal)));
  await staticChecks();
  await buildOwn();
  // The chapters get the lanes of what has ended.
  const units = Promise.all([tests('fuzz', filesLike(/^fuzz/), busy), unitTests()]).then(() => waiting.open(2));
  const agents = agentTests().then(() => waiting.open(1));
  await Promise.all([canBoot() ? systemTests() : undefined, units, agents]);
}

try {
  console.log(`this takes about ${MINUTES} on two cores`);
  await (isQuick ? quickChecks() : allChecks());
} catch (error) {
  if (!signal.aborted) throw error;
  report.addOne('interrupted', false);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = report.end(process.env.CI === 'true') ? 0 : 1;
