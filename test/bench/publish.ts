/**
 * Writes the figures to docs/benchmarks.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { draw } from './chart.ts';
import type { Growth } from './growth.ts';

const FOLDER = 'docs/benchmarks';

interface Report {
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
    `- Each figure is the median of ${rounds} interleaved rounds, for the demonstration of three times as many. Long builds run once. Times are wall-clock times.`,
    '- Ratios (×) refer to the first row of build-deb with the same compression. build-deb starts without an earlier package and without its record of the last build. The rows "nothing changed" have both.',
    '- Memory is resident memory. "Of itself" is the peak of the process (VmHWM). "Of all its processes" is the largest sum seen, and counts shared pages once for each process. In rows of a shell or of npm, the process is that shell or npm.',
    '- Each tool uses the same compression where it can. dpkg-deb uses the same level as well. The others choose a level of their own, which for zstd is much lower and gives a larger package. node-deb uses the compression of dpkg-deb. cargo-deb supports xz and gzip.',
    ...absent,
  ];
  return [
    '# Benchmarks of building',
    '`npm run bench:build` writes this page. 1 MB is a million bytes.',
    `${date}: ${machine}.\n\nTools: ${tools}.`,
    remarks.join('\n'),
    `## Goals\n\n${goals}`,
    ...chapters,
  ].join('\n\n');
}

function showGrowth(): string {
  return `## Growth

![Seconds over bytes and over files, for build-deb and its peers](build.svg)

After the start of the tool, the cost grows in proportion to the content. A line ends where the next point would have taken
too long.`;
}

/** Writes the whole report with its picture. */
export function publish(report: Report, growth: Growth): void {
  mkdirSync(FOLDER, { recursive: true });
  const text = show({ ...report, chapters: [...report.chapters, showGrowth()] });
  writeFileSync(path.join(FOLDER, 'build.md'), `${text}\n`);
  writeFileSync(path.join(FOLDER, 'build.svg'), draw(growth));
}
