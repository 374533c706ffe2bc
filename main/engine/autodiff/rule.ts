import type { Builder } from '../onnx/builder.ts';
import type { Node } from '../onnx/graph.ts';
import type { Value } from '../onnx/ir.ts';
import type { OpAttributes, OpName } from '../onnx/ops/table.ts';

export interface GradientOptions {
  /**
   * Convolution weights up to this many elements are mirrored when the session opens, so that the gradient goes back through a Conv; larger
   * ones are read as they are by ConvTranspose. On processors the first takes 0.7 of the time and the memory of the copy: at 32² and more
   * cells, 4 million elements (the default) are 20 ms won for 15 MB; at 8², 10 ms for 60 to 120 MB.
   */
  readonly flippedElements: number;
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
