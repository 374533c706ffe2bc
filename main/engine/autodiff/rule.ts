import type { Builder } from '../onnx/builder.ts';
import type { Node } from '../onnx/graph.ts';
import type { Value } from '../onnx/ir.ts';
import type { OpAttributes, OpName } from '../onnx/ops/table.ts';

export interface GradientOptions {
  /**
   * How a gradient goes back through a convolution of stride 1: `transpose` is a ConvTranspose over the same weights; `flipped` a Conv over a
   * mirrored copy of them, 1.2 to 1.5 times as fast on processors and that much more memory. Other strides always take the first.
   */
  readonly convBackward: 'transpose' | 'flipped';
  /** Elements of attention probabilities computed at a time on the way back (but one head at least); 64 MB, unless given. */
  readonly attentionElements: number;
}

/** One node, seen from behind. */
export interface Backward<K extends OpName = OpName> {
  readonly builder: Builder;
  readonly node: Node;
  readonly attributes: OpAttributes<K>;
  readonly options: GradientOptions;
  /** Input `i`, which must be there. */
  readonly x: (i: number) => Value;
  /** First output. */
  readonly y: Value;
  /** Gradient of the target by the first output, in its shape. */
  readonly g: Value;
  /** Whether the gradient by input `i` is asked for. */
  readonly wants: (i: number) => boolean;
  /** Throws AppError graph_invalid, naming operator and node. */
  readonly fail: (message: string) => never;
}

/**
 * The gradients of an operator by its inputs; one that is not asked for is not computed. Each may still have the axes that the forward
 * operation broadcast the input along: the driver sums them. Null where there is none.
 */
export type Rule<K extends OpName> = (backward: Backward<K>) => readonly ((() => Value) | null)[];

/** Rules by operator; partial, since not every operator has a gradient. */
export type Rules = { readonly [K in OpName]?: Rule<K> };
