/**
 * A bundle behaves like its sources: small programs print the same from both.
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AWAITING } from './same/awaiting.ts';
import { COMMON_JS } from './same/common-js.ts';
import { ES_MODULES } from './same/es-modules.ts';
import { NAMES } from './same/names.ts';
import { collectOf, outputOf, type Program, unpack } from './same/programs.ts';

/** So many programs run at a time. */
const AT_ONCE = 3;

const same = suite('programs print the same');
let folder = '';
same.before(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'same-')));
});
same.after(() => rm(folder, { recursive: true, force: true }));

const PROGRAMS: Program[] = [
  ...Object.entries(ES_MODULES).map(([name, files]) => ({ name: `ES modules: ${name}`, files })),
  ...Object.entries(AWAITING).map(([name, files]) => ({ name: `awaiting: ${name}`, files })),
  ...Object.entries(NAMES).map(([name, files]) => ({ name: `names: ${name}`, files })),
  ...Object.entries(COMMON_JS).map(([name, files]) => ({ name: `CommonJS: ${name}`, files })),
];

/** What the sources print, and what the package prints. */
async function bothOutputs(program: Program, at: number): Promise<[string, string]> {
  const project = path.join(folder, `project-${at}`);
  const target = path.join(folder, `target-${at}`);
  try {
    const programs = await collectOf(project, program);
    await unpack(programs, target);
    const app = path.join(target, 'usr/lib/same/app');
    const entry = ['app.js', 'app.mjs', 'src/app.js'].find((file) => file in program.files) ?? '';
    const start = path.join(target, programs.starts.get('same') ?? '');
    return await Promise.all([outputOf(path.join(project, entry), project), outputOf(start, app)]);
  } catch (error) {
    return ['', String((error as Error).stack) + JSON.stringify((error as { notes?: string[] }).notes)];
  }
}

const outputs = new Map<Program, Promise<[string, string]>>();
same.before(() => {
  const running = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  for (const [at, program] of PROGRAMS.entries()) {
    const lane = at % AT_ONCE;
    const found = (running[lane] as Promise<void>).then(() => bothOutputs(program, at));
    running[lane] = found.then(() => {});
    outputs.set(program, found);
  }
});

same('there are fifty of them', () => assert.ok(PROGRAMS.length >= 50, String(PROGRAMS.length)));

for (const program of PROGRAMS) {
  same(program.name, async () => {
    const [sources, packaged] = (await outputs.get(program)) ?? ['', 'none'];
    assert.is(packaged, sources);
  });
}

same.run();
