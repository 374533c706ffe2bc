/** Things that happen while a generator is working, to be passed on as soon as it lets go. */
export class EventQueue<E> {
  #events: E[] = [];
  #waiting: (() => void) | null = null;

  push(event: E): void {
    this.#events.push(event);
    this.#waiting?.();
  }

  /** Resolves when there is something to take. */
  available(): Promise<void> {
    if (this.#events.length > 0) return Promise.resolve();
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  take(): E[] {
    const events = this.#events;
    this.#events = [];
    this.#waiting = null;
    return events;
  }
}

/** What a generator yields, with the events in between, in order. Ending it early ends the generator after its current step. */
export async function* interleave<T, R, E>(
  run: AsyncGenerator<T, R, void>,
  queue: EventQueue<E>,
): AsyncGenerator<T | E, R, void> {
  try {
    for (let next = run.next(); ;) {
      const arrived = next.then(() => true);
      const done = await Promise.race([arrived, queue.available().then(() => false)]);
      yield* queue.take();
      if (!done) continue;
      const result = await next;
      if (result.done === true) return result.value;
      yield result.value;
      next = run.next();
    }
  } finally {
    await run.return(undefined as never); // nothing happens when it has ended by itself
  }
}
