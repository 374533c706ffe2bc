import { z } from 'zod';

const count = (most: number) => z.int().min(1).max(most);

/** transformers' SamVisionConfig as far as it decides the network. What would change the network is refused. */
const visionSchema = z
  .object({
    hidden_size: count(16_384).default(768),
    output_channels: count(4096).default(256),
    num_hidden_layers: count(200).default(12),
    num_attention_heads: count(256).default(12),
    num_channels: z.literal(3).default(3),
    image_size: count(8192).default(1024),
    patch_size: count(256).default(16),
    hidden_act: z.literal('gelu').default('gelu'),
    layer_norm_eps: z.number().positive().default(1e-6),
    qkv_bias: z.literal(true).default(true),
    use_abs_pos: z.literal(true).default(true),
    use_rel_pos: z.literal(true).default(true),
    /** Side of a window in patches; 0: every layer sees the whole picture. */
    window_size: z.int().min(0).max(1024).default(14),
    /** Layers that see the whole picture. */
    global_attn_indexes: z.array(z.int().min(0)).default([2, 5, 8, 11]),
    num_pos_feats: count(4096).default(128),
    mlp_ratio: z.number().positive().default(4),
    mlp_dim: count(65_536).nullish(),
  })
  .transform(({ mlp_ratio, mlp_dim, ...rest }) => ({
    ...rest,
    mlp_dim: mlp_dim ?? Math.trunc(rest.hidden_size * mlp_ratio),
  }))
  .refine(({ hidden_size, num_attention_heads }) => hidden_size % num_attention_heads === 0, {
    message: 'hidden_size can not be split into num_attention_heads heads',
  })
  .refine(({ image_size, patch_size }) => image_size % patch_size === 0, {
    message: 'image_size is no multiple of patch_size',
  });
export type SamVisionConfig = z.infer<typeof visionSchema>;

/** Of the prompt encoder for points and boxes; the one for masks is not used. */
const promptSchema = z.object({
  hidden_size: count(4096).default(256),
  image_size: count(8192).default(1024),
  patch_size: count(256).default(16),
  num_point_embeddings: z.literal(4).default(4),
});

const decoderSchema = z
  .object({
    hidden_size: count(4096).default(256),
    hidden_act: z.literal('relu').default('relu'),
    mlp_dim: count(65_536).default(2048),
    num_hidden_layers: count(64).default(2),
    num_attention_heads: count(256).default(8),
    attention_downsample_rate: count(64).default(2),
    num_multimask_outputs: z.literal(3).default(3),
    iou_head_depth: z.int().min(2).max(64).default(3),
    iou_head_hidden_dim: count(16_384).default(256),
    layer_norm_eps: z.number().positive().default(1e-6),
  })
  .refine(({ hidden_size }) => hidden_size % 8 === 0, { message: 'hidden_size is no multiple of 8' })
  .refine((c) => c.hidden_size % (c.attention_downsample_rate * c.num_attention_heads) === 0, {
    message: 'hidden_size can not be divided by attention_downsample_rate and num_attention_heads',
  });
export type SamDecoderConfig = z.infer<typeof decoderSchema>;

/** `config.json` of a Segment Anything checkpoint (facebook/sam-vit-base, -large, -huge). */
export const samConfigSchema = z
  .object({
    model_type: z.literal('sam'),
    vision_config: visionSchema.prefault({}),
    prompt_encoder_config: promptSchema.prefault({}),
    mask_decoder_config: decoderSchema.prefault({}),
  })
  .refine(
    ({ vision_config: vision, prompt_encoder_config: prompt, mask_decoder_config: decoder }) =>
      [prompt.hidden_size, decoder.hidden_size, 2 * vision.num_pos_feats].every((n) => n === vision.output_channels),
    { message: 'image encoder, prompt encoder and mask decoder differ in their width' },
  )
  .refine(
    ({ vision_config: vision, prompt_encoder_config: prompt }) =>
      prompt.image_size === vision.image_size && prompt.patch_size === vision.patch_size,
    { message: 'image encoder and prompt encoder differ in image_size or patch_size' },
  );
export type SamConfig = z.infer<typeof samConfigSchema>;

/** Side of the image embedding in cells. */
export const samGrid = ({ image_size, patch_size }: SamVisionConfig): number => image_size / patch_size;
