/**
 * How time grows with the bytes, and with the number of files, of what is packed.
 */
import path from 'node:path';
import { buildDeb, type Method } from './contestants.ts';
import { peersOn } from './packers.ts';
import { discard, MIB, makeMany, makeMixed, makeProject } from './payloads.ts';
import { compete, type Job } from './rounds.ts';

const SIZES = [8 * MIB, 16 * MIB, 32 * MIB, 64 * MIB];
const COUNTS = [1000, 4000, 16_000, 64_000];

/** Who has taken longer than this, in seconds, is not asked for the next point: that one takes several times as long. */
const PATIENCE = 20;

/** A tool's times: what was packed, and seconds. */
export type Series = Map<string, [number, number][]>;

export interface Growth {
  /** Over bytes, with xz. */
  bytes: Series;
  /** Over the number of files, without compression where there is a choice. */
  files: Series;
}

export async function measureGrowth(job: Job): Promise<Growth> {
  const bytes = await measureSeries(job, 'bytes', SIZES, makeMixed, ['xz']);
  const files = await measureSeries(job, 'files', COUNTS, makeMany, ['none', 'xz']);
  return { bytes, files };
}

async function measureSeries(
  { scratch, peers, signal }: Job,
  what: string,
  amounts: readonly number[],
  make: (content: string, amount: number) => void,
  methods: readonly Method[],
): Promise<Series> {
  const series: Series = new Map();
  for (const amount of amounts) {
    const project = path.join(scratch, `${what}-${amount}`);
    const tree = makeProject(project, {});
    make(tree, amount);
    const work = path.join(project, 'others');
    const [first = 'none'] = methods;
    const ours = buildDeb('build-deb', project, first, path.join(work, 'ours'));
    const all = [ours, ...methods.flatMap((method) => peersOn(tree, work, method, peers))];
    // Of several methods that a peer knows, the first.
    const able = all.filter(({ name }, at) => all.findIndex((other) => other.name === name) === at);
    const quick = able.filter(({ name }) => (series.get(name)?.at(-1)?.[1] ?? 0) < PATIENCE);
    for (const { contestant, run } of await compete(quick, 1, signal)) {
      series.set(contestant.name, [...(series.get(contestant.name) ?? []), [amount, run.seconds]]);
    }
    discard(project);
  }
  return series;
}
