import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import { attention } from '../nn/attention.ts';
import { gegluFeedForward } from '../nn/feed-forward.ts';
import { linear } from '../nn/linear.ts';
import { layerNorm } from '../nn/norm.ts';
import type { Scope } from '../nn/scope.ts';

/** Grounding as inputs of a graph. */
export interface GroundingInputs {
  /** (N, slots, 4) x0 y0 x1 y1, normalised. */
  readonly boxes: Value;
  /** (N, slots, width) pooled phrase embeddings. */
  readonly phrases: Value;
  /** (N, slots) 1 for an object, 0 for an empty slot. */
  readonly mask: Value;
}

const frequencies = 8;
const hidden = 512;

/** Numbers that describe a box: sine and cosine of four edges at each frequency. */
export const boxFeatures = frequencies * 2 * 4;

/**
 * Grounding tokens of boxes and phrases: Li et al., arXiv 2301.07093, eq. 5. Empty slots have features of their own, which were learnt.
 * @param out width of the result, the UNet's cross-attention width
 * @returns (N, slots, out)
 */
export function positionNet(scope: Scope, { boxes, phrases, mask }: GroundingInputs, out: number): Value {
  const { builder } = scope;
  const width = dim(phrases.shape, -1);
  const present = builder.unsqueeze(mask, [2]);
  const absent = builder.sub(1, present);
  const filled = (value: Value, nothing: Value): Value =>
    builder.add(builder.mul(value, present), builder.mul(absent, nothing));
  const phrase = filled(phrases, scope.weight('null_positive_feature', [width]));
  const place = filled(fourierFeatures(scope, boxes), scope.weight('null_position_feature', [boxFeatures]));
  return scope.at('linears', (s) => {
    const first = s.at('0', (layer) => linear(layer, builder.concat([phrase, place], 2), hidden));
    const second = s.at('2', (layer) => linear(layer, builder.silu(first), hidden));
    return s.at('4', (layer) => linear(layer, builder.silu(second), out));
  });
}

/** (N, slots, 4) → (N, slots, 64): for each frequency sine, then cosine, of the four edges. */
function fourierFeatures({ builder }: Scope, boxes: Value): Value {
  const [batch, slots] = [dim(boxes.shape, 0), dim(boxes.shape, 1)];
  const scales = Array.from({ length: frequencies }, (_, i) => 100 ** (i / frequencies));
  const angles = builder.mul(builder.unsqueeze(boxes, [2]), builder.constant(scales, [frequencies, 1]));
  const waves = [builder.sin(angles), builder.cos(angles)].map((wave) => builder.unsqueeze(wave, [3]));
  return builder.reshape(builder.concat(waves, 3), [batch, slots, boxFeatures]);
}

/** Gated self-attention over cells and grounding tokens together (eq. 8), and its gated feed-forward. */
export function gatedSelfAttention(scope: Scope, x: Value, objects: Value, heads: number): Value {
  const { builder } = scope;
  const [cells, channels] = [dim(x.shape, 1), dim(x.shape, 2)];
  const gated = (gate: string, value: Value): Value => builder.mul(builder.tanh(scope.weight(gate, [])), value);
  const tokens = scope.at('linear', (s) => linear(s, objects, channels));
  const normal = scope.at('norm1', (s) => layerNorm(s, builder.concat([x, tokens], 1)));
  const mixed = scope.at('attn', (s) => attention(s, normal, normal, { heads }));
  const visual = builder.slice(mixed, { starts: [0], ends: [cells], axes: [1] });
  const attended = builder.add(x, gated('alpha_attn', visual));
  const second = scope.at('norm2', (s) => layerNorm(s, attended));
  return builder.add(
    attended,
    gated(
      'alpha_dense',
      scope.at('ff', (s) => gegluFeedForward(s, second)),
    ),
  );
}
