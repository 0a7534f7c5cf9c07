/**
 * The result of all checks: one line for each as it ends, and at the end the failures, the gaps and the count.
 */
import { type Count, sum } from './uvu.ts';

/** So many of the slowest parts are named: a look at them tells where a faster suite begins. */
const SLOWEST = 30;

export class Report {
  readonly #failures: string[] = [];
  readonly #leftOut: string[] = [];
  readonly #times: [name: string, seconds: number][] = [];
  #passed = 0;
  #failed = 0;

  /** One line for a check that has ended, with its output if it failed. */
  add(name: string, { passed, failed, details = '' }: { passed: number; failed: number; details?: string }): void {
    this.#passed += passed;
    this.#failed += failed;
    console.log(`${failed > 0 ? 'FAILED' : 'ok    '}  ${name}: ${passed} passed, ${failed} failed`);
    if (details) console.log(details);
  }

  /** A check that passes or fails as a whole. */
  addOne(name: string, isPassed: boolean, details = ''): void {
    this.add(name, { passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1, details: isPassed ? '' : details });
  }

  /** The counts of several test files, in one line. No test at all is a failure too. */
  addTests(name: string, counts: readonly Count[]): void {
    const { passed, failed, skipped } = sum(counts);
    this.#failures.push(...counts.flatMap((count) => count.failures));
    if (skipped > 0) this.#leftOut.push(`${skipped} tests of ${name}`);
    const details = counts.map((count) => count.details).join('');
    this.add(name, { passed, failed: Math.max(failed, passed === 0 ? 1 : 0), details });
  }

  /** The time of some test files: the end of the output names the slowest ones. */
  addTime(name: string, seconds: number): void {
    this.#times.push([name, Math.round(seconds)]);
  }

  /** Checks that cannot run here. */
  leaveOut(...checks: string[]): void {
    this.#leftOut.push(...checks);
  }

  /** The end of the output. With `isStrict` a gap counts as a failure. Returns whether all is well. */
  end(isStrict: boolean): boolean {
    const slowest = this.#times.sort(([, a], [, b]) => b - a).slice(0, SLOWEST);
    if (slowest.length > 0)
      console.log(`slowest:\n${slowest.map(([name, seconds]) => `  ${seconds} s  ${name}`).join('\n')}`);
    // The output above may be long.
    if (this.#failures.length > 0) console.log(`failures:\n${this.#failures.join('\n')}`);
    for (const check of this.#leftOut) console.log(`left out: ${check}`);
    if (isStrict) this.#failed += this.#leftOut.length;
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed === 0;
  }
}
