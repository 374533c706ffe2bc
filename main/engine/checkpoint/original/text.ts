import type { z } from 'zod';
import type { clipTextConfigSchema } from '../../models/clip-config.ts';
import type { Weight } from '../weights.ts';
import { headsOf, replaced, type Stored } from './stored.ts';

type Config = z.input<typeof clipTextConfigSchema>;

/** What transformers' configuration would say of a CLIP text encoder that has its key names, as in SD 1.x: OpenAI's own, ViT-L/14. */
export function clipConfig(stored: Stored): Config {
  const at = stored.has('text_model.final_layer_norm.weight') ? 'text_model.' : '';
  const width = stored.size(`${at}embeddings.token_embedding.weight`, 1);
  return {
    hidden_act: 'quick_gelu',
    hidden_size: width,
    vocab_size: stored.size(`${at}embeddings.token_embedding.weight`, 0),
    max_position_embeddings: stored.size(`${at}embeddings.position_embedding.weight`, 0),
    intermediate_size: stored.size(`${at}encoder.layers.0.mlp.fc1.weight`, 0),
    num_hidden_layers: stored.count((i) => `${at}encoder.layers.${i}.mlp.fc1.weight`),
    num_attention_heads: headsOf(width),
  };
}

const outerNames = [
  ['token_embedding', 'embeddings.token_embedding'],
  ['ln_final', 'final_layer_norm'],
] as const;
const layerNames = [
  ['ln_1', 'layer_norm1'],
  ['ln_2', 'layer_norm2'],
  ['attn.out_proj', 'self_attn.out_proj'],
  ['mlp.c_fc', 'mlp.fc1'],
  ['mlp.c_proj', 'mlp.fc2'],
] as const;
/** In the order in which PyTorch stacks them. */
const stacked = ['q_proj', 'k_proj', 'v_proj'] as const;

/**
 * The weights of an open_clip text encoder, as in SD 2.x and SDXL, by transformers' keys. Query, key and value projections are rows of one tensor there.
 * @param layers that are used: SD 2.x reads the last but one and has no use for the last
 */
export function openClipWeights(stored: Stored, layers: number): Map<string, Weight> {
  const weights = new Map<string, Weight>();
  for (const [key, weight] of stored.weights) {
    const [, layer, inner = ''] = /^transformer\.resblocks\.(\d+)\.(.+)$/.exec(key) ?? [];
    if (key === 'positional_embedding') weights.set('text_model.embeddings.position_embedding.weight', weight);
    else if (layer === undefined) {
      const name = replaced(key, outerNames);
      weights.set(name === key ? key : `text_model.${name}`, weight);
    } else if (Number(layer) < layers) {
      const place = `text_model.encoder.layers.${layer}`;
      const [, kind] = /^attn\.in_proj_(weight|bias)$/.exec(inner) ?? [];
      if (kind === undefined) weights.set(`${place}.${replaced(inner, layerNames)}`, weight);
      else stacked.forEach((name, i) => weights.set(`${place}.self_attn.${name}.${kind}`, third(weight, i)));
    }
  }
  return weights;
}

/** The i-th third of a tensor's rows, where it lies. */
function third(weight: Weight, i: number): Weight {
  const [rows = 0, ...rest] = weight.shape;
  const length = weight.length / 3;
  return { ...weight, shape: [rows / 3, ...rest], offset: weight.offset + i * length, length };
}

export const openClipLayers = (stored: Stored): number =>
  stored.count((i) => `transformer.resblocks.${i}.mlp.c_fc.weight`);

/** What transformers' configuration would say of an open_clip text encoder: ViT-H/14 in SD 2.x, ViT-bigG/14 in SDXL. */
export function openClipConfig(stored: Stored, layers: number): Config {
  const width = stored.size('token_embedding.weight', 1);
  return {
    hidden_act: 'gelu',
    hidden_size: width,
    vocab_size: stored.size('token_embedding.weight', 0),
    max_position_embeddings: stored.size('positional_embedding', 0),
    intermediate_size: stored.size('transformer.resblocks.0.mlp.c_fc.weight', 0),
    num_hidden_layers: layers,
    num_attention_heads: headsOf(width),
    ...(stored.has('text_projection') ? { projection_dim: stored.size('text_projection', 1) } : {}),
  };
}
