import type { Builder } from '../onnx/builder.ts';
import type { Value } from '../onnx/ir.ts';
import { float32, type Tensor } from '../tensor.ts';
import type { NormalizedBox } from '../text/convert.ts';
import { boxMask } from './grid.ts';
import type { GuidanceLoss } from './loss.ts';
import {
  distinctGrids,
  feedInputs,
  gridName,
  keysOf,
  lastAxisSum,
  mapOf,
  oneHot,
  slotMaps,
  slotRoom,
  slotRows,
  slotValues,
  total,
  weightedTotal,
  type LossLayer,
} from './slots.ts';

/** One box that was drawn on its own before. */
export interface ReferenceBox {
  /** Where it stands in the whole picture. */
  readonly box: NormalizedBox;
  /** Position of its word in the overall prompt. */
  readonly token: number;
  /** Share of the loss: 1 / (objects · boxes of its object), times its strength. */
  readonly weight: number;
  /** Layer → attention to its word in its own pass at the same step, (heads, cells). */
  readonly maps: ReadonlyMap<string, Tensor>;
}

/**
 * LMD's reference term (methods.md 4.3): within its box, attention to a word should be spread as it was when the box was drawn alone.
 * @param weight of the whole term
 * @param tokens length of the text encoder's output
 */
export function referenceLoss(
  weight: number,
  boxes: readonly ReferenceBox[],
  layers: readonly LossLayer[],
  tokens: number,
): GuidanceLoss {
  const room = slotRoom(boxes.length);
  const feeds: Record<string, Tensor> = {
    reference_tokens: oneHot(
      room,
      tokens,
      boxes.map(({ token }) => token),
    ),
    reference_weights: slotValues(
      room,
      boxes.map((box) => (weight * box.weight) / layers.length),
    ),
  };
  for (const grid of distinctGrids(layers)) {
    const masks = boxes.map(({ box }) => boxMask(box, grid).cells);
    feeds[`reference_mask_${gridName(grid)}`] = slotRows(room, grid.width * grid.height, masks);
  }
  for (const { key, width, height } of layers) {
    feeds[`reference_${key}`] = stack(
      room,
      width * height,
      boxes.map(({ maps }) => maps.get(key)?.data ?? new Float32Array()),
    );
  }
  return {
    id: `reference ${room} ${keysOf(layers).join()}`,
    layers: keysOf(layers),
    feeds,
    build(builder, maps) {
      const input = feedInputs(builder, feeds);
      const terms = layers.map((layer) => {
        const mask = input(`reference_mask_${gridName(layer)}`);
        const now = slotMaps(builder, mapOf(maps, layer.key), input('reference_tokens'));
        const spread = [now, input(`reference_${layer.key}`)].map((map) => spreadWithin(builder, map, mask));
        const distance = builder.abs(spread.reduce((a, b) => builder.sub(a, b)));
        const perSlot = builder.reduceMean(lastAxisSum(builder, distance), [0], { keepdims: false });
        return weightedTotal(builder, perSlot, input('reference_weights'));
      });
      return total(builder, terms);
    },
  };
}

/** Attention within a mask as shares of its sum. */
function spreadWithin(builder: Builder, map: Value, mask: Value): Value {
  const inside = builder.mul(map, mask);
  return builder.div(inside, builder.add(builder.reduceSum(inside, [-1]), 1e-5));
}

/** Maps (heads, cells) of the slots as (heads, room, cells); slots that are left over are zero. */
function stack(room: number, cells: number, maps: readonly Float32Array[]): Tensor {
  const heads = (maps[0]?.length ?? 0) / cells;
  const data = new Float32Array(heads * room * cells);
  maps.forEach((map, slot) => {
    for (let head = 0; head < heads; head++)
      data.set(map.subarray(head * cells, (head + 1) * cells), (head * room + slot) * cells);
  });
  return float32(data, [heads, room, cells]);
}

/** The sum of two losses that read the same maps. */
export const sumOfLosses = (a: GuidanceLoss, b: GuidanceLoss): GuidanceLoss => ({
  id: `${a.id} + ${b.id}`,
  layers: [...new Set([...a.layers, ...b.layers])],
  feeds: { ...a.feeds, ...b.feeds },
  build: (builder, maps) => builder.add(a.build(builder, maps), b.build(builder, maps)),
});
