import { AppError } from '../../../preload/contract/errors.ts';
import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import { attention } from '../nn/attention.ts';
import { conv2d, upsampleTo } from '../nn/conv.ts';
import { groupNorm } from '../nn/norm.ts';
import { resnetBlock } from '../nn/resnet.ts';
import type { Scope } from '../nn/scope.ts';
import type { VaeConfig } from './vae-config.ts';

const epsilon = 1e-6;
/** Of the latents' logarithmic variance, as diffusers bounds it. */
const logvarBounds = [-30, 20] as const;

/**
 * Latents to a picture: the decoder of the autoencoder of Rombach et al., arXiv 2112.10752.
 * @param latents (N, channels, h, w) as the UNet has them, scaled
 * @returns (N, 3, h·f, w·f), values from about -1 to 1
 */
export function vaeDecode(scope: Scope, config: VaeConfig, latents: Value): Value {
  const { block_out_channels: channels, layers_per_block } = config;
  let x = scope.builder.div(latents, config.scaling_factor);
  if (config.use_post_quant_conv) {
    const scaled = x;
    x = scope.at('post_quant_conv', (s) => conv2d(s, scaled, config.latent_channels, { kernel: 1 }));
  }
  return scope.at('decoder', (decoder) => {
    const deepest = last(channels);
    const start = x;
    x = decoder.at('conv_in', (s) => conv2d(s, start, deepest));
    x = midBlock(decoder, config, x);
    for (const [i, out] of channels.toReversed().entries()) {
      x = decoder.at(`up_blocks.${i}`, (block) => {
        let y = resnets(block, config, x, out, layers_per_block + 1);
        if (i < channels.length - 1) {
          const size = { height: 2 * dim(y.shape, 2), width: 2 * dim(y.shape, 3) };
          y = block.at('upsamplers.0.conv', (s) => conv2d(s, upsampleTo(s, y, size), out));
        }
        return y;
      });
    }
    return head(decoder, config, x, config.out_channels);
  });
}

export interface LatentDistribution {
  /** (N, channels, h, w), not yet scaled. */
  readonly mean: Value;
  readonly logvar: Value;
}

/**
 * A picture to the distribution of its latents.
 * @param picture (N, 3, H, W), values from -1 to 1; sides must be multiples of the latent factor
 */
export function vaeEncode(scope: Scope, config: VaeConfig, picture: Value): LatentDistribution {
  const { builder } = scope;
  const { block_out_channels: channels, layers_per_block, latent_channels } = config;
  let x = scope.at('encoder', (encoder) => {
    let y = encoder.at('conv_in', (s) => conv2d(s, picture, channels[0] ?? 0));
    for (const [i, out] of channels.entries()) {
      y = encoder.at(`down_blocks.${i}`, (block) => {
        const z = resnets(block, config, y, out, layers_per_block);
        if (i === channels.length - 1) return z;
        return block.at('downsamplers.0.conv', (s) => conv2d(s, z, out, { stride: 2, padding: [0, 0, 1, 1] }));
      });
    }
    return head(encoder, config, midBlock(encoder, config, y), 2 * latent_channels);
  });
  if (config.use_quant_conv) {
    const moments = x;
    x = scope.at('quant_conv', (s) => conv2d(s, moments, 2 * latent_channels, { kernel: 1 }));
  }
  const half = (from: number): Value => builder.slice(x, { starts: [from], ends: [from + latent_channels], axes: [1] });
  const [lowest, highest] = logvarBounds;
  return { mean: half(0), logvar: builder.min(builder.max(half(latent_channels), lowest), highest) };
}

function resnets(scope: Scope, config: VaeConfig, x: Value, out: number, count: number): Value {
  let y = x;
  for (let i = 0; i < count; i++) {
    y = scope.at(`resnets.${i}`, (s) => resnetBlock(s, y, out, { groups: config.norm_num_groups, epsilon }));
  }
  return y;
}

function midBlock(scope: Scope, config: VaeConfig, x: Value): Value {
  return scope.at('mid_block', (block) => {
    const groups = config.norm_num_groups;
    const resnet = (i: number, value: Value): Value =>
      block.at(`resnets.${i}`, (s) => resnetBlock(s, value, dim(x.shape, 1), { groups, epsilon }));
    const first = resnet(0, x);
    const mixed = config.mid_block_add_attention
      ? block.at('attentions.0', (s) => spatialAttention(s, first, groups))
      : first;
    return resnet(1, mixed);
  });
}

/** Published Stable Diffusion 1.x autoencoders keep their first names. */
const oldNames = ['query', 'key', 'value', 'proj_attn'] as const;
const newNames = ['to_q', 'to_k', 'to_v', 'to_out.0'] as const;

/** Self-attention of one head over all cells, with its shortcut. */
function spatialAttention(scope: Scope, x: Value, groups: number): Value {
  const { builder } = scope;
  const [batch, channels] = [dim(x.shape, 0), dim(x.shape, 1)];
  const normal = scope.at('group_norm', (s) => groupNorm(s, x, groups, epsilon));
  const cells = builder.transpose(builder.reshape(normal, [batch, channels, -1]), [0, 2, 1]);
  const names = scope.has('query.weight') ? oldNames : newNames;
  const mixed = attention(scope, cells, cells, { heads: 1, bias: true, names });
  return builder.add(x, builder.reshape(builder.transpose(mixed, [0, 2, 1]), x.shape));
}

function head(scope: Scope, config: VaeConfig, x: Value, out: number): Value {
  const normal = scope.at('conv_norm_out', (s) => groupNorm(s, x, config.norm_num_groups, epsilon));
  return scope.at('conv_out', (s) => conv2d(s, scope.builder.silu(normal), out));
}

function last(channels: readonly number[]): number {
  const deepest = channels.at(-1);
  if (deepest === undefined) throw new AppError('internal', 'an autoencoder without levels');
  return deepest;
}
