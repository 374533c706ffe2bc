import type { Tensor } from '../tensor.ts';
import { area } from './grid.ts';
import type { GuidanceLoss } from './loss.ts';
import {
  distinctGrids,
  feedInputs,
  gridName,
  keysOf,
  lastAxisSum,
  mapOf,
  meanOfFirst,
  oneHot,
  slotMaps,
  slotMasks,
  slotRoom,
  slotRows,
  slotsOf,
  slotValues,
  total,
  weightedTotal,
  type GuidedObject,
  type LossLayer,
} from './slots.ts';

export interface TopKOptions {
  /** Shares of the cells inside, and outside, that count. */
  readonly foregroundTop: number;
  readonly backgroundTop: number;
  readonly foregroundWeight: number;
  readonly backgroundWeight: number;
  /** Multiplies the loss, whose sum over heads depends on how many a model has; 1 if left out. */
  readonly headWeight?: number;
}

/**
 * LMD's loss (methods.md 4.2): the strongest cells inside a box should attend fully to its words, the strongest outside not at all.
 * The mean over layers, objects and their tokens of a sum over heads. How many cells count enters as weights on the sorted map.
 * @param tokens length of the text encoder's output
 */
export function topKLoss(
  { foregroundTop, backgroundTop, foregroundWeight, backgroundWeight, headWeight = 1 }: TopKOptions,
  objects: readonly GuidedObject[],
  layers: readonly LossLayer[],
  tokens: number,
): GuidanceLoss {
  const slots = slotsOf(objects);
  const room = slotRoom(slots.length);
  const weights = (side: number): Tensor =>
    slotValues(
      room,
      slots.map(({ weight }) => (side * weight * headWeight) / layers.length),
    );
  const feeds: Record<string, Tensor> = {
    loss_tokens: oneHot(
      room,
      tokens,
      slots.map(({ position }) => position),
    ),
    loss_inside: weights(foregroundWeight),
    loss_outside: weights(backgroundWeight),
  };
  for (const grid of distinctGrids(layers)) {
    const cells = grid.width * grid.height;
    const masks = slotMasks(slots, grid);
    const largest = (counts: readonly number[]): Tensor =>
      slotRows(
        room,
        cells,
        counts.map((count) => meanOfFirst(Math.max(1, Math.trunc(count)), cells)),
      );
    const rows = masks.map((mask) => mask.cells);
    feeds[`loss_mask_${gridName(grid)}`] = slotRows(room, cells, rows);
    feeds[`loss_top_inside_${gridName(grid)}`] = largest(masks.map((mask) => foregroundTop * area(mask)));
    feeds[`loss_top_outside_${gridName(grid)}`] = largest(masks.map((mask) => backgroundTop * (cells - area(mask))));
  }
  return {
    id: `topk ${room} ${keysOf(layers).join()}`,
    layers: keysOf(layers),
    feeds,
    build(builder, maps) {
      const input = feedInputs(builder, feeds);
      const terms = layers.flatMap((layer) => {
        const attention = slotMaps(builder, mapOf(maps, layer.key), input('loss_tokens'));
        const cells = layer.width * layer.height;
        const mask = input(`loss_mask_${gridName(layer)}`);
        const inside = builder.topK(builder.mul(attention, mask), cells, -1)[0];
        const outside = builder.topK(builder.mul(attention, builder.sub(1, mask)), cells, -1)[0];
        const f = lastAxisSum(builder, builder.mul(inside, input(`loss_top_inside_${gridName(layer)}`)));
        const b = lastAxisSum(builder, builder.mul(outside, input(`loss_top_outside_${gridName(layer)}`)));
        return [
          weightedTotal(builder, builder.sub(1, f), input('loss_inside')),
          weightedTotal(builder, b, input('loss_outside')),
        ];
      });
      return total(builder, terms);
    },
  };
}

/**
 * Backward guidance's loss (Chen et al., arXiv 2304.03373, eq. 3; methods.md 4.2): all of a word's attention should be inside its box.
 * The mean over layers, objects, their tokens and heads.
 * @param tokens length of the text encoder's output
 */
export function ratioLoss(
  objects: readonly GuidedObject[],
  layers: readonly LossLayer[],
  tokens: number,
): GuidanceLoss {
  const slots = slotsOf(objects);
  const room = slotRoom(slots.length);
  const feeds: Record<string, Tensor> = {
    loss_tokens: oneHot(
      room,
      tokens,
      slots.map(({ position }) => position),
    ),
    loss_weights: slotValues(
      room,
      slots.map(({ weight }) => weight / layers.length),
    ),
  };
  for (const grid of distinctGrids(layers)) {
    const masks = slotMasks(slots, grid).map(({ cells }) => cells);
    feeds[`loss_mask_${gridName(grid)}`] = slotRows(room, grid.width * grid.height, masks);
  }
  return {
    id: `ratio ${room} ${keysOf(layers).join()}`,
    layers: keysOf(layers),
    feeds,
    build(builder, maps) {
      const input = feedInputs(builder, feeds);
      const terms = layers.map((layer) => {
        const attention = slotMaps(builder, mapOf(maps, layer.key), input('loss_tokens'));
        const inside = lastAxisSum(builder, builder.mul(attention, input(`loss_mask_${gridName(layer)}`)));
        const missing = builder.sub(1, builder.div(inside, lastAxisSum(builder, attention)));
        const perSlot = builder.reduceMean(builder.mul(missing, missing), [0], { keepdims: false });
        return weightedTotal(builder, perSlot, input('loss_weights'));
      });
      return total(builder, terms);
    },
  };
}
