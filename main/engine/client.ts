import { z } from 'zod';
import type {
  AttentionMaps,
  AttentionRequest,
  CheckpointInfo,
  EngineEvent,
  GenerateRequest,
  GenerateResult,
  MethodInfo,
  ProviderStatus,
} from '../../preload/contract/engine.ts';
import { attentionRequestSchema, generateRequestSchema } from '../../preload/contract/engine.ts';
import { AppError } from '../../preload/contract/errors.ts';
import type { Answer, Ask } from './connection.ts';
import { Connection } from './connection.ts';
import type { EngineProcess } from './engine-process.ts';
import { forkEngine } from './engine-process.ts';
import { engineBusy } from './serve.ts';

export type EngineState = 'idle' | 'starting' | 'ready' | 'busy' | 'stopped';

export interface EngineClientOptions {
  spawn?: () => EngineProcess;
  /** Heard after every change of `state`. */
  onState?: (state: EngineState) => void;
  readyTimeoutMs?: number;
  /** The process is ended after so long without a request, which gives all its memory back; 0 keeps it. */
  idleMs?: number;
}

type AskOptions = { signal?: AbortSignal; onEvent?: (event: EngineEvent) => void };

/**
 * The engine, seen from the app. Its process starts with the first request and again after every end; an end rejects what
 * was running in it and nothing else.
 */
export class EngineClient {
  #spawn: () => EngineProcess;
  #onState: (state: EngineState) => void;
  #readyTimeoutMs: number;
  #idleMs: number;
  #connection: Connection | null = null;
  #idleTimer: NodeJS.Timeout | undefined;
  #asking = 0;
  /** It draws, or looks at a picture. */
  #busy = false;
  /** Ends the look that is under way. */
  #endLook: (() => Promise<void>) | null = null;
  #disposed = false;
  #told: EngineState = 'idle';

  constructor(options: EngineClientOptions = {}) {
    this.#spawn = options.spawn ?? (() => forkEngine());
    this.#onState = options.onState ?? (() => undefined);
    this.#readyTimeoutMs = options.readyTimeoutMs ?? 30_000;
    this.#idleMs = options.idleMs ?? 15 * 60_000;
  }

  get state(): EngineState {
    if (this.#disposed) return 'stopped';
    if (this.#connection === null) return 'idle';
    if (!this.#connection.ready) return 'starting';
    return this.#busy ? 'busy' : 'ready';
  }

  /**
   * Draws one picture; an aborted signal ends it after its current step.
   * @throws AppError bad_request; engine_busy while another one runs; cancelled; engine_crashed or out_of_memory when the
   * process ended; or what the engine refuses
   */
  async generate(
    request: GenerateRequest,
    { signal, onEvent }: { signal?: AbortSignal; onEvent?: (event: EngineEvent) => void } = {},
  ): Promise<GenerateResult> {
    const parsed = parseRequest(generateRequestSchema, request);
    const options: AskOptions = { ...(signal && { signal }), ...(onEvent && { onEvent }) };
    await this.#endLook?.();
    return (await this.#askAlone({ type: 'generate', request: parsed }, 'generated', options)).result;
  }

  /**
   * Where the model looks for each box in a finished picture. It has the engine to itself, as a generation has, and is ended by one.
   * @throws AppError as `generate`
   */
  async attend(request: AttentionRequest, { signal }: { signal?: AbortSignal } = {}): Promise<AttentionMaps> {
    const parsed = parseRequest(attentionRequestSchema, request);
    const ended = new AbortController();
    const options: AskOptions = { signal: AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]) };
    const answer = this.#askAlone({ type: 'attend', request: parsed }, 'attended', options);
    const endLook = async (): Promise<void> => {
      ended.abort();
      await answer.catch(() => undefined); // whoever looks is told
    };
    try {
      this.#endLook ??= endLook;
      return (await answer).maps;
    } finally {
      if (this.#endLook === endLook) this.#endLook = null;
    }
  }

  async inspect(checkpoint: string): Promise<CheckpointInfo> {
    return (await this.#ask({ type: 'inspect', checkpoint }, 'inspected')).info;
  }

  async methods(): Promise<MethodInfo[]> {
    return (await this.#ask({ type: 'methods' }, 'methods')).methods;
  }

  async providers(): Promise<ProviderStatus[]> {
    return (await this.#ask({ type: 'providers' }, 'providers')).providers;
  }

  /** Frees sessions and graphs; the process stays. Without a process there is nothing to free. */
  async release(): Promise<void> {
    if (this.#connection !== null) await this.#ask({ type: 'release' }, 'released');
  }

  /** Stops the process at once; what runs in it fails with `cancelled`. The next request starts a new one. */
  kill(): void {
    this.#connection?.end(new AppError('cancelled', 'Stopped at once. The engine starts again with the next picture.'));
  }

  /** Ends the process for good. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.kill();
    this.#tellState();
  }

  /** Asks for what the engine does one at a time. */
  async #askAlone<T extends Answer['type']>(
    ask: Ask,
    expected: T,
    options: AskOptions,
  ): Promise<Extract<Answer, { type: T }>> {
    if (options.signal?.aborted) throw new AppError('cancelled', 'Stopped before it began.');
    if (this.#busy) throw new AppError('engine_busy', engineBusy);
    this.#busy = true;
    try {
      return await this.#ask(ask, expected, options);
    } finally {
      this.#busy = false;
      this.#tellState();
    }
  }

  async #ask<T extends Answer['type']>(
    ask: Ask,
    expected: T,
    options: AskOptions = {},
  ): Promise<Extract<Answer, { type: T }>> {
    clearTimeout(this.#idleTimer);
    this.#asking += 1;
    try {
      const connection = this.#connect();
      const answer = connection.ask(ask, options);
      this.#tellState();
      return expectType(await answer, expected);
    } finally {
      this.#asking -= 1;
      if (this.#asking === 0 && this.#idleMs > 0 && this.#connection !== null) {
        this.#idleTimer = setTimeout(() => this.kill(), this.#idleMs).unref();
      }
    }
  }

  #connect(): Connection {
    if (this.#disposed) throw new AppError('cancelled', 'The app is closing.');
    this.#connection ??= new Connection(this.#spawn(), {
      readyTimeoutMs: this.#readyTimeoutMs,
      onReady: () => this.#tellState(),
      onEnd: () => {
        this.#connection = null;
        clearTimeout(this.#idleTimer);
        this.#tellState();
      },
    });
    return this.#connection;
  }

  #tellState(): void {
    const state = this.state;
    if (state === this.#told) return;
    this.#told = state;
    this.#onState(state);
  }
}

/** @throws AppError bad_request */
function parseRequest<S extends z.ZodType>(schema: S, request: unknown): z.infer<S> {
  const parsed = schema.safeParse(request);
  if (parsed.success) return parsed.data;
  throw new AppError('bad_request', 'The request to the engine does not have the form it must have.', {
    detail: z.prettifyError(parsed.error),
    cause: parsed.error,
  });
}

function expectType<T extends Answer['type']>(answer: Answer, expected: T): Extract<Answer, { type: T }> {
  if (answer.type === expected) return answer as Extract<Answer, { type: T }>;
  throw new AppError('internal', `the engine answered "${answer.type}" where "${expected}" was expected`);
}
