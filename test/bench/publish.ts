/**
 * Where the figures go: docs/benchmarks, and the short table in README.md.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { draw } from './chart.ts';
import type { Growth } from './growth.ts';

const FOLDER = 'docs/benchmarks';
const BEGIN = '<!-- begin bench:build -->\n';
const END = '<!-- end bench:build -->\n';

export interface Report {
  machine: string;
  tools: string;
  rounds: number;
  /** The goals, as a table. */
  goals: string;
  /** A chapter for each payload. */
  chapters: readonly string[];
  /** Peers that were left out, and why. */
  missing: readonly string[];
}

/** The report as Markdown, for docs/benchmarks/build.md. */
export function show({ machine, tools, rounds, goals, chapters, missing }: Report): string {
  const date = new Date().toISOString().slice(0, 10);
  const absent = missing.map((peer) => `- left out: ${peer}`);
  const remarks = [
    `- Medians of ${rounds} interleaved rounds, three times as many for the demonstration; what takes long ran once. Times are of the wall.`,
    '- Ratios (×) are to the first row of build-deb with the same compression. build-deb begins without a package and without its record of the last build, except where nothing has changed.',
    '- BuildRecorder is resident: of the process itself its peak (VmHWM); of all its processes the largest sum seen, in which what they share counts for each. Where the row is of a shell or npm, so is the process itself.',
    '- Peers were told to use the same compression where they can: dpkg-deb also its level; the others choose theirs, which for zstd is much lower, so less work and a larger package. node-deb uses what dpkg-deb uses; cargo-deb knows xz and gzip.',
    ...absent,
  ];
  return [
    '# Benchmarks of building',
    'Written by `npm run bench:build`; a run measures, it does not judge. Sizes and memory: 1 MB is a million bytes.',
    `${date}: ${machine}.\n\nTools: ${tools}.`,
    remarks.join('\n'),
    `## Goals\n\n${goals}`,
    ...chapters,
  ].join('\n\n');
}

export function showGrowth(): string {
  return `## Growth

![Seconds over bytes and over files, for build-deb and its peers](build.svg)

The cost grows in proportion to what is packed, once the start of the tool is paid for. A line ends where the next point
would have taken too long.`;
}

/** Writes the whole report, and the goals into README.md. */
export function publish(report: Report, growth: Growth): void {
  mkdirSync(FOLDER, { recursive: true });
  const text = show({ ...report, chapters: [...report.chapters, showGrowth()] });
  writeFileSync(path.join(FOLDER, 'build.md'), `${text}\n`);
  writeFileSync(path.join(FOLDER, 'build.svg'), draw(growth));
  const readme = readFileSync('README.md', 'utf8');
  const [before, rest] = readme.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) throw new Error('README.md has no place for the table');
  const link = `All figures, and how time grows with what is packed, are in [${FOLDER}/build.md](${FOLDER}/build.md).`;
  const short = `${report.goals}\n\nOn ${report.machine}. ${link}`;
  writeFileSync('README.md', `${before}${BEGIN}\n${short}\n\n${END}${after}`);
}
