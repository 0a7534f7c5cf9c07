/**
 * The health of a cluster's workers, asked by the primary past the limits of their servers.
 */
import { answer, ask, type Channel, type Question } from '../base/cluster-channel.ts';
import { clusterWorkers, type Listener, type Servers } from '../servers/servers.ts';
import type { Outcome } from './outcome.ts';

interface HealthQuestion extends Question {
  cmd: typeof COMMAND;
  path: string;
  timeoutMs: number;
  port: number | undefined;
  /** Of the reply. */
  outcome?: Outcome | undefined;
}

type WorkerQuestion = Pick<HealthQuestion, 'path' | 'timeoutMs' | 'port'>;

const COMMAND = 'NODE_NOTIFY_HEALTH';

/** The best outcome of all workers. Undefined if no worker answers in time. */
export async function askWorkers(question: WorkerQuestion): Promise<Outcome | undefined> {
  const outcomes = clusterWorkers().map(async (worker) => {
    const asked = { cmd: COMMAND, ...question } as const;
    return (await ask<HealthQuestion>(worker.process, asked, question.timeoutMs))?.outcome;
  });
  const alive = outcomes.map(async (outcome) => ((await outcome)?.alive ? outcome : Promise.reject()));
  return Promise.any(alive).catch(async () => (await Promise.all(outcomes)).find((outcome) => outcome !== undefined));
}

/** Answers the questions of the primary from now on. */
export function answerPrimary(
  servers: Servers,
  look: (listener: Listener, question: WorkerQuestion) => Promise<Outcome | undefined>,
): void {
  answer<HealthQuestion>(process as Channel, COMMAND, async (question) => {
    const listeners = servers.listening();
    const listener = listeners.find(({ port }) => port === question.port) ?? listeners[0];
    return { outcome: listener && (await look(listener, question)) };
  });
}
