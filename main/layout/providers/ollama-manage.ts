import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import { brokeOff, LlmError, notOllama, tookTooLong } from './failures.ts';
import type { OllamaOptions } from './ollama-client.ts';
import { ollamaSettings, openClient } from './ollama-client.ts';
import { Watch } from './time-limits.ts';

/** How far a model has come down. */
export interface PullProgress {
  status: string;
  /** Share of the present layer, 0 to 1; null where there is nothing to count. */
  share: number | null;
}

const progressSchema = z.object({
  status: z.string().default(''),
  total: z.number().optional(),
  completed: z.number().optional(), // left out while it is 0
});
const psSchema = z.object({ models: z.array(z.object({ name: z.string() })).nullish() });

/** Between two signs of life: checking the sum of a large model is silent for minutes. */
const silenceMs = 600_000;

/**
 * Downloads a model into Ollama. Stopping closes the connection; the next time it goes on where it stopped.
 * @throws AppError llm_*, cancelled
 */
export async function pullModel(
  options: OllamaOptions,
  model: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: PullProgress) => void },
): Promise<void> {
  const { address, limits } = ollamaSettings(options);
  using watch = new Watch(signal);
  try {
    watch.check();
    watch.expect(limits.firstToken, () => tookTooLong('Ollama'));
    let done = false;
    for await (const line of await openClient(address, watch.signal, model).pull({ model, stream: true })) {
      watch.expect(silenceMs, () => tookTooLong('Ollama'));
      const { status, total, completed = 0 } = progressSchema.parse(line);
      onProgress({ status, share: total === undefined || total <= 0 ? null : Math.min(1, completed / total) });
      done = status === 'success';
    }
    if (!done) throw brokeOff(model, {});
  } catch (error) {
    watch.check();
    if (error instanceof LlmError && /file does not exist|manifest unknown/i.test(error.detail ?? '')) {
      throw notInLibrary(model, error);
    }
    if (error instanceof AppError) throw error;
    throw error instanceof z.ZodError ? notOllama({ cause: error }) : brokeOff(model, { cause: error });
  }
}

/** Frees the memory that these models take, if they are loaded. @throws AppError llm_* */
export async function unloadModels(options: OllamaOptions, models: ReadonlySet<string>): Promise<void> {
  const { address, limits } = ollamaSettings(options);
  using watch = new Watch(new AbortController().signal);
  watch.expect(limits.connect, () => tookTooLong('Ollama'));
  const client = openClient(address, watch.signal);
  const loaded = psSchema.parse(await client.ps()).models ?? [];
  for (const { name } of loaded) {
    if (models.has(name)) await client.generate({ model: name, prompt: '', keep_alive: 0, stream: false });
  }
}

const notInLibrary = (model: string, cause: LlmError): LlmError =>
  new LlmError('llm_model_missing', `Ollama's library has no model ${model}.`, 'check its name at ollama.com/library', {
    detail: cause.detail ?? '',
    cause,
  });
