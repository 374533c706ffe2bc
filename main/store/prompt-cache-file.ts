import { z } from 'zod';
import type { AnswersBySentence } from '../../preload/contract/answers.ts';
import { answersBySentenceSchema } from '../../preload/contract/answers.ts';
import { AppError } from '../../preload/contract/errors.ts';
import { cacheCaption } from './prompt-cache.ts';

/**
 * Reads the JSON cache of the reference: sentence → answers (spec 1.5).
 * @throws AppError bad_request
 */
export function readCacheFile(text: string): AnswersBySentence {
  const parsed = answersBySentenceSchema.safeParse(parseJson(text.replace(/^\uFEFF/, '')));
  if (!parsed.success) throw notACache(parsed.error);
  return parsed.data;
}

/** The same as text, byte by byte as the reference writes it: indented by four, everything beyond ASCII escaped. */
export function writeCacheFile(answers: AnswersBySentence): string {
  const json = JSON.stringify(answers, null, 4);
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Reads answers one after the other: a sentence asked k times gets its first k answers, then null (spec 1.5). */
export function inSequence(answers: AnswersBySentence): (prompt: string) => string | null {
  const rest = new Map<string, string[]>();
  for (const [sentence, list] of Object.entries(answers)) {
    const caption = cacheCaption(sentence);
    rest.set(caption, [...(rest.get(caption) ?? []), ...list]);
  }
  return (prompt) => rest.get(cacheCaption(prompt))?.shift() ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw notACache(error);
  }
}

function notACache(cause: unknown): AppError {
  return new AppError(
    'bad_request',
    'This is no file of stored answers: it must be a JSON object with a list of answers for every sentence. Nothing was changed.',
    { detail: cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause), cause },
  );
}
