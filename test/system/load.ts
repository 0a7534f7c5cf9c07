/**
 * Constant load on a machine, and what became of every request.
 */
import { readFile } from 'node:fs/promises';
import type { Machine } from './machine.ts';
import { eventually } from './story.ts';

/** The results of a kind of client, as apps/load.cjs counts them. */
interface Outcome {
  /** How many clients of this kind ask. */
  clients: number;
  requests: number;
  refused: number;
  cut: number;
  timeout: number;
  /** The longest wait for an answer, in milliseconds. */
  longest: number;
  errors: Record<string, number>;
  /** The client's ports of the connections that were cut. */
  cutFrom: number[];
}

export type Outcomes = Record<'new' | 'far' | 'kept' | 'keptSlow', Outcome>;

let runs = 0;

/**
 * Lets clients ask while something happens. The event begins when each client has asked once, and the clients go on
 * for a second after its end.
 */
export async function underLoad(machine: Machine, event: () => Promise<unknown>, port = 5001): Promise<Outcomes> {
  runs += 1;
  const file = `/root/load-${runs}`;
  const exists = async (name: string): Promise<boolean> => (await machine.run(`test -e ${name}`)).exitCode === 0;
  await machine.put('test/system/apps/load.cjs', '/root/load.cjs');
  const pid = await machine.sh(`setsid node load.cjs ${port} ${file} >/dev/null 2>${file}.errors </dev/null & echo $!`);
  try {
    await eventually('each client has asked once', 60, () => exists(`${file}.asking`));
    await event();
  } finally {
    await machine.run(`sleep 1; kill ${pid}`);
    await eventually('the clients have ended', 60, () => exists(file));
  }
  const outcomes: Outcomes = JSON.parse(await readFile(machine.path(file), 'utf8'));
  // Otherwise the event could have met silence.
  for (const [kind, { clients, requests }] of Object.entries(outcomes)) {
    if (requests <= clients) throw new Error(`${kind}: ${clients} clients have asked only ${requests} times`);
  }
  return outcomes;
}

/** Lost requests, by kind of client. */
export function lost(outcomes: Outcomes): Record<string, number> {
  return Object.fromEntries(
    Object.entries(outcomes).map(([kind, { refused, cut, timeout }]) => [kind, refused + cut + timeout]),
  );
}

/** The numbers, for the output of the tests. */
export function told(machine: Machine, what: string, outcomes: Outcomes): string {
  const parts = Object.entries(outcomes).map(([kind, { requests, refused, cut, timeout, longest }]) => {
    return `${kind}: ${requests} asked, ${refused} refused, ${cut} cut, ${timeout} unanswered, longest wait ${longest} ms`;
  });
  return `[${machine.suite}] ${what}\n    ${parts.join('\n    ')}`;
}
