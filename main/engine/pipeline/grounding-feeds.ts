import type { Grounding } from '../methods/method.ts';
import { float32, type Tensor } from '../tensor.ts';

/**
 * Grounding as inputs of a UNet graph, one entry of the batch for each of `batch`: 'full' sees the objects, 'empty' has all of them masked, as
 * GLIGEN does it for the unconditional half.
 */
export function groundingFeeds(
  grounding: Grounding | undefined,
  batch: readonly ('full' | 'empty')[],
): Record<string, Tensor> {
  if (grounding === undefined) return {};
  const { boxes, phrases, mask } = grounding;
  const none = new Float32Array(mask.data.length);
  return {
    boxes: repeated(
      boxes,
      batch.map(() => boxes.data),
    ),
    phrases: repeated(
      phrases,
      batch.map(() => phrases.data),
    ),
    mask: repeated(
      mask,
      batch.map((half) => (half === 'full' ? mask.data : none)),
    ),
  };
}

function repeated({ dims }: Tensor, parts: readonly Float32Array[]): Tensor {
  const size = parts[0]?.length ?? 0;
  const data = new Float32Array(size * parts.length);
  parts.forEach((part, i) => data.set(part, i * size));
  return float32(data, [parts.length, ...dims]);
}
