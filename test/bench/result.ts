/**
 * How the figures are shown: a Markdown table, and below it what they should be.
 */
import { IDLE, LOAD, LOADS, type Pair, type Restart, type Restarts } from './measure.ts';
import { median } from './median.ts';

interface Figures {
  /** What was measured on. */
  system: string;
  restarts: Restarts;
  idle: Pair;
  throughput: Pair[];
}

const milliseconds = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
const mebibytes = (kibibytes: number): string => `${(kibibytes / 1024).toFixed(1)} MiB`;
const ratio = (of: number, to: number): string => (of / to).toFixed(2);

export function show({ system, restarts, idle, throughput }: Figures): string {
  const medians = (key: keyof Restart) => ({
    a: median(restarts.bare.map((restart) => restart[key])),
    b: median(restarts.agent.map((restart) => restart[key])),
    c: median(restarts.wrapper.map((restart) => restart[key])),
  });
  const timeRow = (title: string, key: keyof Restart): string[] => {
    const { a, b, c } = medians(key);
    return [title, milliseconds(a), milliseconds(b), milliseconds(c), ratio(b, a), ratio(c, b)];
  };
  const { a, b, c } = medians('restart');
  const { a: memory, b: agentMemory } = medians('resident');

  const pairs = median(throughput.map(({ without, agent }) => agent / without));
  const rows = [
    ['', 'without the agent (a)', 'with the agent (b)', 'shell wrapper (c)', 'b : a', 'c : b'],
    ['---', '--:', '--:', '--:', '--:', '--:'],
    timeRow('`systemctl restart`, returns at READY', 'restart'),
    timeRow('start → READY, by systemd', 'start'),
    ['memory, resident', mebibytes(memory), mebibytes(agentMemory), '', ratio(agentMemory, memory), ''],
    [`CPU time in ${IDLE} s of idling`, milliseconds(idle.without), milliseconds(idle.agent), '', '', ''],
    [
      'requests per second',
      median(throughput.map(({ without }) => without)).toFixed(0),
      median(throughput.map(({ agent }) => agent)).toFixed(0),
      '',
      pairs.toFixed(3),
      '',
    ],
  ];
  const goals = [
    goal('restart, b : a', ratio(b, a), b <= 1.1 * a, 'at most 1.10'),
    goal('restart, c : b', ratio(c, b), c >= 6 * b, 'at least 6'),
    goal('memory, b − a', mebibytes(agentMemory - memory), agentMemory - memory <= 4096, 'at most 4 MiB'),
    goal(`CPU time in ${IDLE} s of idling`, milliseconds(idle.agent), idle.agent < 60, 'less than 60 ms'),
    goal('requests per second, b : a', pairs.toFixed(3), pairs >= 0.98, 'at least 0.98'),
  ];
  return [
    `${system}. Medians of ${restarts.agent.length} interleaved restarts and ${LOADS} pairs of runs of wrk, ${LOAD} s each.`,
    '(a) is a bare Node service that says READY=1 itself; for CPU time and requests, the same app as (b).',
    '',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    ...goals,
  ].join('\n');
}

/** A line for what should be. */
export function goal(what: string, value: string, met: boolean, wanted: string): string {
  return `- ${met ? 'met' : 'MISSED'}: ${what} is ${value}, wanted ${wanted}`;
}
