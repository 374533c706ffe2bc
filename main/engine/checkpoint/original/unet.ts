import type { z } from 'zod';
import type { AddedConditions } from '../../models/added-conditions.ts';
import type { unetConfigSchema } from '../../models/unet-config.ts';
import { groupsOf, headsOf, replaced, type Stored } from './stored.ts';

const resnetNames = [
  ['in_layers.0', 'norm1'],
  ['in_layers.2', 'conv1'],
  ['emb_layers.1', 'time_emb_proj'],
  ['out_layers.0', 'norm2'],
  ['out_layers.3', 'conv2'],
  ['skip_connection', 'conv_shortcut'],
] as const;

const outerNames = [
  ['time_embed.0', 'time_embedding.linear_1'],
  ['time_embed.2', 'time_embedding.linear_2'],
  ['label_emb.0.0', 'add_embedding.linear_1'],
  ['label_emb.0.2', 'add_embedding.linear_2'],
  ['input_blocks.0.0', 'conv_in'],
  ['out.0', 'conv_norm_out'],
  ['out.2', 'conv_out'],
  ['middle_block.1', 'mid_block.attentions.0'],
] as const;

/**
 * A key of the original UNet (CompVis' latent-diffusion, `openaimodel.py`) as diffusers calls it. A list of blocks runs through all levels there: each
 * level has its residual blocks, and one more that halves the size; on the way up, one block more and the doubling in the last of them.
 * @param layers residual blocks of each level
 * @returns the key itself where it is none of the UNet's
 */
export function unetKey(key: string, layers: number): string {
  const [, list, index, part, rest = ''] = /^(input|middle|output)_blocks?\.(\d+)\.(?:(\d+)\.)?(.+)$/.exec(key) ?? [];
  const outer = replaced(key, outerNames);
  if (list === undefined || outer !== key) return outer;
  if (list === 'middle') {
    const inner = key.slice('middle_block.0.'.length);
    return index === '0' || index === '2' ? `mid_block.resnets.${Number(index) / 2}.${resnet(inner)}` : key;
  }
  const place = list === 'input' ? Number(index) - 1 : Number(index);
  const [level, layer] = [Math.floor(place / (layers + 1)), place % (layers + 1)];
  const block = `${list === 'input' ? 'down' : 'up'}_blocks.${level}`;
  if (rest.startsWith('op.')) return `${block}.downsamplers.0.conv.${rest.slice('op.'.length)}`;
  if (rest.startsWith('conv.')) return `${block}.upsamplers.0.${rest}`;
  if (part === '0') return `${block}.resnets.${layer}.${resnet(rest)}`;
  return part === '1' ? `${block}.attentions.${layer}.${rest}` : key;
}

const resnet = (key: string): string => replaced(key, resnetNames);

/** Residual blocks of each level of an original UNet: those between the first convolution and the first halving. */
export const unetLayers = (stored: Stored): number => stored.count((i) => `input_blocks.${i + 1}.0.in_layers.0.weight`);

/**
 * What diffusers' configuration would say of an original UNet, from the shapes of its weights. Attention heads leave no trace there: SD 1.x has eight in
 * every layer, later models with linear projections have 64 channels in each.
 * @param options.sample size of the latents that it was trained for
 * @param options.added SDXL's added conditions
 */
export function unetConfig(
  stored: Stored,
  { sample, added }: { readonly sample: number; readonly added: AddedConditions | null },
): z.input<typeof unetConfigSchema> {
  const layers = unetLayers(stored);
  const levels = 1 + stored.count((i) => `input_blocks.${(i + 1) * (layers + 1)}.0.op.weight`);
  const depth = (place: string): number => stored.count((k) => `${place}.transformer_blocks.${k}.attn2.to_k.weight`);
  const first = (level: number): string => `input_blocks.${1 + level * (layers + 1)}`;
  const each = Array.from({ length: levels }, (_, level) => ({
    channels: stored.size(`${first(level)}.0.out_layers.3.weight`, 0),
    depth: depth(`${first(level)}.1`),
  }));
  const channels = each.map((level) => level.channels);
  const middle = 'middle_block.1';
  const linear = (stored.weights.get(`${middle}.proj_in.weight`)?.shape.length ?? 4) === 2;
  const crosses = each.map((level) => level.depth > 0);
  return {
    block_out_channels: channels,
    down_block_types: crosses.map((cross) => (cross ? 'CrossAttnDownBlock2D' : 'DownBlock2D')),
    up_block_types: crosses.toReversed().map((cross) => (cross ? 'CrossAttnUpBlock2D' : 'UpBlock2D')),
    layers_per_block: layers,
    // The middle block has the depth of the deepest level, which need not have attention itself.
    transformer_layers_per_block: each.map((level, i) =>
      i === levels - 1 && level.depth === 0 ? depth(middle) : level.depth,
    ),
    cross_attention_dim: stored.size(`${middle}.transformer_blocks.0.attn2.to_k.weight`, 1),
    attention_head_dim: linear ? channels.map(headsOf) : 8,
    use_linear_projection: linear,
    norm_num_groups: groupsOf(channels),
    in_channels: stored.size('input_blocks.0.0.weight', 1),
    out_channels: stored.size('out.2.weight', 0),
    sample_size: sample,
    ...(added === null ? {} : addedConfig(stored.size('label_emb.0.0.weight', 1), added)),
  };
}

const addedConfig = (width: number, { pooled, ids }: AddedConditions) =>
  ({
    addition_embed_type: 'text_time',
    addition_time_embed_dim: Math.floor((width - pooled) / ids),
    projection_class_embeddings_input_dim: width,
  }) as const;
