/**
 * Real projects from npm, packaged with at most ten lines of configuration: installed, READY, asked, upgraded, purged.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { SUITES } from './base.ts';
import type { Machine } from './machine.ts';
import { listProjects, type Project, VERSIONS } from './projects.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, property, type Story } from './story.ts';

/** Where `npm test` has put their packages. */
const PACKAGES = process.env.PROJECTS ?? 'dist/projects';

async function deliver(machine: Machine, { name }: Project, version: string): Promise<string> {
  const file = (await readdir(PACKAGES)).find(
    (candidate) => candidate.startsWith(`${name}_${version}_`) && candidate.endsWith('.deb'),
  );
  assert.ok(file, `there is no package of ${name} ${version} in ${PACKAGES}`);
  await machine.put(path.join(PACKAGES, file), `/root/${file}`);
  return file;
}

async function answers(machine: Machine, { name, path: asked, answer, ready }: Project): Promise<void> {
  assert.is(await property(machine, 'ActiveState', name), 'active');
  assert.match(await property(machine, 'StatusText', name), ready);
  assert.match(await machine.sh(`curl -sS --fail --max-time 20 'http://127.0.0.1:3000${asked}'`), answer);
}

function life(project: Project): Story {
  const { name, bundlesNode } = project;
  return async (machine) => {
    if (bundlesNode) await machine.sh('apt-get purge -y nodejs && ! command -v node');
    const [first, second] = [
      await deliver(machine, project, VERSIONS[0]),
      await deliver(machine, project, VERSIONS[1]),
    ];
    const before = await snapshot(machine);
    await machine.sh(`dpkg -i ${first}`);
    await answers(machine, project);
    const pid = await property(machine, 'MainPID', name);
    await machine.sh(`dpkg -i ${second}`);
    await answers(machine, project);
    assert.is.not(await property(machine, 'MainPID', name), pid);
    assert.match(await machine.sh(`dpkg-query -W ${name}`), VERSIONS[1]);
    await machine.sh(`dpkg --purge ${name}`);
    assert.equal(difference(before, await snapshot(machine)), []);
  };
}

/** Each project lives on one Debian, and each Debian has some: ALL=1 tries each on all. */
for (const [at, debian] of SUITES.entries()) {
  const own = listProjects().filter((_, index) => process.env.ALL === '1' || index % SUITES.length === at);
  chapter('real projects', Object.fromEntries(own.map((project) => [project.name, life(project)])), { on: [debian] });
}
