import { AppError } from '../../../preload/contract/errors.ts';
import type { Builder } from '../onnx/builder.ts';
import type { Value } from '../onnx/ir.ts';
import { float32, type Tensor } from '../tensor.ts';
import type { NormalizedBox } from '../text/convert.ts';
import { unionMask, type Grid, type Mask } from './grid.ts';

/** A cross-attention layer that a loss reads. */
export interface LossLayer extends Grid {
  /** "stage_block_attention_0" */
  readonly key: string;
}

/** Something of the prompt that has its place in the picture. */
export interface GuidedObject {
  readonly boxes: readonly NormalizedBox[];
  /** Its tokens in the prompt, within the model's limit. */
  readonly positions: readonly number[];
  /** Multiplies its share of the loss. */
  readonly strength: number;
}

/** One token of one object. */
export interface Slot {
  readonly object: GuidedObject;
  readonly position: number;
  /** Share of the loss: the mean over objects, within an object over its tokens, times its strength. */
  readonly weight: number;
}

export const slotsOf = (objects: readonly GuidedObject[]): Slot[] =>
  objects.flatMap((object) =>
    object.positions.map((position) => ({
      object,
      position,
      weight: object.strength / (objects.length * object.positions.length),
    })),
  );

/**
 * Slots that a graph has room for. Losses are compiled for a number of slots, not for a layout, so that a changed layout finds its graph
 * compiled already; slots that are left over weigh nothing.
 */
export const slotRoom = (used: number): number => Math.max(4, 2 ** Math.ceil(Math.log2(used)));

/** (room, width) with a row for each slot in use; the others are zero. */
export function slotRows(room: number, width: number, rows: readonly ArrayLike<number>[]): Tensor {
  const data = new Float32Array(room * width);
  rows.forEach((row, i) => data.set(row, i * width));
  return float32(data, [room, width]);
}

/** (room) */
export const slotValues = (room: number, values: readonly number[]): Tensor =>
  float32([...values, ...Array.from({ length: room - values.length }, () => 0)], [room]);

/** (room, count) with a 1 at each slot's token. Empty slots take token 0, so that sums over their map are not zero. */
export function oneHot(room: number, count: number, tokens: readonly number[]): Tensor {
  const data = new Float32Array(room * count);
  for (let slot = 0; slot < room; slot++) data[slot * count + (tokens[slot] ?? 0)] = 1;
  return float32(data, [room, count]);
}

/** The union of each slot's boxes on a grid. */
export function slotMasks(slots: readonly Slot[], grid: Grid): Mask[] {
  const masks = new Map<GuidedObject, Mask>();
  return slots.map(({ object }) => {
    const mask = masks.get(object) ?? unionMask(object.boxes, grid);
    masks.set(object, mask);
    return mask;
  });
}

/** Weights that take the mean of the `count` first values. */
export const meanOfFirst = (count: number, cells: number): Float32Array =>
  new Float32Array(cells).fill(1 / count, 0, count);

export const gridName = ({ width, height }: Grid): string => `${height}x${width}`;

/** One layer for each grid. */
export const distinctGrids = (layers: readonly LossLayer[]): LossLayer[] => [
  ...new Map(layers.map((layer) => [gridName(layer), layer])).values(),
];

export const keysOf = (layers: readonly LossLayer[]): string[] => layers.map(({ key }) => key);

/** Declares inputs of a loss as it asks for them, each once. */
export function feedInputs(builder: Builder, feeds: Readonly<Record<string, Tensor>>): (name: string) => Value {
  const declared = new Map<string, Value>();
  return (name) => {
    const dims = feeds[name]?.dims;
    if (dims === undefined) throw new AppError('internal', `the loss has no value for its input ${name}`);
    const value = declared.get(name) ?? builder.input(name, 'float32', dims);
    declared.set(name, value);
    return value;
  };
}

/** @throws AppError internal when the graph has no such map */
export function mapOf(maps: ReadonlyMap<string, Value>, key: string): Value {
  const map = maps.get(key);
  if (map === undefined) throw new AppError('internal', `the graph has no cross-attention map ${key}`);
  return map;
}

/** The slots' columns of a map: (heads, cells, tokens) and one-hot (room, tokens) → (heads, room, cells). */
export const slotMaps = (builder: Builder, map: Value, tokens: Value): Value =>
  builder.matMul(tokens, builder.transpose(map, [0, 2, 1]));

/** Σ values · weights over all axes; weights broadcast. Shape []. */
export const weightedTotal = (builder: Builder, values: Value, weights: Value): Value =>
  builder.reduceSum(
    builder.mul(values, weights),
    values.shape.map((_, axis) => axis),
    { keepdims: false },
  );

/** Σ of scalars. */
export const total = (builder: Builder, terms: readonly Value[]): Value =>
  terms.reduce((a, b) => builder.add(a, b), builder.scalar(0));

export const lastAxisSum = (builder: Builder, x: Value): Value => builder.reduceSum(x, [-1], { keepdims: false });
