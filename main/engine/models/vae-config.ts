import { z } from 'zod';

/** `vae/config.json`: diffusers' AutoencoderKL as far as it decides the network. What would change the network is refused. */
export const vaeConfigSchema = z
  .object({
    act_fn: z.literal('silu').default('silu'),
    block_out_channels: z.array(z.int().min(1).max(16_384)).min(1).max(8).default([64]),
    down_block_types: z.array(z.literal('DownEncoderBlock2D')).default(['DownEncoderBlock2D']),
    up_block_types: z.array(z.literal('UpDecoderBlock2D')).default(['UpDecoderBlock2D']),
    in_channels: z.literal(3).default(3),
    out_channels: z.literal(3).default(3),
    latent_channels: z.int().min(1).max(64).default(4),
    layers_per_block: z.int().min(1).max(16).default(1),
    mid_block_add_attention: z.boolean().default(true),
    norm_num_groups: z.int().min(1).max(1024).default(32),
    scaling_factor: z.number().positive().default(0.18215),
    shift_factor: z.null().optional(),
    latents_mean: z.null().optional(),
    latents_std: z.null().optional(),
    use_quant_conv: z.boolean().default(true),
    use_post_quant_conv: z.boolean().default(true),
  })
  .refine(({ block_out_channels, norm_num_groups }) => block_out_channels.every((n) => n % norm_num_groups === 0), {
    message: 'block_out_channels are no multiples of norm_num_groups',
  });
export type VaeConfig = z.infer<typeof vaeConfigSchema>;

/** Image pixels per latent cell: every level but the last halves the picture. */
export const latentFactor = ({ block_out_channels }: VaeConfig): number => 2 ** (block_out_channels.length - 1);
