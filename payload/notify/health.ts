/**
 * The meaning of "healthy" for this service.
 */
import type { AgentEnvironment } from './environment.ts';
import { type ProbeResult, probe } from './probe.ts';
import type { Servers } from './servers.ts';

/** Tells within `timeoutMs` whether the service is healthy. Never throws. */
export type HealthCheck = (timeoutMs: number) => Promise<ProbeResult>;

/** The app's own statements. */
export interface AppState {
  /** The app has called ready(), or sent 'ready' to PM2. In the mode `loaded`: its main module has been evaluated. */
  ready: boolean;
  /** The app's own check of its health, if it has one. */
  check: (() => unknown) | undefined;
}

/** The health check for the settings of `environment`. */
export function healthCheck(environment: AgentEnvironment, servers: Servers, app: AppState): HealthCheck {
  const { mode, healthPath } = environment;
  let hasListened = false;
  const observe = async (timeoutMs: number): Promise<ProbeResult> => {
    if (mode === 'app') return { healthy: app.ready, reason: 'the app has not said yet that it is ready' };
    if (mode === 'loaded')
      return {
        healthy: app.ready,
        reason: 'its program is still being loaded (if it awaits for ever, let it say notify.ready())',
      };
    const listener = servers.chosen();
    if (!listener) return { healthy: false, reason: `nothing listens ${hasListened ? 'any more' : 'yet'}` };
    hasListened = true;
    return probe(listener, mode === 'http' ? healthPath : undefined, timeoutMs);
  };
  return async (timeoutMs) => {
    const result = await observe(timeoutMs);
    return result.healthy && app.check ? runCheck(app.check) : result;
  };
}

async function runCheck(check: () => unknown): Promise<ProbeResult> {
  try {
    const healthy = (await check()) !== false;
    return { healthy, reason: 'the app says that it is not healthy' };
  } catch (error) {
    return { healthy: false, reason: `the app says that it is not healthy: ${(error as Error)?.message}` };
  }
}
