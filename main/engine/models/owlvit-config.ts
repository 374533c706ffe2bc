import { z } from 'zod';
import { clipTextConfigSchema } from './clip-config.ts';

const count = (most: number) => z.int().min(1).max(most);

interface Heads {
  readonly hidden_size: number;
  readonly num_attention_heads: number;
}
const splits = ({ hidden_size, num_attention_heads }: Heads): boolean => hidden_size % num_attention_heads === 0;
const unsplit = { message: 'hidden_size can not be split into num_attention_heads heads' };

/** CLIP's text encoder. What ends a text is the token with the largest id, whatever the configuration says. */
const textSchema = clipTextConfigSchema
  .omit({ model_type: true, eos_token_id: true })
  .extend({ max_position_embeddings: z.int().min(3).max(4096).default(16) })
  .refine(splits, unsplit)
  .transform((config) => ({ ...config, model_type: 'clip' as const, eos_token_id: null }));

/** transformers' OwlViTVisionConfig as far as it decides the network. */
const visionSchema = z
  .object({
    hidden_size: count(16_384).default(768),
    intermediate_size: count(65_536).default(3072),
    num_hidden_layers: count(200).default(12),
    num_attention_heads: count(256).default(12),
    num_channels: z.literal(3).default(3),
    image_size: count(8192).default(768),
    patch_size: count(256).default(32),
    hidden_act: z.enum(['quick_gelu', 'gelu']).default('quick_gelu'),
    layer_norm_eps: z.number().positive().default(1e-5),
  })
  .refine(splits, unsplit)
  .refine(({ image_size, patch_size }) => image_size >= patch_size, { message: 'patch_size is above image_size' });
export type OwlvitVisionConfig = z.infer<typeof visionSchema>;

/** `config.json` of an OWL-ViT checkpoint (google/owlvit-base-patch32, -base-patch16, -large-patch14). */
export const owlvitConfigSchema = z
  .object({
    model_type: z.literal('owlvit'),
    text_config: textSchema.prefault({}),
    vision_config: visionSchema.prefault({}),
    projection_dim: count(16_384).default(512),
  })
  .refine(({ text_config, projection_dim }) => text_config.hidden_size === projection_dim, {
    message: 'projection_dim is not the hidden_size of the text encoder',
  });
export type OwlvitConfig = z.infer<typeof owlvitConfigSchema>;

/** Patches along a side of the picture. */
export const owlvitGrid = ({ image_size, patch_size }: OwlvitVisionConfig): number =>
  Math.floor(image_size / patch_size);
