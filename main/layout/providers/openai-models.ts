import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import type { Line } from './openai-fetch.ts';
import { refusalOf, send } from './openai-fetch.ts';
import { openAiUrl } from './openai-address.ts';
import { nameAModel, notOpenAi, refusalError } from './openai-failures.ts';

const listSchema = z.object({ data: z.array(z.object({ id: z.string().min(1) })) });

/** Models that do something else than write. */
const others = /embed|whisper|tts|speech|transcribe|audio|realtime|dall-?e|image|moderation|rerank|\bbge\b|sora/i;

/** Ids of the models that can write text. @throws AppError */
export async function serverModels(line: Line): Promise<string[]> {
  const response = await send(line, 'models');
  if (!response.ok) {
    const hasKey = 'authorization' in line.headers;
    throw refusalError(await refusalOf(response, line), { url: line.url, model: 'the list of models', hasKey });
  }
  try {
    const { data } = listSchema.parse(await response.json());
    return data.map(({ id }) => id).filter((id) => !others.test(id));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw notOpenAi(line.url, { cause: error });
  }
}

/**
 * The model to ask when none is named: a server on the user's own desk has few, and lists first what it has loaded.
 * OpenAI's own list says nothing about which to take, and each costs money.
 * @throws AppError llm_model_missing
 */
export function chooseServerModel(url: string, models: readonly string[]): string {
  const chosen = preferredModel(url, models);
  if (chosen === null) throw nameAModel(url, models);
  return chosen;
}

/** The same choice, or null where the user has to make it. */
export function preferredModel(url: string, models: readonly string[]): string | null {
  const [first] = models;
  return first === undefined || (url === openAiUrl && models.length > 1) ? null : first;
}
