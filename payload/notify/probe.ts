/**
 * One question to the service itself, which tells whether it is healthy.
 */
import { connectOnly, ProbeTimeout, type Question, ways } from './ask.ts';
import { foreign } from './foreign-text.ts';
import type { Listener } from './servers.ts';

export interface ProbeResult {
  healthy: boolean;
  /** The app lives: it decided on this answer, even if the answer does not prove that the service can do its work. */
  alive: boolean;
  /** Completes the sentence "not healthy: …". */
  reason: string;
}

/** The address has no server. */
const NO_SERVER = 'connection refused';

/** Answers that prove no health, with their cause and its remedy. */
const CAUSES: readonly [RegExp, string][] = [
  [/^40[13]$/, ': the page asks for a login; open it to 127.0.0.1, or name another page in "health" of deb.service'],
  [/^3/, ', a redirect: name the page that it leads to in "health" of deb.service'],
];

/**
 * Requests `path` at the server's own address, and waits at most `timeoutMs`. Without a path, or from a server of plain
 * TCP, an accepted connection is enough. Never throws, and never resolves a name.
 *
 * A server that is full closes the agent's connection, or never accepts it. It is asked within this process then.
 */
export async function probe(listener: Listener, path: string | undefined, timeoutMs: number): Promise<ProbeResult> {
  const ask = path === undefined ? connectOnly : ways[listener.protocol];
  const place = path ?? 'the port';
  let result: ProbeResult = { healthy: false, alive: false, reason: NO_SERVER };
  for (const target of listener.targets) {
    const question = { target, path: path ?? '', timeoutMs };
    try {
      return judge(await ask(question), place);
    } catch (error) {
      result = { healthy: false, alive: false, reason: reasonOf(error, place, timeoutMs) };
      if (result.reason === NO_SERVER) continue;
      if (error instanceof ProbeTimeout) return result;
      return (await secondOpinion(listener, question)) ?? result;
    }
  }
  return result;
}

/** Undefined if a server of this kind cannot be asked within the process, or does not answer there either. */
async function secondOpinion(listener: Listener, { path, timeoutMs }: Question): Promise<ProbeResult | undefined> {
  const { server, protocol } = listener;
  if (path === '' || protocol === 'tcp' || protocol === 'cluster') return undefined;
  const { connectWithin } = await import('./inner-connection.ts');
  try {
    return judge(await ways[protocol]({ target: connectWithin(server), path, timeoutMs }), path);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown, place: string, timeoutMs: number): string {
  if (error instanceof ProbeTimeout) return `${place} did not answer within ${timeoutMs} ms`;
  const { code, message } = error as NodeJS.ErrnoException;
  const isRefused = code === 'ECONNREFUSED' || code === 'EADDRNOTAVAIL' || code === 'ENOENT';
  return isRefused ? NO_SERVER : `${place} could not be asked: ${foreign(message)}`;
}

/** A rate limit is a decision of an app that works (express-rate-limit answers 429). A server error is none. */
function judge(status: number, place: string): ProbeResult {
  const healthy = (status >= 200 && status < 300) || status === 429;
  const cause = CAUSES.find(([pattern]) => pattern.test(String(status)))?.[1];
  return { healthy, alive: status < 500, reason: `${place} answered ${status}${cause ?? ''}` };
}
