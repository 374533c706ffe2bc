import { z } from 'zod';

/** `text_encoder/config.json`: transformers' CLIPTextConfig as far as it decides the network. */
export const clipTextConfigSchema = z.object({
  model_type: z.enum(['clip_text_model', 'clip']).default('clip_text_model'),
  vocab_size: z.int().min(1).max(1_000_000).default(49408),
  hidden_size: z.int().min(1).max(16_384).default(512),
  intermediate_size: z.int().min(1).max(65_536).default(2048),
  num_hidden_layers: z.int().min(1).max(200).default(12),
  num_attention_heads: z.int().min(1).max(256).default(8),
  /** Of the projected state, where there is a projection. */
  projection_dim: z.int().min(1).max(16_384).default(512),
  max_position_embeddings: z.int().min(3).max(4096).default(77),
  hidden_act: z.enum(['quick_gelu', 'gelu']).default('quick_gelu'),
  layer_norm_eps: z.number().positive().default(1e-5),
  eos_token_id: z.int().min(0).nullish(),
});
export type ClipTextConfig = z.infer<typeof clipTextConfigSchema>;
