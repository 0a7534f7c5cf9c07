/**
 * Work on several things at once, the longest first: no lane is alone with a long one at the end.
 */

interface Waiting {
  seconds: number;
  begin: () => void;
}

export class Lanes {
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Begins when a lane is free and no longer work waits. `seconds` is a guess, and equal ones keep their order. */
  async run<T>(seconds: number, work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(seconds);
    try {
      return await work();
    } finally {
      this.open(1);
    }
  }

  /** More lanes from now on. */
  open(count: number): void {
    for (let opened = 0; opened < count; opened += 1) {
      const next = this.#waiting.shift();
      if (next) next.begin();
      else this.#free += 1;
    }
  }

  #turn(seconds: number): Promise<void> {
    return new Promise((begin) => {
      const at = this.#waiting.findIndex((other) => other.seconds < seconds);
      this.#waiting.splice(at < 0 ? this.#waiting.length : at, 0, { seconds, begin });
    });
  }
}
