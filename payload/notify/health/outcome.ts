/**
 * The meaning of a server's answer, and of a missing one.
 */
export interface ProbeResult {
  healthy: boolean;
  /** The app lives: it decided on this answer, even if the answer does not prove that the service can do its work. */
  alive: boolean;
  /** Completes the sentence "not healthy: …". */
  reason: string;
}

/** The outcome of a question. It is final if the app decided on it. */
export interface Outcome extends ProbeResult {
  isFinal: boolean;
}

/** The address has no server. */
export const NO_SERVER = 'connection refused';

/** Answers that prove no health, with their cause and its remedy. */
const CAUSES: readonly [RegExp, string][] = [
  [/^40[13]$/, ': the page asks for a login; open it to 127.0.0.1, or name another page in "health" of deb.service'],
  [/^3/, ', a redirect: name the page that it leads to in "health" of deb.service'],
];

/** A rate limit is a decision of an app that works (express-rate-limit answers 429). A server error is none. */
export function judge(status: number, place: string): Outcome {
  const healthy = (status >= 200 && status < 300) || status === 429;
  const cause = CAUSES.find(([pattern]) => pattern.test(String(status)))?.[1];
  return { healthy, alive: status < 500, reason: `${place} answered ${status}${cause ?? ''}`, isFinal: true };
}

export function failure(reason: string): Outcome {
  return { healthy: false, alive: false, reason, isFinal: false };
}

/** The reason of an answer that did not come in time. */
export function late(place: string, timeoutMs: number): string {
  return `${place} did not answer within ${Math.round(timeoutMs)} ms`;
}

/** The answer of a service that stops. A question on its way would hold up the stop as a request in flight. */
export const STOPS: ProbeResult = { healthy: false, alive: true, reason: 'the service stops' };
