import type { TextEmbedding } from '../methods/method.ts';
import type { PictureFacts } from '../models/added-conditions.ts';
import { float32, type Tensor } from '../tensor.ts';

/** SDXL's added conditions as inputs of a UNet graph, in the order of the batch: unconditional half first. */
export function addedFeeds(
  facts: PictureFacts | null,
  texts: { readonly uncond?: TextEmbedding; readonly cond: TextEmbedding },
): Record<string, Tensor> {
  if (facts === null) return {};
  const halves = (['uncond', 'cond'] as const).flatMap((half) => {
    const text = texts[half];
    return text === undefined ? [] : [{ pooled: [...text.pooled.data], ids: facts[half] }];
  });
  const rows = (values: readonly (readonly number[])[]): Tensor =>
    float32(values.flat(), [values.length, values[0]?.length ?? 0]);
  return { pooled: rows(halves.map(({ pooled }) => pooled)), time_ids: rows(halves.map(({ ids }) => ids)) };
}
