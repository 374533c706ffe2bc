import { describe, expect, test } from 'vitest';
import { openClipConfig, openClipWeights } from '../../../main/engine/checkpoint/original/text.ts';
import { Stored } from '../../../main/engine/checkpoint/original/stored.ts';
import { unetConfig } from '../../../main/engine/checkpoint/original/unet.ts';
import { vaeConfig } from '../../../main/engine/checkpoint/original/vae.ts';
import { clipTextConfigSchema } from '../../../main/engine/models/clip-config.ts';
import { clipText, projectedText } from '../../../main/engine/models/clip.ts';
import { addedWidths, crossAttentionLayers, unetConfigSchema } from '../../../main/engine/models/unet-config.ts';
import { unet } from '../../../main/engine/models/unet.ts';
import { vaeConfigSchema } from '../../../main/engine/models/vae-config.ts';
import { vaeDecode, vaeEncode } from '../../../main/engine/models/vae.ts';
import type { Shape } from '../../../main/engine/onnx/ir.ts';
import { elementCount } from '../../../main/engine/tensor.ts';
import { shapesOf } from '../../helpers/model-shapes.ts';
import { openClip, originalUnet, originalVae } from '../../helpers/original-layout.ts';

const cross = (crosses: readonly boolean[]) => ({
  down_block_types: crosses.map((c) => (c ? 'CrossAttnDownBlock2D' : 'DownBlock2D')),
  up_block_types: crosses.toReversed().map((c) => (c ? 'CrossAttnUpBlock2D' : 'UpBlock2D')),
});
const sd = { block_out_channels: [320, 640, 1280, 1280], ...cross([true, true, true, false]), sample_size: 64 };
const xl = { use_linear_projection: true, addition_embed_type: 'text_time', addition_time_embed_dim: 256 };

/** The UNets as they are published in diffusers layout, what the text encoder gives, and how many parameters they have. */
const published = {
  'Stable Diffusion 1.5': [{ ...sd, cross_attention_dim: 768, attention_head_dim: 8 }, null, 859_520_964],
  'Stable Diffusion 2.1 base': [
    { ...sd, cross_attention_dim: 1024, attention_head_dim: [5, 10, 20, 20], use_linear_projection: true },
    null,
    865_910_724,
  ],
  'SDXL base': [
    {
      ...{ ...xl, block_out_channels: [320, 640, 1280], ...cross([false, true, true]), sample_size: 128 },
      ...{ cross_attention_dim: 2048, attention_head_dim: [5, 10, 20], transformer_layers_per_block: [1, 2, 10] },
      projection_class_embeddings_input_dim: 2816,
    },
    { pooled: 1280, ids: 6 },
    2_567_463_684,
  ],
  'the SDXL refiner': [
    {
      ...{ ...xl, block_out_channels: [384, 768, 1536, 1536], ...cross([false, true, true, false]), sample_size: 128 },
      ...{ cross_attention_dim: 1280, attention_head_dim: [6, 12, 24, 24], transformer_layers_per_block: 4 },
      projection_class_embeddings_input_dim: 2560,
    },
    { pooled: 1280, ids: 5 },
    null,
  ],
} as const;

const parameters = (shapes: ReadonlyMap<string, Shape>): number =>
  [...shapes.values()].reduce((sum, shape) => sum + elementCount(shape), 0);

/** Weights of these shapes and no contents, as they are in a file and as a checkpoint describes them. */
const bytes = (shapes: ReadonlyMap<string, Shape>) =>
  new Map([...shapes].map(([key, shape]) => [key, { dtype: 'F16', shape, data: Buffer.alloc(0) }]));
const stored = (tensors: ReadonlyMap<string, { shape: Shape }>): Stored => {
  const place = { file: 'x', dtype: 'float16', offset: 0, length: 0 } as const;
  return new Stored(new Map([...tensors].map(([key, { shape }]) => [key, { ...place, shape }])), '', 'network');
};

describe.each(Object.entries(published))('the UNet of %s', (_name, [config, added, count]) => {
  const expected = unetConfigSchema.parse(config);
  const shapes = shapesOf((scope) => {
    const input = (name: string, shape: Shape) => scope.builder.input(name, 'float32', shape);
    unet(scope, expected, {
      latents: input('latents', [1, 4, 8, 8]),
      timestep: input('timestep', [1]),
      text: input('text', [1, 77, expected.cross_attention_dim]),
      added:
        added === null ? undefined : { pooled: input('p', [1, added.pooled]), timeIds: input('i', [1, added.ids]) },
    });
  });

  test('has as many parameters as it is known to have', () => {
    if (count !== null) expect(parameters(shapes)).toBe(count);
  });

  test('is known by the shapes of its original weights', () => {
    const found = unetConfigSchema.parse(
      unetConfig(stored(originalUnet(bytes(shapes), 2)), { sample: config.sample_size, added }),
    );
    const grid = { height: 128, width: 128 };
    expect(crossAttentionLayers(found, grid)).toEqual(crossAttentionLayers(expected, grid));
    expect(addedWidths(found)).toEqual(addedWidths(expected));
    const { attention_head_dim: _h, transformer_layers_per_block: _t, ...rest } = expected;
    expect(found).toMatchObject(rest);
  });
});

test('the autoencoder, too', () => {
  const config = {
    block_out_channels: [128, 256, 512, 512],
    layers_per_block: 2,
    ...{ down_block_types: Array(4).fill('DownEncoderBlock2D'), up_block_types: Array(4).fill('UpDecoderBlock2D') },
  };
  const expected = vaeConfigSchema.parse(config);
  const shapes = shapesOf((scope) => {
    vaeEncode(scope, expected, scope.builder.input('picture', 'float32', [1, 3, 8, 8]));
    vaeDecode(scope, expected, scope.builder.input('latents', 'float32', [1, 4, 1, 1]));
  });
  expect(parameters(shapes)).toBe(83_653_863);
  const { down_block_types: _d, up_block_types: _u, ...rest } = expected;
  expect(vaeConfigSchema.parse(vaeConfig(stored(originalVae(bytes(shapes))), 0.18215))).toMatchObject(rest);
});

test('and SDXL’s second text encoder', () => {
  const expected = clipTextConfigSchema.parse({
    ...{ hidden_size: 1280, intermediate_size: 5120, num_hidden_layers: 32, num_attention_heads: 20 },
    ...{ projection_dim: 1280, hidden_act: 'gelu' },
  });
  const shapes = shapesOf((scope) => {
    const states = clipText(scope, expected, scope.builder.input('ids', 'int64', [1, 77]));
    projectedText(scope, expected, states);
  });
  expect(parameters(shapes)).toBe(694_659_840);
  const original = stored(openClip(bytes(shapes), false));
  expect(clipTextConfigSchema.parse(openClipConfig(original, 32))).toEqual(expected);
  expect(openClipWeights(original, 32).size).toBe(shapes.size);
});
