/**
 * The meaning of "healthy" for this service.
 */

import type { AgentEnvironment } from '../base/environment.ts';
import { describeError } from '../messages/foreign.ts';
import { serverElsewhere } from '../servers/elsewhere.ts';
import type { Listener, Servers } from '../servers/servers.ts';
import { reasonToWait } from './booting.ts';
import type { ProbeResult } from './outcome.ts';
import { probe } from './probe.ts';

/** Tells within `timeoutMs` whether the service is healthy. Never throws. */
export type HealthCheck = (timeoutMs: number) => Promise<ProbeResult>;

/** The app's own statements. */
export interface AppState {
  /** The app has called ready(), or sent 'ready' to PM2. In the mode `loaded`: its main module has been evaluated. */
  ready: boolean;
  /** The app's own check of its health, if it has one. */
  check: (() => unknown) | undefined;
}

/** Why a service is not ready before anything is known of it. */
export const FIRST_REASONS: Readonly<Record<AgentEnvironment['mode'], string>> = {
  http: 'nothing listens yet',
  listening: 'nothing listens yet',
  app: 'the app has not said yet that it is ready',
  loaded: 'its program is still being loaded (if it awaits for ever, let it say notify.ready())',
};

/** The health check for the settings of `environment`. */
export function healthCheck(environment: AgentEnvironment, servers: Servers, app: AppState): HealthCheck {
  const { mode, healthPath, port } = environment;
  let hasListened = false;
  let hasBooted = false;
  const observe = async (timeoutMs: number): Promise<ProbeResult> => {
    if (mode === 'app' || mode === 'loaded') return verdict(app.ready, FIRST_REASONS[mode]);
    const listener = servers.chosen();
    if (!listener) return verdict(false, nothingListens(servers, port, hasListened));
    hasListened = true;
    const result = await ask(listener, timeoutMs);
    // An answer may take its time, and meanwhile the app may have closed the server: some look for a free port this way.
    if (!servers.known().includes(listener)) return verdict(false, 'nothing listens there any more');
    hasBooted ||= result.healthy;
    return result;
  };
  const ask = async (listener: Listener, timeoutMs: number): Promise<ProbeResult> => {
    if (mode === 'http') return withPorts(await probe(listener, healthPath, timeoutMs), listener, servers);
    const result = await probe(listener, undefined, timeoutMs);
    if (hasBooted || !result.healthy) return result;
    const reason = await reasonToWait(listener, timeoutMs);
    return reason === undefined ? result : verdict(false, reason);
  };
  return async (timeoutMs) => {
    const result = await observe(timeoutMs);
    return result.alive && app.check ? mergeChecks(result, await runCheck(app.check)) : result;
  };
}

function nothingListens(servers: Servers, port: number | undefined, hasListened: boolean): string {
  const others = servers.known().map(({ shown }) => shown);
  if (others.length > 0) return `nothing listens on :${port} yet; the app listens on ${inWords(others)}`;
  return hasListened ? 'nothing listens any more' : `nothing listens yet${serverElsewhere()}`;
}

/** Adds the port to the reason where it may be the wrong one: the page is not there, or the app listens on others, too. */
function withPorts(result: ProbeResult, { shown }: Listener, servers: Servers): ProbeResult {
  const others = servers.known().flatMap((other) => (other.shown === shown ? [] : other.shown));
  const isMissing = result.reason.endsWith('answered 404');
  if (result.healthy || !(isMissing || others.length > 0)) return result;
  const also = others.length > 0 ? `; the app also listens on ${inWords(others)}` : '';
  const remedy = `name ${others.length > 0 ? 'its port in "port", or ' : ''}the right page in "health", of deb.service`;
  return { ...result, reason: `${result.reason} on ${shown}${also}${isMissing ? `: ${remedy}` : ''}` };
}

/** `:3000, :3001 and :9464`. */
function inWords(places: readonly string[]): string {
  const last = places.at(-1) ?? '';
  return places.length > 1 ? `${places.slice(0, -1).join(', ')} and ${last}` : last;
}

/** The app's own check may call the service ill. It heals no answer. */
function mergeChecks(answer: ProbeResult, own: ProbeResult): ProbeResult {
  return own.healthy ? answer : own;
}

async function runCheck(check: () => unknown): Promise<ProbeResult> {
  try {
    return verdict((await check()) !== false, 'the app says that it is not healthy');
  } catch (error) {
    return verdict(false, `the app says that it is not healthy: ${describeError(error)}`);
  }
}

/** A judgement that an answer of the server has no part in. */
function verdict(healthy: boolean, reason: string): ProbeResult {
  return { healthy, alive: healthy, reason };
}
