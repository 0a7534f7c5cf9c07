/**
 * `npm run bench:repository`: how long an addition to a repository of 50 packages with 200 versions takes. The versions but one
 * of each package are copies in the index, without files in the pool, which an addition does not read. The goal is 3 s.
 * As root, it also boots each Debian in turn, whose apt reads all the time during 50 additions and must see no inconsistency.
 */
import { cpus } from 'node:os';
import { createKey } from '../../builder/publish/gpg.ts';
import type { Entries } from '../../builder/publish/indices.ts';
import { inPlace } from '../../builder/publish/place.ts';
import { readRepository } from '../../builder/publish/read.ts';
import { poolFile } from '../../builder/publish/repository.ts';
import { writeState } from '../../builder/publish/stage.ts';
import { switchTo } from '../../builder/publish/switch.ts';
import { signal, Workshop } from '../support/published.ts';
import { isRoot } from '../support/tools.ts';
import { ALL_SUITES, type Suite } from '../system/base.ts';
import { readDuring } from '../system/reading.ts';
import { equipped, withWorkshop } from '../system/repository.ts';
import { median } from './median.ts';
import { goal } from './result.ts';

const [PACKAGES, VERSIONS, ROUNDS, READ_ADDITIONS] = [50, 200, 5, 50];

/** Multiplies the versions in the index. */
async function multiply(directory: string): Promise<void> {
  await inPlace(directory, { signal, waiting: () => {} }, async (place) => {
    const read = await readRepository(place.root, signal);
    if (read === undefined) throw new Error('there is no repository');
    const entries: Entries = new Map();
    const files = read.repository.files.flatMap((file) => {
      const numbers = file.name.startsWith('app') ? Array.from({ length: VERSIONS }, (_, at) => VERSIONS - at) : [];
      const copies = numbers.map((number) => {
        const copy = { ...file, version: `1.${number}` };
        return { ...copy, file: poolFile(copy), phase: number === VERSIONS ? 50 : 100 };
      });
      for (const copy of copies) {
        const entry = entries.get(copy.file) ?? read.entries.get(file.file) ?? '';
        entries.set(
          copy.file,
          entry.replace(/^Version: .*$/m, `Version: ${copy.version}`).replace(file.file, copy.file),
        );
      }
      if (copies.length === 0) entries.set(file.file, read.entries.get(file.file) ?? '');
      return copies.length > 0 ? copies : [file];
    });
    const repository = { ...read.repository, files, time: read.repository.time + 1 };
    const keys = [await createKey(`${repository.identity.name} package repository`, signal)];
    const hashed = await writeState(place.stage, { repository, entries, keys }, signal);
    await switchTo(place, { repository, added: [], hashed, top: [] });
  });
}

/** Says how often apt of a booted Debian has read, and what it complained of. */
async function readOn(suite: Suite): Promise<void> {
  const machine = await equipped(suite);
  try {
    await withWorkshop(machine, async ({ put }) => {
      const { read, failed, complaints } = await readDuring(machine, async () => {
        for (let at = 1; at <= READ_ADDITIONS; at += 1) await put(`2.${at}`);
      });
      const what = `${suite}: inconsistent readings of ${read + failed} during ${READ_ADDITIONS} additions`;
      console.log(goal(what, String(failed), failed === 0 && complaints === '', '0'));
      if (complaints !== '') console.log(complaints);
    });
  } finally {
    await machine.destroy();
  }
}

async function additions(): Promise<void> {
  const workshop = new Workshop();
  try {
    await timeAdditions(workshop);
  } finally {
    await workshop.close();
  }
}

async function timeAdditions(workshop: Workshop): Promise<void> {
  const names = Array.from({ length: PACKAGES }, (_, at) => `app-${at}`);
  const summary = 'a service with a description of the usual length';
  await workshop.publish(await Promise.all(names.map((name) => workshop.package([name, '1.1'], { summary }))));
  await multiply(workshop.repository);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const file = await workshop.package(['app-7', `2.${round}`], { summary });
    const began = performance.now();
    const { repository } = await workshop.publish([file]);
    times.push((performance.now() - began) / 1000);
    console.log(`${repository.files.length} files in the index: ${times.at(-1)?.toFixed(2)} s`);
  }
  console.log(`${cpus().length} processors`);
  console.log(goal('an addition', `${median(times).toFixed(2)} s`, median(times) <= 3, 'at most 3 s'));
}

await additions();
if (isRoot) for (const suite of ALL_SUITES) await readOn(suite);
else console.log('left out: the reader on booted systems, which needs root');
