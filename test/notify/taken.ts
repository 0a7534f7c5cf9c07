/**
 * The environment of the agent's process, as the agent takes it.
 */
import * as assert from 'uvu/assert';
import { type AgentEnvironment, takeEnvironment } from '../../payload/notify/base/environment.ts';

/** The process that systemd has started. */
export const PID = 7;

export type Variables = Record<string, string | undefined>;

/** The settings, the variables that stay, and the complaints. */
export function take(
  variables: Variables,
  pid = PID,
): { taken: AgentEnvironment; left: Variables; complaints: string[] } {
  const env: Variables = { NOTIFY_SOCKET: '/run/notify', ...variables };
  const complaints: string[] = [];
  const { error } = console;
  console.error = (line: string) => complaints.push(line);
  try {
    const taken = takeEnvironment(env, pid);
    assert.ok(taken);
    return { taken, left: env, complaints };
  } finally {
    console.error = error;
  }
}
