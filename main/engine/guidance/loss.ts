import type { Builder } from '../onnx/builder.ts';
import type { Value } from '../onnx/ir.ts';
import type { AnyTensor } from '../tensor.ts';

/**
 * A guidance loss: graph code on cross-attention maps. Everything that depends on the layout (masks, token positions, weights) enters through
 * runtime inputs, so that one compiled graph serves every layout with the same `id`.
 */
export interface GuidanceLoss {
  /** Equal ids build equal graphs; contains the slot count and the layers. */
  readonly id: string;
  /** Cross-attention layers the loss reads, as "stage_block_attention_0"; a repeated key weighs more. */
  readonly layers: readonly string[];
  /** Adds the loss to the graph. `maps`: key → (heads, cells, tokens). Declares its inputs by `builder.input`. Returns a scalar, shape []. */
  build(builder: Builder, maps: ReadonlyMap<string, Value>): Value;
  /** Values of the inputs that `build` declares. */
  readonly feeds: Readonly<Record<string, AnyTensor>>;
}
