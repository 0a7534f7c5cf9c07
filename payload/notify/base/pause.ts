/**
 * Pauses of the agent, which never keep the process of the app alive.
 */

/** Captured early: tests and tools replace clocks in the app's process. node:timers/promises would be one module more. */
const start = setTimeout;

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void start(resolve, milliseconds).unref());
}
