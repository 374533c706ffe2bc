import type { Builder } from '../onnx/builder.ts';
import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import { linear } from '../nn/linear.ts';
import type { Scope } from '../nn/scope.ts';

/** A patch's logit for a query q is (embedding · q + shift) · scale. */
export interface OwlvitClasses {
  /** Of unit length, (patches, width). */
  readonly embeddings: Value;
  /** (patches, 1) */
  readonly shifts: Value;
  /** Above 0, (patches, 1). */
  readonly scales: Value;
}

const epsilon = 1e-6;

/** x / (|x| + epsilon) along the last axis. */
export function unitVectors(builder: Builder, x: Value, add = epsilon): Value {
  const length = builder.sqrt(builder.reduceSum(builder.mul(x, x), [-1]));
  return builder.div(x, add === 0 ? length : builder.add(length, add));
}

/** Class head: what a patch shows, in the space of the queries. patches (n, width) */
export function owlvitClasses(scope: Scope, patches: Value, width: number): OwlvitClasses {
  const { builder } = scope;
  const layer = (name: string, out: number): Value => scope.at(name, (s) => linear(s, patches, out));
  const scale = layer('logit_scale', 1);
  return {
    embeddings: unitVectors(builder, layer('dense0', width)),
    shifts: layer('logit_shift', 1),
    // ELU(x) + 1 (Clevert et al., arXiv 1511.07289): x + 1 above 0, exp(x) below.
    scales: builder.add(builder.max(scale, 0), builder.exp(builder.min(scale, 0))),
  };
}

/**
 * Box head: where a patch's object is, starting from a box of a patch's size at the patch (arXiv 2205.06230, section 3.2).
 * @param patches (side², width), row by row
 * @returns centre x, centre y, width, height as shares of the picture: (side², 4)
 */
export function owlvitBoxes(scope: Scope, patches: Value, side: number): Value {
  const { builder } = scope;
  const width = dim(patches.shape, -1);
  const hidden = ['dense0', 'dense1'].reduce(
    (x, name) => builder.gelu(scope.at(name, (s) => linear(s, x, width))),
    patches,
  );
  const offsets = scope.at('dense2', (s) => linear(s, hidden, 4));
  return builder.sigmoid(builder.add(offsets, builder.constant(startingBoxes(side), [side * side, 4])));
}

/** The lower right corner of each patch and a patch's size, as log(p / (1 - p)). Rounded as in float32, which counts near 1. */
function startingBoxes(side: number): Float32Array {
  const f = Math.fround;
  const margin = f(1e-4);
  const logit = (p: number): number => f(f(Math.log(f(p + margin))) - f(Math.log1p(f(-p + margin))));
  const size = logit(f(1 / side));
  const boxes = new Float32Array(side * side * 4);
  for (let i = 0; i < side * side; i++) {
    const [column, row] = [i % side, Math.floor(i / side)];
    boxes.set([logit(f((column + 1) / side)), logit(f((row + 1) / side)), size, size], i * 4);
  }
  return boxes;
}
