/**
 * The meaning of "healthy" for this service.
 */
import type { AgentEnvironment } from './environment.ts';
import type { ProbeResult } from './outcome.ts';
import { probe } from './probe.ts';
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
    if (mode === 'app') return verdict(app.ready, 'the app has not said yet that it is ready');
    if (mode === 'loaded')
      return verdict(app.ready, 'its program is still being loaded (if it awaits for ever, let it say notify.ready())');
    const listener = servers.chosen();
    if (!listener) return verdict(false, `nothing listens ${hasListened ? 'any more' : 'yet'}`);
    hasListened = true;
    return probe(listener, mode === 'http' ? healthPath : undefined, timeoutMs);
  };
  return async (timeoutMs) => {
    const result = await observe(timeoutMs);
    return result.alive && app.check ? mergeChecks(result, await runCheck(app.check)) : result;
  };
}

/** The app's own check may call the service ill. It heals no answer. */
function mergeChecks(answer: ProbeResult, own: ProbeResult): ProbeResult {
  return own.healthy ? answer : own;
}

async function runCheck(check: () => unknown): Promise<ProbeResult> {
  try {
    return verdict((await check()) !== false, 'the app says that it is not healthy');
  } catch (error) {
    return verdict(false, `the app says that it is not healthy: ${(error as Error)?.message}`);
  }
}

/** A judgement that an answer of the server has no part in. */
function verdict(healthy: boolean, reason: string): ProbeResult {
  return { healthy, alive: healthy, reason };
}
