/**
 * The health of a cluster's workers, asked by the primary past the limits of their servers: over the channel of Node's
 * cluster. Node delivers a message with a `cmd` of NODE_… as 'internalMessage', so the app never sees it
 * (child_process, subprocess.send()).
 */

import { clusterWorkers, type Listener, type Servers } from '../servers/servers.ts';
import type { Outcome } from './outcome.ts';

/** The question to a worker, and with `outcome` its reply. */
interface HealthMessage {
  cmd: typeof COMMAND;
  id: number;
  path: string;
  timeoutMs: number;
  port: number | undefined;
  outcome?: Outcome | undefined;
}

type WorkerQuestion = Pick<HealthMessage, 'path' | 'timeoutMs' | 'port'>;

const COMMAND = 'NODE_NOTIFY_HEALTH';

let lastId = 0;

/** The best outcome of all workers. Undefined if no worker answers in time. */
export async function askWorkers(question: WorkerQuestion): Promise<Outcome | undefined> {
  const outcomes = clusterWorkers().map((worker) => askWorker(worker.process, question));
  const alive = outcomes.map(async (outcome) => ((await outcome)?.alive ? outcome : Promise.reject()));
  return Promise.any(alive).catch(async () => (await Promise.all(outcomes)).find((outcome) => outcome !== undefined));
}

type Channel = Pick<NodeJS.Process, 'send'> & {
  on(event: 'internalMessage', listener: (message: HealthMessage) => void): unknown;
  removeListener(event: 'internalMessage', listener: (message: HealthMessage) => void): unknown;
};

function askWorker(channel: Channel, question: WorkerQuestion): Promise<Outcome | undefined> {
  lastId += 1;
  const id = lastId;
  return new Promise((resolve) => {
    const conclude = (outcome?: Outcome): void => {
      clearTimeout(timer);
      channel.removeListener('internalMessage', onReply);
      resolve(outcome);
    };
    const onReply = (message: HealthMessage): void => {
      if (message?.cmd === COMMAND && message.id === id) conclude(message.outcome);
    };
    const timer = setTimeout(conclude, question.timeoutMs).unref();
    channel.on('internalMessage', onReply);
    send(channel, { cmd: COMMAND, id, ...question });
  });
}

/** Answers the questions of the primary from now on. */
export function answerPrimary(
  servers: Servers,
  look: (listener: Listener, question: WorkerQuestion) => Promise<Outcome | undefined>,
): void {
  const channel = process as unknown as Channel;
  channel.on('internalMessage', async (message) => {
    if (message?.cmd !== COMMAND) return;
    const listeners = servers.listening();
    const listener = listeners.find(({ port }) => port === message.port) ?? listeners[0];
    const outcome = listener && (await look(listener, message));
    send(channel, { ...message, outcome });
  });
}

/** A process that ends has no channel any more: the other side then waits until its time is over. */
function send(channel: Channel, message: HealthMessage): void {
  try {
    channel.send?.(message, undefined, undefined, () => {});
  } catch {
    // The channel was closed before.
  }
}
