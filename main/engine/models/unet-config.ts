import { z } from 'zod';
import type { Grid } from '../guidance/grid.ts';

const perLevel = z.union([z.int().min(1).max(1024), z.array(z.int().min(1).max(1024)).min(1).max(16)]);
const off = z.union([z.null(), z.literal(false)]).optional();
const depth = z.int().min(0).max(100);
/** Transformer layers: of every level, of each level, or of each attention of a level. */
const depths = z
  .array(z.union([depth, z.array(depth).min(1).max(16)]))
  .min(1)
  .max(16);

/** `unet/config.json`: diffusers' UNet2DConditionModel as far as it decides the network. What would change the network is refused. */
export const unetConfigSchema = z
  .object({
    act_fn: z.literal('silu').default('silu'),
    /** text_time: SDXL's conditions beside the prompt (arXiv 2307.01952, section 2.2). */
    addition_embed_type: z.literal('text_time').nullish(),
    addition_time_embed_dim: z.int().min(2).max(16_384).nullish(),
    /** The number of heads, in spite of its name: https://github.com/huggingface/diffusers/issues/2011 */
    attention_head_dim: perLevel.default(8),
    num_attention_heads: perLevel.nullish(),
    block_out_channels: z.array(z.int().min(1).max(16_384)).min(1).max(16).default([320, 640, 1280, 1280]),
    center_input_sample: off,
    class_embed_type: z.null().optional(),
    conv_in_kernel: z.literal(3).default(3),
    conv_out_kernel: z.literal(3).default(3),
    cross_attention_dim: z.int().min(1).max(16_384).default(1280),
    cross_attention_norm: z.null().optional(),
    down_block_types: z
      .array(z.enum(['CrossAttnDownBlock2D', 'DownBlock2D']))
      .min(1)
      .max(16),
    downsample_padding: z.literal(1).default(1),
    dual_cross_attention: off,
    encoder_hid_dim_type: z.null().optional(),
    flip_sin_to_cos: z.boolean().default(true),
    freq_shift: z.number().default(0),
    in_channels: z.int().min(1).max(64).default(4),
    layers_per_block: perLevel.default(2),
    mid_block_scale_factor: z.literal(1).default(1),
    /** UNetMidBlock2D is one residual block; null leaves the middle out. */
    mid_block_type: z.enum(['UNetMidBlock2DCrossAttn', 'UNetMidBlock2D']).nullable().default('UNetMidBlock2DCrossAttn'),
    norm_eps: z.number().positive().default(1e-5),
    norm_num_groups: z.int().min(1).max(1024).default(32),
    num_class_embeds: z.null().optional(),
    only_cross_attention: off,
    projection_class_embeddings_input_dim: z.int().min(1).max(65_536).nullish(),
    out_channels: z.int().min(1).max(64).default(4),
    resnet_out_scale_factor: z.literal(1).default(1),
    resnet_skip_time_act: off,
    resnet_time_scale_shift: z.literal('default').default('default'),
    /** On the way up, deepest level first; null is the way down reversed. */
    reverse_transformer_layers_per_block: depths.nullish(),
    sample_size: z.union([z.int().min(1).max(4096), z.tuple([z.int().min(1), z.int().min(1)])]).nullish(),
    time_cond_proj_dim: z.null().optional(),
    time_embedding_act_fn: z.null().optional(),
    time_embedding_dim: z.int().min(1).max(65_536).nullish(),
    time_embedding_type: z.literal('positional').default('positional'),
    timestep_post_act: z.null().optional(),
    transformer_layers_per_block: z.union([depth, depths]).default(1),
    up_block_types: z
      .array(z.enum(['CrossAttnUpBlock2D', 'UpBlock2D']))
      .min(1)
      .max(16),
    use_linear_projection: z.boolean().default(false),
  })
  .superRefine((config, context) => {
    const levels = config.block_out_channels.length;
    const fail = (message: string): void => context.addIssue({ code: 'custom', message });
    for (const [name, list] of Object.entries({
      down_block_types: config.down_block_types,
      up_block_types: config.up_block_types,
      attention_head_dim: config.attention_head_dim,
      num_attention_heads: config.num_attention_heads,
      layers_per_block: config.layers_per_block,
      transformer_layers_per_block: config.transformer_layers_per_block,
      reverse_transformer_layers_per_block: config.reverse_transformer_layers_per_block,
    })) {
      if (Array.isArray(list) && list.length !== levels)
        fail(`${name} has ${list.length} entries for ${levels} levels`);
    }
    if (config.addition_embed_type === 'text_time') {
      if (!config.addition_time_embed_dim) fail('addition_time_embed_dim is missing');
      if (!config.projection_class_embeddings_input_dim) fail('projection_class_embeddings_input_dim is missing');
    }
    config.block_out_channels.forEach((channels, level) => {
      if (channels % config.norm_num_groups !== 0)
        fail(`${channels} channels can not be in ${config.norm_num_groups} groups`);
      if (channels % headsAt(config, level) !== 0)
        fail(`${channels} channels can not be in ${headsAt(config, level)} heads`);
    });
  });
export type UnetConfig = z.infer<typeof unetConfigSchema>;

const at = (value: number | readonly number[], level: number): number =>
  typeof value === 'number' ? value : (value.at(level) ?? 1);

/** Attention heads of a level; -1 is the deepest, and the middle block's. */
export const headsAt = (
  config: Pick<UnetConfig, 'num_attention_heads' | 'attention_head_dim'>,
  level: number,
): number => at(config.num_attention_heads ?? config.attention_head_dim, level);

export const layersAt = (config: UnetConfig, level: number): number => at(config.layers_per_block, level);

type Depths = Pick<UnetConfig, 'transformer_layers_per_block' | 'reverse_transformer_layers_per_block'>;

/** Transformer layers of the i-th attention of a level; level -1 is the deepest, and the middle block's. */
export function depthAt(config: Depths, stage: 'down' | 'mid' | 'up', level: number, i: number): number {
  const { transformer_layers_per_block: down, reverse_transformer_layers_per_block: up } = config;
  // The way up is listed from the deepest level: the last entry is level 0.
  const found = stage === 'up' && up ? up.at(-1 - level) : typeof down === 'number' ? down : down.at(level);
  return (typeof found === 'number' ? found : found?.[i]) ?? 1;
}

/** Widths of SDXL's added conditions; null where the UNet has none. */
export function addedWidths(config: UnetConfig): { readonly each: number; readonly all: number } | null {
  const { addition_embed_type, addition_time_embed_dim: each, projection_class_embeddings_input_dim: all } = config;
  return addition_embed_type === 'text_time' && each && all ? { each, all } : null;
}

/** Sizes of the levels of a UNet on a grid: each halves the one before, rounding up as a padded convolution of stride 2 does. */
export function levelGrids({ block_out_channels }: UnetConfig, grid: Grid): Grid[] {
  const grids: Grid[] = [];
  block_out_channels.reduce<Grid>((current) => {
    grids.push(current);
    return { width: Math.ceil(current.width / 2), height: Math.ceil(current.height / 2) };
  }, grid);
  return grids;
}

export interface CrossAttentionLayer extends Grid {
  /** Stage, block, attention and transformer layer, as in "up_1_0_0" (methods.md 4.1). */
  readonly key: string;
  readonly heads: number;
}

/** The cross-attention layers in the order in which they run, each with the grid it attends on. */
export function crossAttentionLayers(config: UnetConfig, grid: Grid): CrossAttentionLayer[] {
  const grids = levelGrids(config, grid);
  const levels = grids.length;
  const block = (stage: 'down' | 'mid' | 'up', index: number, level: number, count: number): CrossAttentionLayer[] =>
    Array.from({ length: count }, (_, attention) =>
      Array.from({ length: depthAt(config, stage, level, attention) }, (_, layer) => ({
        key: `${stage}_${index}_${attention}_${layer}`,
        ...(grids[level] ?? grid),
        heads: headsAt(config, level),
      })),
    ).flat();
  const down = config.down_block_types.map((type, i) =>
    type === 'CrossAttnDownBlock2D' ? block('down', i, i, layersAt(config, i)) : [],
  );
  const up = config.up_block_types.map((type, i) => {
    const level = levels - 1 - i;
    return type === 'CrossAttnUpBlock2D' ? block('up', i, level, layersAt(config, level) + 1) : [];
  });
  const mid = config.mid_block_type === 'UNetMidBlock2DCrossAttn' ? block('mid', 0, levels - 1, 1) : [];
  return [...down.flat(), ...mid, ...up.flat()];
}
