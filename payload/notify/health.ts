/**
 * What "healthy" means for this service.
 */
import type { Environment } from './environment.ts';
import { type Finding, probe } from './probe.ts';
import type { Servers } from './servers.ts';

/** Answers whether the service is healthy, within `timeout` milliseconds. Never throws. */
export type Health = (timeout: number) => Promise<Finding>;

/** What the app itself has said. */
export interface AppState {
  /** It has called ready, or sent 'ready' as PM2 wants it; or, if that is enough, it has been loaded. */
  ready: boolean;
  /** Its own opinion of its health, if it has offered one. */
  opinion: (() => unknown) | undefined;
}

/** The health of a service that is configured like this. */
export function healthOf({ mode, health }: Environment, servers: Servers, app: AppState): Health {
  let listened = false;
  const observed = async (timeout: number): Promise<Finding> => {
    if (mode === 'app') return { healthy: app.ready, found: 'the app has not said yet that it is ready' };
    if (mode === 'loaded')
      return {
        healthy: app.ready,
        found: 'its program is still being loaded (if it awaits for ever, let it say notify.ready())',
      };
    const listener = servers.chosen();
    if (!listener) return { healthy: false, found: `nothing listens ${listened ? 'any more' : 'yet'}` };
    listened = true;
    return probe(listener, mode === 'http' ? health : undefined, timeout);
  };
  return async (timeout) => {
    const finding = await observed(timeout);
    return finding.healthy && app.opinion ? opinionOf(app.opinion) : finding;
  };
}

async function opinionOf(opinion: () => unknown): Promise<Finding> {
  try {
    const healthy = (await opinion()) !== false;
    return { healthy, found: 'the app says that it is not healthy' };
  } catch (error) {
    return { healthy: false, found: `the app says that it is not healthy: ${(error as Error)?.message}` };
  }
}
