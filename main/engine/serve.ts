import { z } from 'zod';
import type {
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

/** The engine's end of the channel to the app. */
export interface EnginePort {
  post(reply: EngineReply): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What the engine does, without processes and messages. */
export interface EngineService {
  /** Draws one picture, yielding its progress. */
  generate(input: GenerateInput, signal: AbortSignal): AsyncGenerator<EngineEvent, GenerateResult, void>;
  inspect(checkpoint: string): Promise<CheckpointInfo>;
  methods(): MethodInfo[];
  providers(): Promise<ProviderStatus[]>;
  release(): Promise<void>;
}

/** Answers requests as they come. Errors go back as data; the loop itself never fails. */
export function serve(port: EnginePort, service: EngineService): void {
  const running = new Map<number, AbortController>();
  let generating = false;

  async function generate(id: number, input: GenerateInput): Promise<EngineReply> {
    if (generating) throw new AppError('engine_busy', 'Another picture is being drawn. Wait for it, or stop it first.');
    generating = true;
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const run = service.generate(input, controller.signal);
      for (;;) {
        const { value, done } = await run.next();
        if (done === true) return { type: 'generated', id, result: value };
        port.post({ type: 'event', id, event: value });
        await messagesRead();
        if (controller.signal.aborted) {
          await run.return(undefined as never); // runs its `finally` blocks; the value is not looked at
          throw new AppError('cancelled', 'Stopped after the current step. Nothing was stored.');
        }
      }
    } finally {
      running.delete(id);
      generating = false;
    }
  }

  async function answer(request: Exclude<EngineRequest, { type: 'cancel' }>): Promise<EngineReply> {
    const { id } = request;
    switch (request.type) {
      case 'generate':
        return generate(id, request.request);
      case 'inspect':
        return { type: 'inspected', id, info: await service.inspect(request.checkpoint) };
      case 'methods':
        return { type: 'methods', id, methods: service.methods() };
      case 'providers':
        return { type: 'providers', id, providers: await service.providers() };
      case 'release':
        if (generating) throw new AppError('engine_busy', 'A picture is being drawn. Stop it to free its memory.');
        await service.release();
        return { type: 'released', id };
    }
  }

  port.onMessage((message) => {
    const parsed = engineRequestSchema.safeParse(message);
    if (!parsed.success) return void port.post(refusal(message, parsed.error));
    const request = parsed.data;
    if (request.type === 'cancel') return running.get(request.target)?.abort();
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
