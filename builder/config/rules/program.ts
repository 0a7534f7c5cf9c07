/**
 * Rules about the program of a package and its compression.
 */
import { COMPRESSION_METHODS } from '../../manifest.ts';
import { allServices } from '../all-services.ts';
import type { Mistake } from '../mistakes/mistakes.ts';
import type { DebSection } from '../schema/schema.ts';

export function* compressionMistakes({ compression, compressionLevel: level }: DebSection): Iterable<Mistake> {
  if (level === undefined) return;
  const { least, most } = COMPRESSION_METHODS[compression];
  const path = ['deb', 'compressionLevel'];
  if (least === most) {
    yield { path, problem: `means nothing with "compression": "${compression}"`, fix: 'leave it out' };
  } else if (level < least || level > most) {
    const fix = `with "compression": "${compression}" it must be from ${least} to ${most}`;
    yield { path, showsValue: true, fix };
  }
}

/** A bundle holds what the program imports alone. */
export function* excludeMistakes({ payload, exclude }: DebSection): Iterable<Mistake> {
  if (payload === 'modules' || exclude.length === 0) return;
  const problem = 'means something only with "payload": "modules"';
  yield { path: ['deb', 'exclude'], problem, fix: 'a bundle holds what the program imports: take the import out' };
}

export function* nodeModulesMistakes({ payload, nodeModules }: DebSection): Iterable<Mistake> {
  if (payload === 'modules' || nodeModules) return;
  const problem = 'means something only with "payload": "modules"';
  yield { path: ['deb', 'nodeModules'], problem, fix: 'leave it out: a bundle takes in what the program imports' };
}

/** With `modules` nothing compiles TypeScript. */
export function* entryMistakes(deb: DebSection): Iterable<Mistake> {
  if (deb.payload === 'bundle') return;
  const [main, ...further] = allServices(deb);
  const entries = [
    { place: ['deb'], unit: main.service.unit, entry: deb.entry },
    ...further.map(({ place, service }) => ({ place, unit: service.unit, entry: service.entry })),
    { place: ['deb', 'before'], unit: undefined, entry: deb.before?.entry },
  ];
  for (const { place, unit, entry } of entries) {
    if (unit !== undefined || entry === undefined || !/\.[cm]?tsx?$/.test(entry)) continue;
    const compiled = entry.replace(/^src\//, 'dist/').replace(/tsx?$/, 'js');
    const problem = 'with "payload": "modules" it must be JavaScript';
    const fix = `compile it, and name the result, as in "entry": "${compiled}"`;
    yield { path: [...place, 'entry'], showsValue: true, problem, fix };
  }
}
