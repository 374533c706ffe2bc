import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { bundledTokenizer } from '../../main/engine/bundled-tokenizer.ts';
import { clipTextConfigSchema } from '../../main/engine/models/clip-config.ts';
import { clipText } from '../../main/engine/models/clip.ts';
import { unetConfigSchema } from '../../main/engine/models/unet-config.ts';
import { unet } from '../../main/engine/models/unet.ts';
import { vaeConfigSchema } from '../../main/engine/models/vae-config.ts';
import { vaeDecode, vaeEncode } from '../../main/engine/models/vae.ts';
import type { Shape, Value } from '../../main/engine/onnx/ir.ts';
import { groundingInputs } from '../../main/engine/pipeline/denoiser-inputs.ts';
import { elementCount } from '../../main/engine/tensor.ts';
import { shapesOf } from '../helpers/model-shapes.ts';

interface Configs {
  readonly text_encoder: Record<string, unknown> & { hidden_size: number };
  readonly unet: Record<string, unknown> & { attention_type?: string };
  readonly vae: object;
  readonly scheduler: object;
}

/** The sizes of Stable Diffusion 1.5. */
const sd15: Configs = {
  text_encoder: {
    model_type: 'clip_text_model',
    hidden_size: 768,
    intermediate_size: 3072,
    num_hidden_layers: 12,
    num_attention_heads: 12,
  },
  unet: {
    block_out_channels: [320, 640, 1280, 1280],
    down_block_types: ['CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'DownBlock2D'],
    up_block_types: ['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'],
    cross_attention_dim: 768,
    sample_size: 64,
  },
  vae: {
    block_out_channels: [128, 256, 512, 512],
    down_block_types: Array(4).fill('DownEncoderBlock2D'),
    up_block_types: Array(4).fill('UpDecoderBlock2D'),
    layers_per_block: 2,
  },
  scheduler: { beta_schedule: 'scaled_linear', beta_start: 0.00085, beta_end: 0.012, steps_offset: 1 },
};

/** The same with GLIGEN's layers. */
const gligen: Configs = { ...sd15, unet: { ...sd15.unet, attention_type: 'gated' } };

/** In a fifth of the width and for half the picture's side. */
const narrow: Configs = {
  text_encoder: {
    ...sd15.text_encoder,
    hidden_size: 128,
    intermediate_size: 512,
    num_hidden_layers: 2,
    num_attention_heads: 4,
  },
  unet: {
    ...gligen.unet,
    block_out_channels: [64, 128, 256, 256],
    cross_attention_dim: 128,
    sample_size: 32,
  },
  vae: { ...sd15.vae, block_out_channels: [32, 64, 64, 64] },
  scheduler: sd15.scheduler,
};
const sizes = { sd15, gligen, narrow };

/** A checkpoint with random float32 weights, made once: of the size of Stable Diffusion 1.5 (4.3 GB), that with GLIGEN's layers (5.1 GB), or narrow. */
export function randomCheckpoint(folder: string, size: keyof typeof sizes): string {
  const target = join(folder, `random-${size}`);
  if (existsSync(target)) return target;
  console.error(`Writing a random checkpoint, ${size} (once)...`);
  const configs = sizes[size];
  const staging = `${target}.part`;
  rmSync(staging, { recursive: true, force: true });
  const text = clipTextConfigSchema.parse(configs.text_encoder);
  writeWeights(
    join(staging, 'text_encoder/model.safetensors'),
    shapesOf((s) => void clipText(s, text, s.builder.input('ids', 'int64', [1, text.max_position_embeddings]))),
  );
  writeWeights(
    join(staging, 'unet/diffusion_pytorch_model.safetensors'),
    shapesOf((s) => {
      const input = (name: string, shape: Shape): Value => s.builder.input(name, 'float32', shape);
      const inputs = { latents: input('latents', [1, 4, 8, 8]), timestep: input('timestep', [1]) };
      const grounding =
        configs.unet.attention_type === 'gated' ? groundingInputs(s.builder, 1, text.hidden_size) : undefined;
      unet(s, unetConfigSchema.parse(configs.unet), {
        ...inputs,
        text: input('text', [1, 77, text.hidden_size]),
        grounding,
      });
    }),
  );
  const vae = vaeConfigSchema.parse(configs.vae);
  writeWeights(
    join(staging, 'vae/diffusion_pytorch_model.safetensors'),
    shapesOf((s) => {
      vaeEncode(s, vae, s.builder.input('picture', 'float32', [1, 3, 8, 8]));
      vaeDecode(s, vae, s.builder.input('latents', 'float32', [1, 4, 1, 1]));
    }),
  );
  mkdirSync(join(staging, 'scheduler'));
  writeFileSync(join(staging, 'scheduler/scheduler_config.json'), JSON.stringify(configs.scheduler));
  for (const part of ['text_encoder', 'unet', 'vae'] as const) {
    writeFileSync(join(staging, part, 'config.json'), JSON.stringify(configs[part]));
  }
  writeFileSync(join(staging, 'model_index.json'), '{}');
  cpSync(bundledTokenizer, join(staging, 'tokenizer'), { recursive: true });
  renameSync(staging, target);
  return target;
}

const blockLength = 2 ** 22;

/** Uniform numbers of a deviation that keeps activations in an ordinary range; the same block again and again, for speed. */
function randomBlock(): Uint8Array {
  let state = 1;
  const numbers = Float32Array.from({ length: blockLength }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * 0.03;
  });
  return new Uint8Array(numbers.buffer);
}

function writeWeights(path: string, shapes: ReadonlyMap<string, Shape>): void {
  let end = 0;
  const header = Object.fromEntries(
    [...shapes].map(([key, shape]) => {
      const begin = end;
      end += elementCount(shape) * 4;
      return [key, { dtype: 'F32', shape, data_offsets: [begin, end] }];
    }),
  );
  const text = JSON.stringify(header);
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  writeSync(file, Buffer.concat([length, Buffer.from(padded)]));
  const block = randomBlock();
  for (const [key, shape] of shapes) {
    const bytes = elementCount(shape) * 4;
    // Norms of random scale would let gradients grow without end.
    if (/norm\d*\.weight$/.test(key)) writeSync(file, new Uint8Array(new Float32Array(bytes / 4).fill(1).buffer));
    else for (let rest = bytes; rest > 0; rest -= block.length) writeSync(file, block, 0, Math.min(rest, block.length));
  }
  closeSync(file);
}
