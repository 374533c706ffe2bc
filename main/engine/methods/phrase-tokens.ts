import { AppError } from '../../../preload/contract/errors.ts';
import type { GuidedObject } from '../guidance/slots.ts';
import type { Compatibility, LayoutTexts } from '../text/convert.ts';
import { locatePhrases } from '../text/positions.ts';
import { inForce } from './boxes.ts';
import type { MethodContext } from './method.ts';

export interface LocatedObjects {
  /** The prompt to encode: grown by the phrases it lacked. */
  readonly prompt: string;
  readonly objects: readonly GuidedObject[];
  /** The same with the boxes that are in force at step i of `of`; an object without any weighs nothing. */
  readonly objectsAt: (i: number, of: number) => readonly GuidedObject[];
  /** Position of each object's word. */
  readonly words: readonly number[];
}

/**
 * Finds the tokens of each object in the prompt of the whole picture. An object's strength is the mean of its boxes'.
 * @throws AppError caption_too_long, prompt_too_long when an object's words lie beyond what the model reads; bad_layout as locatePhrases
 */
export function locateObjects(
  { tokenizer, layout }: MethodContext,
  { phrases, prompt }: LayoutTexts,
  compatibility: Compatibility,
): LocatedObjects {
  const located = locatePhrases(
    tokenizer,
    prompt,
    phrases.map(({ phrase, word }) => ({ phrase, word })),
    compatibility,
  );
  const limit = tokenizer.maxTokens - 2; // without start and end mark
  const objects = phrases.map(({ phrase, boxes, indices }, i) => {
    const positions = located.positions[i] ?? [];
    if (positions.length > limit)
      throw new AppError(
        'caption_too_long',
        `The caption “${phrase.slice(0, 60)}…” has ${positions.length} tokens; this model reads ${limit}. Nothing was drawn; shorten it.`,
      );
    if (Math.max(...positions) > limit)
      throw new AppError(
        'prompt_too_long',
        `“${phrase}” comes too late in the prompt: this model reads the first ${limit} tokens. Nothing was drawn; shorten the background or the captions before it.`,
      );
    const strengths = indices.map((index) => layout.boxes[index]?.strength ?? 1);
    return { boxes, positions, strength: strengths.reduce((a, b) => a + b) / strengths.length };
  });
  const objectsAt = (i: number, of: number): readonly GuidedObject[] =>
    objects.map((object, o) => {
      const boxes = object.boxes.filter((_, b) => inForce(layout, phrases[o]?.indices[b] ?? -1, i, of));
      return boxes.length === 0 ? { ...object, strength: 0 } : { ...object, boxes };
    });
  return { prompt: located.prompt, objects, objectsAt, words: located.words };
}
