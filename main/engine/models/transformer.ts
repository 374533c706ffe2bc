import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import { attention } from '../nn/attention.ts';
import { conv2d } from '../nn/conv.ts';
import { gegluFeedForward } from '../nn/feed-forward.ts';
import { linear } from '../nn/linear.ts';
import { groupNorm, layerNorm } from '../nn/norm.ts';
import type { Scope } from '../nn/scope.ts';
import { gatedSelfAttention } from './gligen.ts';

export interface TransformerOptions {
  readonly heads: number;
  readonly layers: number;
  readonly groups: number;
  /** Text, (N, tokens, width). */
  readonly text: Value;
  /** Grounding tokens, (N, slots, width); without them the fusers are left out. */
  readonly objects?: Value | undefined;
  /** Projections in and out as linear layers (SD 2.x) instead of 1×1 convolutions (SD 1.x). */
  readonly linearProjection: boolean;
  /** Takes the cross-attention probabilities of a layer, (N, heads, cells, tokens), if they are wanted. */
  readonly tapOf: (layer: number) => ((probabilities: Value) => void) | undefined;
}

const epsilon = 1e-6;

/** Transformer over the cells of (N, C, H, W), with a shortcut around it. */
export function spatialTransformer(scope: Scope, x: Value, options: TransformerOptions): Value {
  const { builder } = scope;
  const { layers, groups, linearProjection } = options;
  const [batch, channels] = [dim(x.shape, 0), dim(x.shape, 1)];
  const toCells = (value: Value): Value => builder.transpose(builder.reshape(value, [batch, channels, -1]), [0, 2, 1]);
  const toGrid = (value: Value): Value => builder.reshape(builder.transpose(value, [0, 2, 1]), x.shape);

  const normal = scope.at('norm', (s) => groupNorm(s, x, groups, epsilon));
  let cells = scope.at('proj_in', (s) =>
    linearProjection ? linear(s, toCells(normal), channels) : toCells(conv2d(s, normal, channels, { kernel: 1 })),
  );
  for (let layer = 0; layer < layers; layer++) {
    cells = scope.at(`transformer_blocks.${layer}`, (s) => transformerBlock(s, cells, options, layer));
  }
  const out = scope.at('proj_out', (s) =>
    linearProjection ? toGrid(linear(s, cells, channels)) : conv2d(s, toGrid(cells), channels, { kernel: 1 }),
  );
  return builder.add(out, x);
}

/** Self-attention, grounding, cross-attention, feed-forward: each on its normalised input, each added to it. */
function transformerBlock(scope: Scope, x: Value, options: TransformerOptions, layer: number): Value {
  const { builder } = scope;
  const { heads, text, objects, tapOf } = options;
  const norm = (name: string, value: Value): Value => scope.at(name, (s) => layerNorm(s, value));
  const first = norm('norm1', x);
  let y = builder.add(
    x,
    scope.at('attn1', (s) => attention(s, first, first, { heads })),
  );
  if (objects !== undefined) y = scope.at('fuser', (s) => gatedSelfAttention(s, y, objects, heads));
  const second = norm('norm2', y);
  y = builder.add(
    y,
    scope.at('attn2', (s) => attention(s, second, text, { heads, tap: tapOf(layer) })),
  );
  const third = norm('norm3', y);
  return builder.add(
    y,
    scope.at('ff', (s) => gegluFeedForward(s, third)),
  );
}
