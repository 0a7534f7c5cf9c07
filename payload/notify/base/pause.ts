/**
 * Pauses of the agent, which never keep the process of the app alive.
 */
import { setTimeout } from 'node:timers/promises';

export function pause(milliseconds: number): Promise<void> {
  return setTimeout(milliseconds, undefined, { ref: false });
}
