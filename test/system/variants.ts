/**
 * Other versions of the package, made for a story: the real plan and the real archive, with another app in it.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePackage } from '../../builder/archive/deb.ts';
import type { Config } from '../../builder/config/config.ts';
import { parseConfig } from '../../builder/config/parse.ts';
import { planned, textEntry } from '../../builder/manifest.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import { bundleAgent } from '../../builder/programs/agent.ts';
import { markProgram } from '../../builder/programs/before.ts';
import { type Facts, readFacts } from '../../builder/project/facts.ts';
import { bundledPrograms, contextOf } from '../support/programs.ts';
import type { Machine } from './machine.ts';

export interface Variant {
  version: string;
  /** What is different in the `deb` section of package.json. */
  deb?: object;
  /** What a project adds to its maintainer scripts. */
  projectFragments?: Facts['projectFragments'];
  /** Directories that belong to the service's user. */
  owned?: string[];
  /** Further files of the package, by their paths. */
  files?: Record<string, string>;
  conffiles?: Record<string, string>;
  /** The service; none: one that answers its version. */
  app?: string;
  /** The step before the start, for a package that has one. */
  step?: string;
}

/** A service that answers its version. */
function versioned(version: string): string {
  return `require('node:http').createServer((_, answer) => answer.end('${version}\\n')).listen(process.env.PORT);\n`;
}

/** A service that never listens, and says so. */
export const NEVER_READY = `console.error('the new version waits for what never comes');\nsetInterval(() => {}, 1000);\n`;

async function stepEntries(config: Config, step: string) {
  if (config.before === undefined) return [];
  const { entries } = await markProgram(config, process.cwd());
  return [...entries, ...planned('the story', [textEntry(`/usr/lib/${config.name}/before.cjs`, step)])];
}

/** The agent, bundled once for all variants of a chapter. */
let agent: ReturnType<typeof bundleAgent> | undefined;

/** Builds a variant and puts it on the machine; returns its file there. */
export async function put(
  machine: Machine,
  { version, deb = {}, projectFragments = {}, owned = [], files = {}, conffiles = {}, app, step = '' }: Variant,
): Promise<string> {
  const packageJson = JSON.parse(await readFile('package.json', 'utf8'));
  const config = parseConfig(JSON.stringify({ ...packageJson, version, deb: { ...packageJson.deb, ...deb } }));
  const facts = { ...(await readFacts(config, contextOf(process.cwd()), process.env)), projectFragments };
  agent ??= bundleAgent(process.cwd());
  const own = bundledPrograms(config.name, app ?? versioned(version), (await agent).code);
  const further = [
    ...Object.entries(files).map(([file, content]) => textEntry(file, content)),
    ...Object.entries(conffiles).map(([file, content]) => ({ ...textEntry(file, content), conffile: true })),
  ];
  const home = `/usr/lib/${config.name}`;
  const programs = {
    ...own,
    entries: [...own.entries, ...planned('the story', further), ...(await stepEntries(config, step))],
    starts: new Map([
      ...config.services.map(({ unit }): [string, string] => [unit, `${home}/app.cjs`]),
      [`${config.name}-before`, `${home}/before.cjs`],
    ]),
    owned: owned.map((path) => ({ type: 'd' as const, path, mode: '0750', owner: config.services[0].user })),
  };
  const folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-variant-'));
  try {
    const { full } = await writePackage(planPackage(config, facts, programs), folder, new AbortController());
    const file = `/root/${path.basename(full)}`;
    await machine.put(full, file);
    return file;
  } finally {
    await rm(folder, { recursive: true });
  }
}
