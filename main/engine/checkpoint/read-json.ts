import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';

/**
 * A JSON file of a checkpoint.
 * @param use what the checkpoint is for, as in "draw"
 * @throws AppError checkpoint_missing; checkpoint_corrupt when it is no JSON; checkpoint_unsupported, naming the fields, when it describes
 * something else than what can be compiled
 */
export async function readJson<S extends z.ZodType>(path: string, schema: S, use = 'draw'): Promise<z.infer<S>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('checkpoint_missing', `A file of this checkpoint is missing: ${path}. Nothing was lost.`, {
      cause,
    });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('checkpoint_corrupt', `${path} is no JSON: it is cut off or damaged. Nothing was lost.`, {
      cause,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'checkpoint_unsupported',
    `${path} describes a model that LMD Studio can not ${use} with. Nothing was lost; choose another checkpoint.`,
    { detail: z.prettifyError(parsed.error), cause: parsed.error },
  );
}
