/**
 * Projects that other people wrote, in test/system/projects: each is prepared as its own documentation says, and packaged
 * by build-deb, in two versions.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { run } from '../../builder/shell.ts';

const FIXTURES = 'test/system/projects';
const BUILT = 'node_modules/.cache/build-deb';

/** The second version, for upgrades. */
export const VERSIONS = ['1.0.0', '1.0.1'] as const;

/** A project, and what it answers when it runs. */
export interface Project {
  name: string;
  /** The folder that is prepared, relative to the fixtures, and that of package.json in it. */
  fixture: string;
  folder: string;
  path: string;
  answer: RegExp;
  ready: string;
  /** Whether it brings a Node of its own. */
  bundlesNode: boolean;
}

/** Every project that is there. */
export function listProjects(): Project[] {
  const probes = globSync('**/probe.json', { cwd: FIXTURES }).sort();
  return probes.map((file) => {
    const folder = path.dirname(file);
    const { name, deb } = JSON.parse(readFileSync(path.join(FIXTURES, folder, 'package.json'), 'utf8'));
    const probe = JSON.parse(readFileSync(path.join(FIXTURES, file), 'utf8'));
    const fixture = folder.split('/')[0] ?? folder;
    return {
      ...probe,
      name,
      fixture,
      folder,
      answer: new RegExp(probe.answer),
      bundlesNode: deb.runtime === 'bundled',
    };
  });
}

/** All that a package of such a project comes from, besides the npm packages that are locked. */
const SOURCES = [`${FIXTURES}/**`, 'builder/**', 'build.ts', 'debian-templates/**', 'payload/**', 'package-lock.json'];

/** What the name of the folder with the packages begins with. */
const KEPT = 'projects-';

/**
 * The folder with the packages of all projects. They are made if any of their sources has changed, some two minutes, and
 * kept outside the repository.
 * @throws Error with what went wrong.
 */
export async function packageProjects(signal: AbortSignal): Promise<string> {
  const recipe = createHash('sha256').update(process.version);
  for (const file of globSync(SOURCES, { dot: true }).sort()) recipe.update(`${file}\0`).update(await readFile(file));
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'build-deb');
  const folder = path.join(cache, `${KEPT}${recipe.digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}`;
  try {
    // Other tests build the tool anew meanwhile.
    const tool = path.resolve(`${BUILT}-${process.pid}`);
    await cp(BUILT, tool, { recursive: true });
    const problems = await packageAll(partial, path.join(tool, 'build-deb.mjs'), signal).finally(() =>
      rm(tool, { recursive: true }),
    );
    if (problems.length > 0) throw new Error(problems.join('\n'));
    const outdated = (await readdir(cache)).filter((name) => name.startsWith(KEPT) && name !== path.basename(partial));
    await Promise.all(outdated.map((name) => rm(path.join(cache, name), { recursive: true, force: true })));
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
}

/** Prepares every project and packages it; returns what went wrong, if something did. */
async function packageAll(target: string, command: string, signal: AbortSignal): Promise<string[]> {
  const projects = listProjects();
  const waiting = [...new Set(projects.map(({ fixture }) => fixture))];
  const problems: string[] = [];
  const work = async (): Promise<void> => {
    for (let fixture = waiting.shift(); fixture !== undefined; fixture = waiting.shift()) {
      const own = projects.filter((project) => project.fixture === fixture);
      problems.push(...(await packageFixture(fixture, own, target, command, signal)));
    }
  };
  // Each waits for npm and for the disk half of its time. Other tests run meanwhile.
  await Promise.all([work(), work()]);
  return problems;
}

/** Compression takes most of the time: the first version of a project with a Node gets little of it, and the second ones none. */
function changed(packageJson: string, version: string, bundlesNode: boolean): string {
  const text = packageJson.replace(/"version": "[^"]+"/, `"version": "${version}"`);
  const usual = bundlesNode ? '"deb": { "compressionLevel": 1,' : '"deb": {';
  return text.replace('"deb": {', version === VERSIONS[0] ? usual : '"deb": { "compression": "none",');
}

async function packageFixture(
  fixture: string,
  projects: readonly Project[],
  target: string,
  command: string,
  signal: AbortSignal,
): Promise<string[]> {
  const place = path.join(target, 'projects', fixture);
  await cp(path.join(FIXTURES, fixture), place, { recursive: true });
  const prepared = await run('sh', ['prepare.sh'], { cwd: place, signal });
  if (prepared.exitCode !== 0) return [`${fixture}: ${prepared.stdout}${prepared.stderr}`];
  const problems: string[] = [];
  for (const { folder, bundlesNode } of projects) {
    const cwd = path.join(target, 'projects', folder);
    const file = path.join(cwd, 'package.json');
    const text = await readFile(file, 'utf8');
    for (const version of VERSIONS) {
      await writeFile(file, changed(text, version, bundlesNode));
      const built = await run('node', [command, '--out', target], { cwd, signal });
      if (built.exitCode !== 0) problems.push(`${folder}: ${built.stderr}`);
    }
  }
  await rm(place, { recursive: true });
  return problems;
}
