/**
 * The timers of Node. Tools that imitate a browser put theirs in the place of the global ones, and those return plain
 * numbers. Tests and tools that replace clocks do the same. node:timers/promises would be one module more.
 */
const [timeout, interval, immediate] = [setTimeout, setInterval, setImmediate];
const [noTimeout, noInterval] = [clearTimeout, clearInterval];

export {
  immediate as setImmediate,
  interval as setInterval,
  noInterval as clearInterval,
  noTimeout as clearTimeout,
  timeout as setTimeout,
};

/**
 * Never keeps the process of the app alive. When a busy machine lets it end late, Node has read the data that came
 * meanwhile (stopping/after-reading.ts).
 */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void timeout(() => immediate(resolve), milliseconds).unref());
}
