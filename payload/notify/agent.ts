/**
 * The agent at work: what it hears of the app, and what it tells systemd of it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Drain } from './drain.ts';
import type { Environment } from './environment.ts';
import { onFailure } from './failing.ts';
import { type AppState, healthOf } from './health.ts';
import type { Message } from './message.ts';
import { publish } from './publish.ts';
import { StartWatch, Wait } from './readiness.ts';
import { onReload } from './reloading.ts';
import { clusterWorkers, followServers } from './servers.ts';
import { ReadyStatus, STATUS_EVERY } from './status.ts';
import { onStop } from './stopping.ts';
import { openTransport } from './transport.ts';
import { keepWatchdogFed } from './watchdog.ts';

/** Time in which a connection gets from a cluster's primary to a worker, in milliseconds. */
const PASSED_ON = 200;

/** Time for who is connected to a cluster's worker to ask once more. Nobody is let in meanwhile, so it is short. */
const WORKER_LINGER = 1000;

/** Starts to follow the app that is about to be loaded. */
export function start(environment: Environment): void {
  const { name, mode, startTimeout, stopTimeout, watchdog } = environment;
  const transport = openTransport(environment.socket, environment.descriptor);
  const app: AppState = { ready: false, opinion: undefined };
  const drain = new Drain();
  const starting = new StartWatch(transport, startTimeout);
  const wait = new Wait();
  let stopping = false;
  /** When it was healthy after a reload. */
  let reloadedAt = 0;
  let status: ReadyStatus | undefined;

  const servers = followServers(environment, (listener) => {
    drain.follow(listener);
    wait.changed();
  });
  const health = healthOf(environment, servers, app);

  const run = async (): Promise<void> => {
    const ready = await wait.healthy(health, (found) => starting.heard(found));
    starting.end();
    if (!ready) return;
    for (const port of servers.held.unused()) {
      console.error(`systemd holds port ${port}, but the app does not listen on it: who connects there waits in vain`);
    }
    status = new ReadyStatus(name, mode === 'app' || mode === 'loaded' ? undefined : servers.chosen());
    transport.send({ READY: 1, STATUS: status.first() });
    if (!watchdog) {
      setInterval(sayIfDue, STATUS_EVERY).unref();
      return;
    }
    // Loaded only where it is wanted, as all that a start can do without.
    if (environment.explain) (await import('./explain.ts')).explainBlocking(environment, watchdog);
    await keepWatchdogFed(
      health,
      watchdog,
      transport,
      due,
      () => reloadedAt,
      () => stopping,
    );
  };
  const due = (): Message => status?.due() ?? {};
  const sayIfDue = (): void => {
    const message = due();
    if (Object.keys(message).length > 0) transport.send(message);
  };

  publish(app, transport, () => wait.changed(), mode);
  const failedLately = onFailure(transport);
  onReload(
    transport,
    () => status !== undefined && !stopping,
    () => new Wait().healthy(health, () => {}),
    () => {
      reloadedAt = Date.now();
      transport.send({ READY: 1, STATUS: status?.first() ?? '' });
    },
  );
  const isHeld = environment.held.size > 0;
  let stopBy = 0;
  let servesOn = false;
  const timeLeft = (): number => Math.max(0, stopBy - performance.now());
  onStop({
    began: () => {
      stopping = true;
      stopBy = performance.now() + stopTimeout;
      wait.end();
      starting.end();
      transport.send({ STOPPING: 1, STATUS: 'stopping' });
      servers.held.stop();
    },
    linger: isHeld
      ? async () => {
          // What a primary has accepted its workers have to answer while they still can.
          if (clusterWorkers().length > 0) servers.held.close();
          // systemd has sent SIGTERM to children, too: without them the app may be of no use to anybody.
          else servesOn = !failedLately() && !hasChildren();
          if (servesOn) await drain.linger(stopTimeout);
        }
      : undefined,
    leftToTheApp: () => {
      if (isHeld) drain.spareIdle(servers.listening(), stopTimeout);
    },
    drain: async () => {
      // Whoever comes now need not wait for what takes long.
      if (servesOn) await drain.answered(timeLeft() - stopTimeout / 2);
      await Promise.all([drain.end(servers.listening(), timeLeft()), transport.settled()]);
    },
  });
  void run();
}

/** A worker of a cluster: systemd hears of it through the primary, but what it has been asked it answers, too. */
export function startWorker(stopTimeout: number): void {
  const drain = new Drain();
  const servers = followServers({}, (listener) => drain.follow(listener));
  onStop({
    began: () => {},
    drain: async () => {
      // The primary may have accepted what it has not passed on yet.
      await Promise.all([drain.linger(stopTimeout, WORKER_LINGER), pause(PASSED_ON)]);
      await drain.end(servers.listening(), stopTimeout);
    },
  });
}

/** Whether there are children that the app waits for. */
function hasChildren(): boolean {
  return process.getActiveResourcesInfo().includes('ProcessWrap');
}
