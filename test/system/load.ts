/**
 * Constant load on a machine, and what became of every request.
 */
import { readFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import type { Machine } from './machine.ts';
import { eventually } from './story.ts';

/** The results of a kind of client, as apps/load.cjs counts them. */
interface Outcome {
  /** How many whole answers each client of this kind has got. */
  answered: number[];
  requests: number;
  refused: number;
  cut: number;
  timeout: number;
  /** The longest wait for an answer, in milliseconds. */
  longest: number;
  /** The longest time between two answers to clients of this kind, in milliseconds. */
  silence: number;
  errors: Record<string, number>;
  /** The client's ports of the connections that were cut. */
  cutFrom: number[];
}

export type Outcomes = Record<'new' | 'far' | 'kept' | 'keptSlow', Outcome>;

/** How many clients of each kind there are. */
const CLIENTS: Record<keyof Outcomes, number> = { new: 8, far: 16, kept: 8, keptSlow: 8 };

let runs = 0;

/**
 * Lets clients ask while something happens. The event begins when each client has asked once. After its end each client
 * asks once more. Fails if a client has not got an answer at either time: the event could have met silence. With a pace of 10 the
 * clients pause ten times as long, for many machines at once.
 */
export async function underLoad(
  machine: Machine,
  event: () => Promise<unknown>,
  { port = 5001, pace = 1 } = {},
): Promise<Outcomes> {
  runs += 1;
  const file = `/root/load-${runs}`;
  const exists = async (name: string): Promise<boolean> => (await machine.run(`test -e ${name}`)).exitCode === 0;
  await machine.put('test/system/apps/load.cjs', '/root/load.cjs');
  const command = `node load.cjs ${port} ${file} ${pace}`;
  const pid = await machine.sh(`setsid ${command} >/dev/null 2>${file}.errors </dev/null & echo $!`);
  try {
    await eventually('each client has asked once', () => exists(`${file}.asking`));
    await event();
  } finally {
    await machine.run(`kill ${pid}`);
    await eventually('the clients have ended', () => exists(file));
  }
  const outcomes: Outcomes = JSON.parse(await readFile(machine.path(file), 'utf8'));
  for (const [kind, clients] of Object.entries(CLIENTS)) {
    const { answered } = outcomes[kind as keyof Outcomes];
    assert.is(answered.length, clients, `clients of the kind ${kind}`);
    assert.ok(Math.min(...answered) >= 2, `answers of ${kind}: ${answered}`);
  }
  return outcomes;
}

/** Fails if a request was lost, and if fewer than `atLeast` were answered. */
export function nothingLost(outcomes: Outcomes, atLeast: number, what = ''): void {
  const lost = Object.entries(outcomes).map(([kind, { refused, cut, timeout }]) => [kind, refused + cut + timeout]);
  assert.equal(Object.fromEntries(lost), { new: 0, far: 0, kept: 0, keptSlow: 0 }, what);
  let total = 0;
  for (const [kind, { answered, requests }] of Object.entries(outcomes)) {
    const sum = answered.reduce((all, count) => all + count, 0);
    assert.is(sum, requests, `${what}: answers and requests of ${kind}`);
    total += sum;
  }
  assert.ok(total >= atLeast, `${what}: 0 lost, but of ${total} requests, which are fewer than ${atLeast}`);
}

/** The numbers, for the output of the tests. */
export function told(machine: Machine, what: string, outcomes: Outcomes): string {
  const parts = Object.entries(outcomes).map(([kind, { requests, refused, cut, timeout, longest }]) => {
    return `${kind}: ${requests} asked, ${refused} refused, ${cut} cut, ${timeout} unanswered, longest wait ${longest} ms`;
  });
  return `[${machine.suite}] ${what}\n    ${parts.join('\n    ')}`;
}
