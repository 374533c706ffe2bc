import { z } from 'zod';
import type {
  AttentionInput,
  AttentionMaps,
  CheckpointInfo,
  EngineEvent,
  EngineReply,
  EngineRequest,
  GenerateInput,
  GenerateResult,
  MethodInfo,
  ProviderStatus,
} from '../../preload/contract/engine.ts';
import { engineRequestSchema } from '../../preload/contract/engine.ts';
import { AppError } from '../../preload/contract/errors.ts';

/** Why the engine takes no second picture. */
export const engineBusy = 'The engine is at another picture. Wait for it, or stop it first.';

/** The engine's end of the channel to the app. */
export interface EnginePort {
  post(reply: EngineReply): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What the engine does, without processes and messages. */
export interface EngineService {
  /** Draws one picture, yielding its progress. */
  generate(input: GenerateInput, signal: AbortSignal): AsyncGenerator<EngineEvent, GenerateResult, void>;
  /** Tells where the model looks in a finished picture; an aborted signal ends it with `cancelled`. */
  attend(input: AttentionInput, signal: AbortSignal): Promise<AttentionMaps>;
  inspect(checkpoint: string): Promise<CheckpointInfo>;
  methods(): MethodInfo[];
  providers(): Promise<ProviderStatus[]>;
  release(): Promise<void>;
}

/** Answers requests as they come. Errors go back as data; the loop itself never fails. */
export function serve(port: EnginePort, service: EngineService): void {
  let running: { readonly id: number; readonly controller: AbortController } | null = null;

  /** Work that fills the machine: one at a time, and it can be cancelled. */
  async function alone<T>(id: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (running !== null) throw new AppError('engine_busy', engineBusy);
    const controller = new AbortController();
    running = { id, controller };
    try {
      return await work(controller.signal);
    } finally {
      running = null;
    }
  }

  async function generate(id: number, input: GenerateInput, signal: AbortSignal): Promise<GenerateResult> {
    const run = service.generate(input, signal);
    for (;;) {
      const { value, done } = await run.next();
      if (done === true) return value;
      port.post({ type: 'event', id, event: value });
      await messagesRead();
      if (signal.aborted) {
        await run.return(undefined as never); // runs its `finally` blocks; the value is not looked at
        throw new AppError('cancelled', 'Stopped after the current step. Nothing was stored.');
      }
    }
  }

  async function answer(request: Exclude<EngineRequest, { type: 'cancel' }>): Promise<EngineReply> {
    const { id } = request;
    switch (request.type) {
      case 'generate':
        return {
          type: 'generated',
          id,
          result: await alone(id, (signal) => generate(id, request.request, signal)),
        };
      case 'attend':
        return { type: 'attended', id, maps: await alone(id, (signal) => service.attend(request.request, signal)) };
      case 'inspect':
        return { type: 'inspected', id, info: await service.inspect(request.checkpoint) };
      case 'methods':
        return { type: 'methods', id, methods: service.methods() };
      case 'providers':
        return { type: 'providers', id, providers: await service.providers() };
      case 'release':
        if (running !== null)
          throw new AppError('engine_busy', 'The engine is at a picture. Stop it to free its memory.');
        await service.release();
        return { type: 'released', id };
    }
  }

  port.onMessage((message) => {
    const parsed = engineRequestSchema.safeParse(message);
    if (!parsed.success) return void port.post(refusal(message, parsed.error));
    const request = parsed.data;
    if (request.type === 'cancel') {
      if (running?.id === request.target) running.controller.abort();
      return;
    }
    answer(request).then(
      (reply) => port.post(reply),
      (error: unknown) => port.post({ type: 'failed', id: request.id, error: AppError.from(error).toData() }),
    );
  });
  port.post({ type: 'ready' });
}

/** Native calls block this thread: between two of them, let a waiting `cancel` be heard. */
function messagesRead(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A request that can not be read, refused under its own number where it has one; 0 is nobody's. */
function refusal(message: unknown, cause: z.ZodError): EngineReply {
  const numbered = z.object({ id: z.int() }).safeParse(message);
  const error = new AppError('bad_request', 'The engine can not read this request.', {
    detail: z.prettifyError(cause),
  });
  return { type: 'failed', id: numbered.success ? numbered.data.id : 0, error: error.toData() };
}
