import { float32 } from '../tensor.ts';
import type { NormalizedBox } from '../text/convert.ts';
import { inForce } from './boxes.ts';
import { cutWarning } from './prompts.ts';
import type { Grounding, MethodContext } from './method.ts';

export interface GroundedObject {
  readonly phrase: string;
  readonly box: NormalizedBox;
  /** Its box's place in the layout. */
  readonly index: number;
}

export interface Grounded {
  readonly grounding: Grounding;
  /** With the objects whose boxes are in force at step i of `of`. */
  readonly at: (i: number, of: number) => Grounding;
  readonly warnings: readonly string[];
}

/**
 * GLIGEN's grounding tokens: phrase and box of each object, the remaining slots empty (Li et al., arXiv 2301.07093; methods.md 5.6).
 * Objects beyond the model's slots are left out with a warning, phrases are cut at the text encoder's limit.
 */
export async function groundObjects(context: MethodContext, objects: readonly GroundedObject[]): Promise<Grounded> {
  const { groundingSlots: slots } = context.model;
  const placed = objects.slice(0, slots);
  const features: Float32Array[] = [];
  for (const { phrase } of placed) features.push((await context.encode(phrase)).pooled.data);
  const width = features[0]?.length ?? (await context.encode('')).pooled.data.length;
  const rows = (columns: number, values: readonly ArrayLike<number>[]): Float32Array => {
    const data = new Float32Array(slots * columns);
    values.forEach((row, i) => data.set(row, i * columns));
    return data;
  };
  const left = objects.length - placed.length;
  const boxes = rows(
    4,
    placed.map(({ box }) => box),
  );
  const grounding: Grounding = {
    boxes: float32(boxes, [slots, 4]),
    phrases: float32(rows(width, features), [slots, width]),
    mask: float32(new Float32Array(slots).fill(1, 0, placed.length), [slots]),
  };
  return {
    grounding,
    at: (i, of) => {
      const mask = grounding.mask.data.map((_, slot) => {
        const index = placed[slot]?.index;
        return index !== undefined && inForce(context.layout, index, i, of) ? 1 : 0;
      });
      return { ...grounding, mask: float32(mask, [slots]) };
    },
    warnings: [
      ...placed.flatMap(({ phrase }) => cutWarning(context.tokenizer, `The caption “${phrase.slice(0, 40)}…”`, phrase)),
      ...(left > 0 ? [`This model places ${slots} boxes; the last ${left} only influence the prompt.`] : []),
    ],
  };
}

/** A box cut at the canvas: the model was trained on boxes within it. */
export const clippedBox = (box: NormalizedBox): NormalizedBox => {
  const [x0, y0, x1, y1] = box.map((edge) => Math.min(Math.max(edge, 0), 1));
  return [x0 ?? 0, y0 ?? 0, x1 ?? 1, y1 ?? 1];
};
