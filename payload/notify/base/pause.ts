/**
 * Pauses of the agent, which never keep the process of the app alive.
 */

/** Captured early: tests and tools replace clocks in the app's process. node:timers/promises would be one module more. */
const start = setTimeout;
const startSoon = setImmediate;

/** When a busy machine lets it end late, Node has read the data that came meanwhile (stopping/after-reading.ts). */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void start(() => startSoon(resolve), milliseconds).unref());
}
