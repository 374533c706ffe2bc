import type { Builder } from '../onnx/builder.ts';
import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import { conv2d } from '../nn/conv.ts';
import { linear } from '../nn/linear.ts';
import { channelNorm, layerNorm } from '../nn/norm.ts';
import type { Scope } from '../nn/scope.ts';
import { samGrid, type SamVisionConfig } from './sam-config.ts';
import { cellPlaces, relativeAttention } from './sam-attention.ts';

const neckEpsilon = 1e-6;

/**
 * SAM's image encoder: Kirillov et al., arXiv 2304.02643, section 3 and appendix A. A vision transformer (Dosovitskiy et al., arXiv
 * 2010.11929) most of whose layers attend within windows, as in Li et al., arXiv 2203.16527.
 * @param pixels (1, 3, S, S), normalised
 * @returns (1, channels, S / patch, S / patch)
 */
export function samImageEncoder(scope: Scope, config: SamVisionConfig, pixels: Value): Value {
  const { builder } = scope;
  const { hidden_size, patch_size, num_attention_heads: heads, window_size, output_channels } = config;
  const side = samGrid(config);
  const patches = scope.at('patch_embed.projection', (s) =>
    conv2d(s, pixels, hidden_size, { kernel: patch_size, stride: patch_size, padding: 0 }),
  );
  let x = builder.add(
    builder.transpose(patches, [0, 2, 3, 1]),
    scope.weight('pos_embed', [1, side, side, hidden_size]),
  );
  const whole = cellPlaces(builder, side, { batch: 1, heads });
  const windowed =
    window_size === 0 ? whole : cellPlaces(builder, window_size, { batch: Math.ceil(side / window_size) ** 2, heads });
  for (let i = 0; i < config.num_hidden_layers; i++) {
    const isWhole = window_size === 0 || config.global_attn_indexes.includes(i);
    x = scope.at(`layers.${i}`, (s) =>
      block(s, config, x, (normal) => {
        const attend = (cells: Value): Value =>
          s.at('attn', (a) => relativeAttention(a, cells, heads, isWhole ? whole : windowed));
        return isWhole ? attend(normal) : inWindows(builder, normal, window_size, attend);
      }),
    );
  }
  return scope.at('neck', (s) => neck(s, x, output_channels));
}

/** One layer: attention and a feed-forward network, each on its normalised input, each added to it. x (1, H, W, C). */
function block(scope: Scope, config: SamVisionConfig, x: Value, attend: (normal: Value) => Value): Value {
  const { builder } = scope;
  const norm = (name: string, value: Value): Value => scope.at(name, (s) => layerNorm(s, value, config.layer_norm_eps));
  const attended = builder.add(x, attend(norm('layer_norm1', x)));
  const second = norm('layer_norm2', attended);
  const fed = scope.at('mlp', (mlp) => {
    const inner = mlp.at('lin1', (s) => linear(s, second, config.mlp_dim));
    return mlp.at('lin2', (s) => linear(s, builder.gelu(inner), config.hidden_size));
  });
  return builder.add(attended, fed);
}

/** Does something to each window of (1, H, W, C), as a batch of (windows, side, side, C). Windows that reach over the border see zeros there. */
function inWindows(builder: Builder, x: Value, side: number, apply: (windows: Value) => Value): Value {
  const [height, width, channels] = [dim(x.shape, 1), dim(x.shape, 2), dim(x.shape, 3)];
  const [rows, columns] = [Math.ceil(height / side), Math.ceil(width / side)];
  const padded = builder.pad(x, { pads: [0, 0, 0, 0, 0, rows * side - height, columns * side - width, 0] });
  const split = builder.transpose(builder.reshape(padded, [rows, side, columns, side, channels]), [0, 2, 1, 3, 4]);
  const done = apply(builder.reshape(split, [rows * columns, side, side, channels]));
  const joined = builder.transpose(builder.reshape(done, [rows, columns, side, side, channels]), [0, 2, 1, 3, 4]);
  const whole = builder.reshape(joined, [1, rows * side, columns * side, channels]);
  return builder.slice(whole, { starts: [0, 0], ends: [height, width], axes: [1, 2] });
}

/** Two convolutions to the width of the mask decoder. (1, H, W, C) → (1, out, H, W) */
function neck(scope: Scope, x: Value, out: number): Value {
  const norm = (name: string, value: Value): Value => scope.at(name, (s) => channelNorm(s, value, neckEpsilon));
  const cells = scope.builder.transpose(x, [0, 3, 1, 2]);
  const narrow = scope.at('conv1', (s) => conv2d(s, cells, out, { kernel: 1, bias: false }));
  const first = norm('layer_norm1', narrow);
  return norm(
    'layer_norm2',
    scope.at('conv2', (s) => conv2d(s, first, out, { bias: false })),
  );
}
