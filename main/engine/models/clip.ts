import type { Value } from '../onnx/ir.ts';
import { attention } from '../nn/attention.ts';
import { linear } from '../nn/linear.ts';
import { layerNorm } from '../nn/norm.ts';
import type { Scope } from '../nn/scope.ts';
import type { ClipTextConfig } from './clip-config.ts';

export interface TextStates {
  /** Before the last layer, not normalised, (1, tokens, width): what SDXL reads (arXiv 2307.01952, section 2.1). */
  readonly penultimate: Value;
  /** After the final norm, (1, tokens, width). */
  readonly hidden: Value;
  /** The state of the first end mark, (1, width). */
  readonly pooled: Value;
}

/** Lowest float32: what the Python implementation masks with. */
const masked = -3.4028234663852886e38;

const projections = ['q_proj', 'k_proj', 'v_proj', 'out_proj'] as const;

/**
 * CLIP's text encoder: Radford et al., arXiv 2103.00020, section 2.4.
 * @param ids int64 (1, tokens)
 */
export function clipText(scope: Scope, config: ClipTextConfig, ids: Value): TextStates {
  // transformers 5 leaves the prefix out.
  const isPrefixed = !scope.has('final_layer_norm.weight');
  return isPrefixed ? scope.at('text_model', (s) => encoder(s, config, ids)) : encoder(scope, config, ids);
}

/** The state of the end mark in the space that pictures and texts share, (1, width): transformers' CLIPTextModelWithProjection. */
export function projectedText(
  scope: Scope,
  { hidden_size, projection_dim }: ClipTextConfig,
  states: TextStates,
): Value {
  // open_clip stores the matrix itself, a linear layer has it transposed.
  return scope.has('text_projection')
    ? scope.builder.matMul(states.pooled, scope.weight('text_projection', [hidden_size, projection_dim]))
    : scope.at('text_projection', (s) => linear(s, states.pooled, projection_dim, { bias: false }));
}

function encoder(scope: Scope, config: ClipTextConfig, ids: Value): TextStates {
  const tokens = config.max_position_embeddings;
  const mask = scope.builder.constant(causalMask(tokens), [tokens, tokens]);
  let x = scope.at('embeddings', (s) => embed(s, config, ids));
  let penultimate = x;
  for (let i = 0; i < config.num_hidden_layers; i++) {
    penultimate = x;
    x = scope.at(`encoder.layers.${i}`, (s) => clipLayer(s, config, x, { mask }));
  }
  const hidden = scope.at('final_layer_norm', (s) => layerNorm(s, x, config.layer_norm_eps));
  return { penultimate, hidden, pooled: endState(scope, config, ids, hidden) };
}

function embed(scope: Scope, config: ClipTextConfig, ids: Value): Value {
  const { vocab_size, hidden_size, max_position_embeddings } = config;
  const table = scope.at('token_embedding', (s) => s.weight('weight', [vocab_size, hidden_size]));
  const positions = scope.at('position_embedding', (s) => s.weight('weight', [max_position_embeddings, hidden_size]));
  return scope.builder.add(scope.builder.gather(table, ids, 0), positions);
}

export type ClipLayerConfig = Pick<
  ClipTextConfig,
  'num_attention_heads' | 'layer_norm_eps' | 'hidden_act' | 'hidden_size' | 'intermediate_size'
>;

/**
 * A layer of CLIP's text or image encoder: (1, tokens, width), the same shape.
 * @param options.mask added to the attention scores, (tokens, tokens)
 */
export function clipLayer(scope: Scope, config: ClipLayerConfig, x: Value, options: { mask?: Value } = {}): Value {
  const { builder } = scope;
  const { num_attention_heads: heads, layer_norm_eps, hidden_act, hidden_size, intermediate_size } = config;
  const first = scope.at('layer_norm1', (s) => layerNorm(s, x, layer_norm_eps));
  const attended = builder.add(
    x,
    scope.at('self_attn', (s) => attention(s, first, first, { heads, bias: true, names: projections, ...options })),
  );
  const second = scope.at('layer_norm2', (s) => layerNorm(s, attended, layer_norm_eps));
  const fed = scope.at('mlp', (mlp) => {
    const inner = mlp.at('fc1', (s) => linear(s, second, intermediate_size));
    const active = hidden_act === 'gelu' ? builder.gelu(inner) : builder.quickGelu(inner);
    return mlp.at('fc2', (s) => linear(s, active, hidden_size));
  });
  return builder.add(attended, fed);
}

/** A token sees itself and those before it. */
function causalMask(tokens: number): Float32Array {
  const mask = new Float32Array(tokens * tokens);
  for (let row = 0; row < tokens; row++) mask.fill(masked, row * tokens + row + 1, (row + 1) * tokens);
  return mask;
}

/** Old configurations name 2 as the end mark whatever it is; the end mark has the largest id of the vocabulary then. */
const legacyEnd = 2;

function endState({ builder }: Scope, config: ClipTextConfig, ids: Value, hidden: Value): Value {
  const { eos_token_id: eos, hidden_size } = config;
  const isNamed = eos !== undefined && eos !== null && eos !== legacyEnd;
  // Of equal values TopK names the first.
  const ranked = isNamed ? builder.cast(builder.equal(ids, eos), 'float32') : ids;
  const [, index] = builder.topK(ranked, 1, 1);
  return builder.reshape(builder.gather(hidden, builder.reshape(index, [1]), 1), [1, hidden_size]);
}
