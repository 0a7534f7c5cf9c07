/**
 * The time for limits and pauses. The wall clock would not do: it jumps when NTP sets it, or when a virtual machine
 * resumes.
 */

/** Captured early: tests and tools replace clocks in the app's process. */
const { bigint } = process.hrtime;

/** Milliseconds of CLOCK_MONOTONIC, with a fraction. The beginning is arbitrary. */
export function monotonicMs(): number {
  return Number(bigint() / 1000n) / 1000;
}

/** The same in microseconds, as systemd takes it in MONOTONIC_USEC (sd_notify(3)). */
export function monotonicUsec(): string {
  return String(bigint() / 1000n);
}
