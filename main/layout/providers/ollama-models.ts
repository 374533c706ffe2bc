import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import type { LlmStatus } from '../../../preload/contract/stage1.ts';
import type { OllamaOptions, OllamaSettings } from './ollama-client.ts';
import { ollamaSettings, openClient } from './ollama-client.ts';
import { LlmError, brokeOff, modelMissing, noModels, notOllama, unreachable } from './failures.ts';
import { Watch } from './time-limits.ts';

/** The model that the reference's best open results come from (README of LMD: Mixtral-8x7B-Instruct). */
export const defaultModel = 'mixtral:8x7b';

const modelSchema = z.object({
  name: z.string().min(1),
  size: z.number().default(0),
  capabilities: z.array(z.string()).nullish(),
  remote_host: z.string().nullish(),
  details: z.object({ parameter_size: z.string().nullish() }).nullish(),
});
const tagsSchema = z.object({ models: z.array(modelSchema).nullable() });
export type InstalledModel = z.infer<typeof modelSchema>;

/** Models that can write text. @throws AppError */
export async function listModels(settings: OllamaSettings, watch: Watch, ms: number): Promise<InstalledModel[]> {
  const { address } = settings;
  watch.expect(ms, () => unreachable(address.url, new Error(`no answer in ${ms} ms`)));
  try {
    const tags = tagsSchema.parse(await openClient(address, watch.signal).list());
    return (tags.models ?? []).filter(writes);
  } catch (error) {
    watch.check();
    if (error instanceof AppError) throw error;
    throw error instanceof z.ZodError ? notOllama({ cause: error }) : brokeOff('Ollama', { cause: error });
  }
}

/**
 * The model that is used when none is named: mixtral:8x7b if it is installed, else another build of Mixtral, else the
 * largest installed one (layouts get better with size). Models in the cloud are never chosen: nothing leaves this
 * machine unless the user names such a model.
 */
export function chooseModel(models: readonly InstalledModel[]): string | null {
  const local = models.filter(({ name, remote_host }) => !remote_host && !/[:-]cloud$/.test(name));
  const named = findModel(local, defaultModel) ?? local.find(({ name }) => /(^|\/)mixtral:/.test(name));
  const largest = [...local].sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1))[0];
  return (named ?? largest)?.name ?? null;
}

/** A name without a tag means `latest`. */
export function findModel(models: readonly InstalledModel[], name: string): InstalledModel | undefined {
  const full = /:[^/]*$/.test(name) ? name : `${name}:latest`;
  return models.find((model) => model.name === name || model.name === full);
}

/** The model to ask: the named one, or the choice among the installed. @throws AppError llm_model_missing */
export function requireModel(models: readonly InstalledModel[], named: string): InstalledModel {
  const name = named === '' ? chooseModel(models) : named;
  const found = name === null ? undefined : findModel(models, name);
  if (found) return found;
  if (models.length === 0) throw noModels(defaultModel);
  const installed = models.map(({ name }) => name).join(', ');
  throw modelMissing(named === '' ? defaultModel : named, { detail: `Installed: ${installed}` });
}

/** How Ollama stands, for the window: never fails. */
export async function llmStatus(options: OllamaOptions): Promise<Omit<LlmStatus, 'keychain' | 'automatic'>> {
  const none = { reachable: false, host: '', models: [], selected: null };
  let settings: OllamaSettings;
  try {
    settings = ollamaSettings(options);
  } catch (error) {
    return { ...none, reason: AppError.from(error).message };
  }
  const host = settings.address.url;
  using watch = new Watch(new AbortController().signal);
  try {
    const models = await listModels(settings, watch, settings.limits.status);
    const selected = chooseModel(models);
    return {
      reachable: true,
      host,
      models: models.map(({ name, size }) => ({ name, sizeBytes: size })),
      selected,
      reason:
        selected === null ? `Ollama has no model on this machine. Get one with "ollama pull ${defaultModel}".` : null,
    };
  } catch (error) {
    return { ...none, host, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof LlmError)) return AppError.from(error).message;
  return error.code === 'llm_unreachable'
    ? `${error.happened} Start it with "ollama serve" to use it.`
    : error.happened;
}

/** Servers before 2025 do not tell what a model can do; models that only embed are known by their names. */
function writes({ name, capabilities }: InstalledModel): boolean {
  return capabilities?.length ? capabilities.includes('completion') : !/embed|minilm|\bbge\b/i.test(name);
}
