import { z } from 'zod';
import type { EngineEvent, EngineReply, EngineRequest } from '../../preload/contract/engine.ts';
import { engineReplySchema } from '../../preload/contract/engine.ts';
import { AppError } from '../../preload/contract/errors.ts';
import { exitError } from './engine-exit.ts';
import type { EngineProcess } from './engine-process.ts';

type Asking = Exclude<EngineRequest, { type: 'cancel' }>;
/** A request as its caller writes it: the connection numbers it. */
export type Ask = Asking extends infer R ? (R extends Asking ? Omit<R, 'id'> : never) : never;
export type Answer = Exclude<EngineReply, { type: 'ready' | 'event' | 'failed' }>;

interface Pending {
  resolve(answer: Answer): void;
  reject(error: Error): void;
  onEvent(event: EngineEvent): void;
}

interface ConnectionOptions {
  readyTimeoutMs: number;
  onReady: () => void;
  /** Heard once; every request has been rejected by then. */
  onEnd: () => void;
}

const stderrKept = 4000;

/** One engine process from its start to its end: numbered requests, their replies, and the one error that ends them all. */
export class Connection {
  #process: EngineProcess;
  #onEnd: () => void;
  #onReady: () => void;
  #startTimer: NodeJS.Timeout;
  #pending = new Map<number, Pending>();
  /** What was asked before the process was ready; null from then on. */
  #outbox: EngineRequest[] | null = [];
  #lastId = 0;
  #stderr = '';
  #ended = false;

  constructor(process: EngineProcess, { readyTimeoutMs, onReady, onEnd }: ConnectionOptions) {
    this.#process = process;
    this.#onReady = onReady;
    this.#onEnd = onEnd;
    this.#startTimer = setTimeout(() => this.end(this.#slowStart(readyTimeoutMs)), readyTimeoutMs);
    process.onMessage((message) => this.#receive(message));
    process.onStderr((text) => (this.#stderr = (this.#stderr + text).slice(-stderrKept)));
    process.onExit((exit) => this.#finish(exitError(exit, this.#stderr)));
  }

  get ready(): boolean {
    return this.#outbox === null;
  }

  /**
   * Sends a request. An aborted signal asks the engine to stop after its current step; the reply to that rejects the request.
   * @throws AppError from the engine, or the reason of the process's end
   */
  ask(ask: Ask, options: { signal?: AbortSignal; onEvent?: (event: EngineEvent) => void } = {}): Promise<Answer> {
    const { signal, onEvent = () => undefined } = options;
    const id = ++this.#lastId;
    const cancel = (): void => this.#cancel(id);
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onEvent });
      this.#post({ ...ask, id });
      signal?.addEventListener('abort', cancel, { once: true });
    });
    return answer.finally(() => signal?.removeEventListener('abort', cancel));
  }

  /** Kills the process; whatever still waits fails with `reason`. */
  end(reason: AppError): void {
    this.#process.kill();
    this.#finish(reason);
  }

  #cancel(id: number): void {
    if (this.#outbox === null) this.#process.postMessage({ type: 'cancel', target: id });
    else {
      this.#outbox = this.#outbox.filter((request) => request.type === 'cancel' || request.id !== id);
      this.#take(id)?.reject(new AppError('cancelled', 'Stopped before it began.'));
    }
  }

  #post(request: EngineRequest): void {
    if (this.#outbox === null) this.#process.postMessage(request);
    else this.#outbox.push(request);
  }

  #receive(message: unknown): void {
    if (this.#ended) return;
    const parsed = engineReplySchema.safeParse(message);
    if (!parsed.success) return this.end(garbage(z.prettifyError(parsed.error)));
    const reply = parsed.data;
    switch (reply.type) {
      case 'ready':
        return this.#begin();
      case 'event':
        return this.#tell(reply.id, reply.event);
      case 'failed':
        return this.#take(reply.id)?.reject(AppError.fromData(reply.error));
      default:
        return this.#take(reply.id)?.resolve(reply);
    }
  }

  #begin(): void {
    clearTimeout(this.#startTimer);
    for (const request of this.#outbox ?? []) this.#process.postMessage(request);
    this.#outbox = null;
    this.#onReady();
  }

  /** Hands on a progress event. A listener that throws ends its own generation and nothing else. */
  #tell(id: number, event: EngineEvent): void {
    try {
      this.#pending.get(id)?.onEvent(event);
    } catch (error) {
      this.#take(id)?.reject(AppError.from(error));
      this.#process.postMessage({ type: 'cancel', target: id });
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #finish(reason: AppError): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#startTimer);
    for (const pending of this.#pending.values()) pending.reject(reason);
    this.#pending.clear();
    this.#onEnd();
  }

  #slowStart(ms: number): AppError {
    return new AppError(
      'engine_crashed',
      `The engine did not start within ${Math.round(ms / 1000)} s. Nothing was lost. Generate again to start a new one.`,
      { detail: this.#stderr.trim() === '' ? undefined : this.#stderr.trim() },
    );
  }
}

function garbage(detail: string): AppError {
  return new AppError(
    'engine_crashed',
    'The engine answered something that can not be read and was ended. Layout, history and waiting jobs are kept. Generate again: a new engine starts by itself.',
    { detail },
  );
}
