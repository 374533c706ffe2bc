import type { z } from 'zod';
import type { vaeConfigSchema } from '../../models/vae-config.ts';
import { groupsOf, replaced, type Stored } from './stored.ts';

const midNames = [
  ['block_1', 'resnets.0'],
  ['block_2', 'resnets.1'],
  ['attn_1.norm', 'attentions.0.group_norm'],
  ['attn_1.q', 'attentions.0.to_q'],
  ['attn_1.k', 'attentions.0.to_k'],
  ['attn_1.v', 'attentions.0.to_v'],
  ['attn_1.proj_out', 'attentions.0.to_out.0'],
] as const;

const blockNames = [
  ['downsample.conv', 'downsamplers.0.conv'],
  ['upsample.conv', 'upsamplers.0.conv'],
] as const;

export const vaeLevels = (stored: Stored): number => stored.count((i) => `encoder.down.${i}.block.0.conv1.weight`);

/**
 * A key of the original autoencoder (CompVis' latent-diffusion, `diffusionmodules/model.py`) as diffusers calls it; there, the decoder's blocks are
 * counted from the finest.
 * @returns null for what is no part of encoder and decoder, such as the training loss
 */
export function vaeKey(key: string, levels: number): string | null {
  if (!/^(encoder|decoder|quant_conv|post_quant_conv)\./.test(key)) return null;
  const [, coder = '', rest = ''] = /^(encoder|decoder)\.(.+)$/.exec(key) ?? [];
  const [, way, index, inner = ''] = /^(down|up|mid)\.(?:(\d+)\.)?(.+)$/.exec(rest) ?? [];
  if (way === 'mid') return `${coder}.mid_block.${replaced(inner, midNames)}`;
  if (way === undefined) return key.replace('.norm_out.', '.conv_norm_out.');
  const level = way === 'up' ? levels - 1 - Number(index) : Number(index);
  const named = replaced(
    inner.replace(/^block\./, 'resnets.').replace('.nin_shortcut.', '.conv_shortcut.'),
    blockNames,
  );
  return `${coder}.${way}_blocks.${level}.${named}`;
}

/** What diffusers' configuration would say of an original autoencoder, from the shapes of its weights. */
export function vaeConfig(stored: Stored, scale: number): z.input<typeof vaeConfigSchema> {
  const channels = Array.from({ length: Math.max(1, vaeLevels(stored)) }, (_, level) =>
    stored.size(`encoder.down.${level}.block.0.conv1.weight`, 0),
  );
  return {
    block_out_channels: channels,
    layers_per_block: stored.count((i) => `encoder.down.0.block.${i}.conv1.weight`),
    latent_channels: stored.size('decoder.conv_in.weight', 1),
    mid_block_add_attention: stored.has('decoder.mid.attn_1.q.weight'),
    norm_num_groups: groupsOf(channels),
    scaling_factor: scale,
    use_quant_conv: stored.has('quant_conv.weight'),
    use_post_quant_conv: stored.has('post_quant_conv.weight'),
  };
}
