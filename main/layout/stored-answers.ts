import { AppError } from '../../preload/contract/errors.ts';
import type { Warning } from '../../preload/contract/stage1.ts';
import type { PromptCache, PromptKey } from '../store/prompt-cache.ts';
import type { ReadAnswer } from './read-answer.ts';

export interface StoredAnswer extends ReadAnswer {
  text: string;
}

/**
 * The newest stored answer from which a layout can be read, or null.
 *
 * The reference reads the answers to one key in turn, for batches that draw a sentence several times (spec 1.5). A person
 * who asks the same sentence again expects what came last time, and has "ask anew" for another one; so reading starts at
 * the first answer each time and goes to the last.
 */
export function newestStored(
  cache: PromptCache,
  key: PromptKey,
  readAnswer: (answer: string) => ReadAnswer,
): StoredAnswer | null {
  cache.rewind();
  const texts: string[] = [];
  for (let text = cache.read(key); text !== null; text = cache.read(key)) texts.push(text);
  for (const text of texts.reverse()) {
    const read = tryReading(() => readAnswer(text));
    if (read !== null) return { text, ...read };
  }
  return null;
}

/** Stores an answer; where that fails the answer is good nevertheless, and the failure is told. */
export function store(cache: PromptCache, key: PromptKey, answer: string): Warning[] {
  try {
    cache.append(key, answer);
    return [];
  } catch (error) {
    const { message } = AppError.from(error);
    return [{ code: 'answer_not_stored', message: `The answer could not be stored for the next time: ${message}` }];
  }
}

/** An answer stored by an earlier version may no longer be readable; it is then as good as none. */
function tryReading(read: () => ReadAnswer): ReadAnswer | null {
  try {
    return read();
  } catch (error) {
    if (AppError.from(error).code === 'layout_unreadable') return null;
    throw error;
  }
}
