import type { Value } from '../onnx/ir.ts';
import type { Tensor } from '../tensor.ts';
import { area, boxCells, type Grid } from './grid.ts';
import type { GuidanceLoss } from './loss.ts';
import {
  feedInputs,
  keysOf,
  lastAxisSum,
  meanOfFirst,
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
import { wordChoice, wordMaps } from './word-maps.ts';

/** Share of the cells inside, and outside, that count (P of the paper). */
const topShare = 0.2;
/** Cells on each side of an edge that the corner terms look at (L of the paper). */
const edgeReach = 1;

/**
 * BoxDiff's loss (Xie et al., arXiv 2307.10816, eq. 3–6; methods.md 5.5): inner box, outer box and corner terms on the mean map, summed over all
 * tokens of all objects. The paper's max(0, …) are left out: smoothed probabilities are between 0 and 1, so they never act.
 * @param layers all of one grid
 * @param tokens length of the text encoder's output
 */
export function boxDiffLoss(
  objects: readonly GuidedObject[],
  layers: readonly [LossLayer, ...LossLayer[]],
  tokens: number,
): GuidanceLoss {
  const [grid] = layers;
  const cells = grid.width * grid.height;
  const slots = slotsOf(objects);
  const room = slotRoom(slots.length);
  const masks = slotMasks(slots, grid);
  const inside = masks.map((mask) => Math.trunc(topShare * area(mask)));
  const outside = masks.map((mask) => Math.trunc(topShare * (cells - area(mask))));
  const strengths = slots.map(({ object }) => object.strength);
  const largest = (counts: readonly number[]): Tensor =>
    slotRows(
      room,
      cells,
      counts.map((count) => meanOfFirst(count, cells)),
    );
  const along = (axis: 'x' | 'y', line: (object: GuidedObject, i: number) => Uint8Array): Tensor =>
    slotRows(
      room,
      axis === 'x' ? grid.width : grid.height,
      slots.map(({ object }, i) => line(object, i)),
    );
  const feeds: Record<string, Tensor> = {
    loss_tokens: wordChoice(
      slots.map(({ position }) => position),
      tokens,
    ),
    loss_mask: slotRows(
      room,
      cells,
      masks.map((mask) => mask.cells),
    ),
    loss_top_inside: largest(inside),
    loss_top_outside: largest(outside),
    // A box of fewer than five cells has no inner term: the mean of none is no number.
    loss_inner: slotValues(
      room,
      strengths.map((strength, i) => (inside[i] === 0 ? 0 : strength)),
    ),
    loss_weights: slotValues(room, strengths),
    loss_extent_x: along('x', (_, i) => extent(masks[i]?.cells ?? new Uint8Array(), grid, 'x')),
    loss_extent_y: along('y', (_, i) => extent(masks[i]?.cells ?? new Uint8Array(), grid, 'y')),
    loss_edges_x: along('x', (object) => edges(object, grid, 'x')),
    loss_edges_y: along('y', (object) => edges(object, grid, 'y')),
  };
  return {
    id: `boxdiff ${room} ${keysOf(layers).join()}`,
    layers: keysOf(layers),
    feeds,
    build(builder, maps) {
      const input = feedInputs(builder, feeds);
      const map = wordMaps(builder, maps, layers, tokens, input('loss_tokens'));
      const flat = builder.reshape(map, [room, cells]);

      const mask = input('loss_mask');
      const within = builder.topK(builder.mul(flat, mask), cells, -1)[0];
      const beyond = builder.topK(builder.mul(flat, builder.sub(1, mask)), cells, -1)[0];
      const inner = builder.sub(1, lastAxisSum(builder, builder.mul(within, input('loss_top_inside'))));
      const outer = lastAxisSum(builder, builder.mul(beyond, input('loss_top_outside')));
      const corner = (axis: 'x' | 'y'): Value => {
        const [strongest] = builder.topK(map, 1, axis === 'x' ? 1 : 2);
        const profile = builder.squeeze(strongest, [axis === 'x' ? 1 : 2]);
        const miss = builder.abs(builder.sub(profile, input(`loss_extent_${axis}`)));
        return builder.reduceMean(builder.mul(miss, input(`loss_edges_${axis}`)), [-1], { keepdims: false });
      };
      return total(builder, [
        weightedTotal(builder, inner, input('loss_inner')),
        ...[outer, corner('x'), corner('y')].map((term) => weightedTotal(builder, term, input('loss_weights'))),
      ]);
    },
  };
}

/** 1 on the columns (or rows) that hold a cell of the mask. */
function extent(cells: Uint8Array, { width, height }: Grid, axis: 'x' | 'y'): Uint8Array {
  const line = new Uint8Array(axis === 'x' ? width : height);
  cells.forEach((cell, i) => {
    if (cell === 1) line[axis === 'x' ? i % width : Math.floor(i / width)] = 1;
  });
  return line;
}

/** 1 on the columns (or rows) near the first cell of a box and near the one after its last. */
function edges({ boxes }: GuidedObject, grid: Grid, axis: 'x' | 'y'): Uint8Array {
  const line = new Uint8Array(axis === 'x' ? grid.width : grid.height);
  for (const box of boxes) {
    const [x0, y0, x1, y1] = boxCells(box, grid);
    for (const edge of axis === 'x' ? [x0, x1] : [y0, y1])
      line.fill(1, Math.max(edge - edgeReach, 0), Math.max(edge + edgeReach + 1, 0));
  }
  return line;
}
