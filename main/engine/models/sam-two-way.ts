import type { Value } from '../onnx/ir.ts';
import { attention } from '../nn/attention.ts';
import { linear } from '../nn/linear.ts';
import { layerNorm } from '../nn/norm.ts';
import type { Scope } from '../nn/scope.ts';
import type { SamDecoderConfig } from './sam-config.ts';

/** Something of each side: states, or their positions. */
interface Both {
  /** (1, tokens, channels) */
  readonly tokens: Value;
  /** (1, cells, channels) */
  readonly cells: Value;
}

const names = ['q_proj', 'k_proj', 'v_proj', 'out_proj'] as const;
/** PyTorch's own: the last norm is not given the configuration's. */
const lastEpsilon = 1e-5;

/**
 * SAM's two-way transformer: tokens look at each other and at the image, the image looks back. Kirillov et al., arXiv 2304.02643, appendix A
 * and figure 14. Positions are added to queries and keys of every attention, never to values.
 * @param image cells of the image embedding and their positions, each (1, cells, channels)
 */
export function twoWayTransformer(
  scope: Scope,
  config: SamDecoderConfig,
  tokens: Value,
  image: { readonly cells: Value; readonly places: Value },
): Both {
  const { builder } = scope;
  // What the tokens say at first serves as their positions.
  const places: Both = { tokens, cells: image.places };
  let both: Both = { tokens, cells: image.cells };
  for (let i = 0; i < config.num_hidden_layers; i++) {
    both = scope.at(`layers.${i}`, (s) => layer(s, config, both, places, i === 0));
  }
  const looked = scope.at('final_attn_token_to_image', (s) => tokensToImage(s, config, both, places));
  const last = builder.add(both.tokens, looked);
  return { tokens: scope.at('layer_norm_final_attn', (s) => layerNorm(s, last, lastEpsilon)), cells: both.cells };
}

function layer(scope: Scope, config: SamDecoderConfig, both: Both, places: Both, isFirst: boolean): Both {
  const { builder } = scope;
  const norm = (name: string, x: Value): Value => scope.at(name, (s) => layerNorm(s, x, config.layer_norm_eps));

  // The first layer's tokens are their own positions: nothing is added to them, and nothing of them is kept.
  const self = isFirst ? both.tokens : builder.add(both.tokens, places.tokens);
  const among = scope.at('self_attn', (s) =>
    attention(s, self, self, { heads: config.num_attention_heads, bias: true, names, values: both.tokens }),
  );
  let tokens = norm('layer_norm1', isFirst ? among : builder.add(both.tokens, among));

  const looked = scope.at('cross_attn_token_to_image', (s) =>
    tokensToImage(s, config, { tokens, cells: both.cells }, places),
  );
  tokens = norm('layer_norm2', builder.add(tokens, looked));
  tokens = norm('layer_norm3', builder.add(tokens, feedForward(scope, config, tokens)));

  const back = scope.at('cross_attn_image_to_token', (s) =>
    attention(s, builder.add(both.cells, places.cells), builder.add(tokens, places.tokens), {
      ...crossOptions(config),
      values: tokens,
    }),
  );
  return { tokens, cells: norm('layer_norm4', builder.add(both.cells, back)) };
}

function tokensToImage(scope: Scope, config: SamDecoderConfig, both: Both, places: Both): Value {
  const { builder } = scope;
  return attention(scope, builder.add(both.tokens, places.tokens), builder.add(both.cells, places.cells), {
    ...crossOptions(config),
    values: both.cells,
  });
}

/** Attention between tokens and image works with fewer channels. */
const crossOptions = (config: SamDecoderConfig) => ({
  heads: config.num_attention_heads,
  bias: true,
  names,
  inner: config.hidden_size / config.attention_downsample_rate,
});

function feedForward(scope: Scope, config: SamDecoderConfig, x: Value): Value {
  return scope.at('mlp', (mlp) => {
    const inner = mlp.at('lin1', (s) => linear(s, x, config.mlp_dim));
    return mlp.at('lin2', (s) => linear(s, scope.builder.max(inner, 0), config.hidden_size));
  });
}
