const recent = 3;

/** Measures steps and guesses the rest. Times in milliseconds; time spent opening sessions does not count. */
export class Progress {
  #total: number;
  readonly #now: () => number;
  #times: number[] = [];
  #since = 0;
  #paused = 0;

  /** @param total steps of all passes */
  constructor(total: number, now: () => number) {
    this.#total = total;
    this.#now = now;
    this.begin();
  }

  /** The first step starts now. */
  begin(): void {
    this.#since = this.#now();
    this.#paused = 0;
  }

  /** Leaves a stretch of time out of the step it falls into. */
  pause(ms: number): void {
    this.#paused += ms;
  }

  /** Steps that need not be taken after all. */
  skip(steps: number): void {
    this.#total -= steps;
  }

  /** A step has ended. The picture's decoding is counted as one more step. */
  step(): { stepMs: number; remainingMs: number } {
    const now = this.#now();
    const stepMs = Math.max(0, now - this.#since - this.#paused);
    this.#since = now;
    this.#paused = 0;
    this.#times.push(stepMs);
    const last = this.#times.slice(-recent);
    const mean = last.reduce((a, b) => a + b) / last.length;
    return { stepMs, remainingMs: mean * Math.max(0, this.#total + 1 - this.#times.length) };
  }
}
