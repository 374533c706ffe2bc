import { AppError } from '../../../preload/contract/errors.ts';

/** How long to wait, in milliseconds. */
export interface TimeLimits {
  /** For Ollama to say which models it has, before an answer is asked for. */
  connect: number;
  /** The same, where only the state of things is shown. */
  status: number;
  /** For the first piece of an answer: a large model may have to be loaded from disk. */
  firstToken: number;
  /** Between two pieces of an answer. */
  nextToken: number;
  /** For a whole answer, however steadily its pieces come. */
  whole: number;
}

/** Node's fetch gives up on silent servers after 300 s: longer limits would have no effect. */
export const defaultLimits: TimeLimits = {
  connect: 5000,
  status: 2000,
  firstToken: 295_000,
  nextToken: 60_000,
  whole: 1_800_000, // 900 tokens at one in two seconds: slower is no use to anybody
};

/** Ends a request: when the user cancels it, when what was awaited does not come in time, or when all has been said. */
export class Watch {
  readonly #controller = new AbortController();
  readonly #user: AbortSignal;
  #timer: NodeJS.Timeout | undefined;
  #whole: NodeJS.Timeout | undefined;

  constructor(user: AbortSignal) {
    this.#user = user;
    if (user.aborted) this.#cancel();
    else user.addEventListener('abort', this.#cancel, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives the next event so long to come; replaces what was awaited before. */
  expect(ms: number, late: () => AppError): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(late()), ms);
  }

  /** Gives everything together so long, whatever is expected in between. */
  limit(ms: number, late: () => AppError): void {
    clearTimeout(this.#whole);
    this.#whole = setTimeout(() => this.#controller.abort(late()), ms);
  }

  /** @throws AppError why the request was ended, if it was */
  check(): void {
    const reason: unknown = this.signal.reason;
    if (reason instanceof AppError) throw reason;
  }

  /** Closes the connection if it is still open. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#whole);
    this.#user.removeEventListener('abort', this.#cancel);
    if (!this.signal.aborted) this.#controller.abort();
  }

  readonly #cancel = (): void => {
    this.#controller.abort(new AppError('cancelled', 'Stopped. Your sentence and the canvas are unchanged.'));
  };
}
