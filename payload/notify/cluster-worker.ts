/**
 * The agent in a worker of a cluster. systemd hears of the service through the primary. The worker answers its requests
 * before it ends.
 */
import { tellPrimary } from './cluster-ports.ts';
import { Drain } from './drain.ts';
import { pause } from './pause.ts';
import { followServers } from './servers.ts';
import { onStop } from './stopping.ts';

/** Time in which a connection gets from the primary to a worker. */
const HANDOVER_MS = 200;

/** Time for clients to ask once more. It is short, because new clients must wait. */
const WORKER_DRAIN_MS = 1000;

/** Answers the requests in flight at SIGTERM, within `stopTimeoutMs` each. */
export function drainOnStop(stopTimeoutMs: number): void {
  const drain = new Drain();
  const servers = followServers({}, (listener) => {
    drain.follow(listener);
    tellPrimary(listener.server.address());
  });
  onStop({
    async drain() {
      // The primary may have accepted connections that are still on their way.
      await Promise.all([drain.endKeepAlive(stopTimeoutMs, WORKER_DRAIN_MS), pause(HANDOVER_MS)]);
      await drain.close(servers.listening(), stopTimeoutMs);
    },
  });
}
