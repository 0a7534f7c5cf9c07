/**
 * The agent in a worker of a cluster. systemd hears of the service through the primary. The worker tells the primary of
 * its health, and answers its requests before it ends.
 */
import { monotonicMs } from './base/clock.ts';
import { answerPrimary } from './health/cluster-health.ts';
import { lookAgain } from './health/second-look.ts';
import { askForHandover, hearPrimary } from './servers/handover.ts';
import { followServers } from './servers/servers.ts';
import { tellPrimary } from './servers/worker-places.ts';
import { Connections } from './stopping/connections.ts';
import { Drain } from './stopping/drain.ts';
import { onStop } from './stopping/stopping.ts';

/** Time for clients to ask once more. It is short, because new clients must wait. */
const WORKER_DRAIN_MS = 1000;

/** Follows the worker. At SIGTERM it answers the requests in flight, within `stopTimeoutMs` each. */
export function followWorker(stopTimeoutMs: number): void {
  const connections = new Connections();
  const drain = new Drain(connections);
  const servers = followServers({}, (listener) => {
    connections.follow(listener);
    tellPrimary(listener.server.address());
  });
  answerPrimary(servers, async (listener, { path, timeoutMs }) => {
    if (listener.protocol === 'tcp') return undefined;
    return lookAgain(listener, path, timeoutMs);
  });
  hearPrimary();
  let deadline: number | undefined;
  const handedOver = (): Promise<void> => {
    // All questions of a stop share half of its time: a primary may hang.
    deadline ??= monotonicMs() + stopTimeoutMs / 2;
    return askForHandover(deadline - monotonicMs());
  };
  onStop({
    // The app's own handler closes the server as a rule.
    delay: handedOver,
    leftToApp() {
      void drain.delayIdleClose(servers.listening(), stopTimeoutMs);
      drain.assistClose(stopTimeoutMs);
    },
    async drain() {
      // systemd sends SIGTERM to each worker, and the primary sends a second one, which ends the delay.
      await Promise.all([drain.endKeepAlive(stopTimeoutMs, WORKER_DRAIN_MS), handedOver()]);
      await drain.close(servers.listening(), stopTimeoutMs);
      // Connections that came after the close go back to the primary, and to another worker.
      await handedOver();
    },
  });
}
