import { afterAll, describe, expect, test } from 'vitest';
import { layoutSchema } from '../../../preload/contract/layout.ts';
import { generateRequestSchema } from '../../../preload/contract/engine.ts';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import { ratioLoss } from '../../../main/engine/guidance/box-loss.ts';
import { guidanceLayers } from '../../../main/engine/methods/layers.ts';
import { findMethod, methodInfos } from '../../../main/engine/methods/registry.ts';
import { crossAttentionLayers, unetConfigSchema } from '../../../main/engine/models/unet-config.ts';
import { runGeneration } from '../../../main/engine/pipeline.ts';
import { openModel } from '../../../main/engine/pipeline/open-model.ts';
import { float32, type Tensor } from '../../../main/engine/tensor.ts';
import { floats, goldenCheckpoint, goldenExists, goldenJson, goldenTensors } from '../../helpers/golden.ts';
import { largestError } from '../../helpers/model-graph.ts';
import { processorSessions } from '../../helpers/sessions.ts';

interface Golden {
  prompt: string;
  negative: string;
  size: [height: number, width: number];
  guided: string[];
  tokens: number[];
  box: [number, number, number, number];
  loss: number;
  guidance_timestep: number;
  run: { steps: number; cfg: number; seed: number };
}

const silent = { stage: () => undefined, opened: () => undefined };
const sessions = processorSessions();
afterAll(() => sessions.releaseAll());

/** Made by test/oracle/make_sdxl.py; other golden sets do not have it. */
const kinds = ['sdxl'].filter((kind) => goldenExists(`components/${kind}.safetensors`));

describe.each(kinds)('tiny-%s', async (kind) => {
  const golden = goldenTensors(`components/${kind}.safetensors`);
  const facts = goldenJson<Golden>(`components/${kind}.json`);
  const checkpoint = await openCheckpoint(goldenCheckpoint(`tiny-${kind}`));
  const [height, width] = facts.size.map((side) => side / 8) as [number, number];
  const { model } = await openModel(
    checkpoint,
    { height, width },
    { sessions, signal: new AbortController().signal },
    silent,
  );
  const fed = (name: string): Tensor => {
    const { data, dims } = floats(golden, name);
    return float32(data, dims);
  };
  const half = (name: string, i: 0 | 1): Tensor => {
    const { data, dims } = fed(name);
    return float32(data.slice((i * data.length) / 2, ((i + 1) * data.length) / 2), [1, ...dims.slice(1)]);
  };
  const texts = (i: 0 | 1) => ({ hidden: half('encoder_hidden_states', i), pooled: half('pooled', i) });

  test('is a checkpoint with two text encoders', () => {
    expect(checkpoint.info).toMatchObject({
      capabilities: ['text_to_image', 'cross_attention'],
      nativeSize: { width: 256, height: 256 },
    });
    expect(checkpoint.added).toEqual({ pooled: 20, ids: 6 });
  });

  test('both text encoders side by side, the second one’s pooled state', async () => {
    for (const [i, prompt] of [
      [0, facts.negative],
      [1, facts.prompt],
    ] as const) {
      const { hidden, pooled } = await model.encode(prompt);
      expect(largestError(hidden, texts(i).hidden), prompt).toBeLessThan(1e-5);
      expect(largestError(pooled, texts(i).pooled), prompt).toBeLessThan(1e-5);
    }
  });

  test.each([981, 261])('UNet at step %i: both halves, told the size of the picture', async (timestep) => {
    for (const i of [0, 1] as const) {
      const request = { latents: half('latents', i), timestep, cond: texts(1), uncond: texts(0) };
      // Guidance of scale 0 leaves the unconditional half, of scale 1 the conditional one.
      const { output } = await model.denoise({ ...request, cfgScale: i });
      expect(largestError(output, half(`eps_t${timestep}`, i))).toBeLessThan(5e-5);
    }
  });

  test('attention maps of chosen layers, and their loss’s gradient', async () => {
    const timestep = facts.guidance_timestep;
    const latents = half('latents', 1);
    const request = { latents, timestep, cond: texts(1), uncond: texts(0), cfgScale: 1 };
    const { maps } = await model.denoise({ ...request, record: facts.guided });
    for (const key of facts.guided) {
      const map = maps.get(key);
      expect(map?.dims).toEqual(golden.get(`map_${key}`)?.dims);
      expect(largestError(map, floats(golden, `map_${key}`)), key).toBeLessThan(1e-5);
    }
    const layers = crossAttentionLayers(checkpoint.unet.config, { height, width });
    const guided = layers.filter(({ key }) => facts.guided.includes(key));
    const loss = ratioLoss([{ boxes: [facts.box], positions: facts.tokens, strength: 1 }], guided, 77);
    const found = await model.guide({ latents, timestep, cond: texts(1), loss });
    expect(Math.abs(found.loss / facts.loss - 1)).toBeLessThan(1e-5);
    const largest = Math.max(...floats(golden, 'gradient').data.map(Math.abs));
    expect(largestError(found.gradient, floats(golden, 'gradient'))).toBeLessThan(1e-4 * largest);
  });

  test('plain Stable Diffusion is diffusers’ pipeline, from sentence to latents', async () => {
    const signal = new AbortController().signal;
    const opened = await openModel(checkpoint, { height: 32, width: 32 }, { sessions, signal }, silent);
    const { seed, steps, cfg } = facts.run;
    const run = findMethod('sd').run(
      {
        layout: layoutSchema.parse({ prompt: facts.prompt }),
        ...{ seed, steps, cfgScale: cfg, sampler: 'euler', model: opened.facts, tokenizer: opened.tokenizer, signal },
        ...{ encode: opened.model.encode, denoise: opened.model.denoise, guide: opened.model.guide },
        ...{ decode: opened.model.decode, encodePicture: opened.model.encodePicture, segment: null, passes: null },
      },
      {},
    );
    let next = await run.next();
    while (next.done !== true) next = await run.next();
    expect(next.value).toMatchObject({ prompt: facts.prompt, negative: facts.negative });
    const expected = fed('run_latents');
    const largest = Math.max(...expected.data.map(Math.abs));
    expect(largestError(next.value.latents, expected)).toBeLessThan(1e-4 * largest);
  });

  const able = methodInfos().filter(({ needs }) => needs.every((need) => checkpoint.info.capabilities.includes(need)));
  test.each(able.map(({ id }) => id))('%s draws with it, at its own size', async (method) => {
    const input = generateRequestSchema.parse({
      layout: {
        prompt: facts.prompt,
        boxes: [{ id: 'cat', caption: 'a red cat', rect: { x: 64, y: 64, width: 256, height: 256 } }],
      },
      ...{ checkpoint: checkpoint.info.path, method, steps: 2, previewEvery: 0 },
    });
    const losses: number[] = [];
    const run = runGeneration(input, { sessions, signal: new AbortController().signal });
    let next = await run.next();
    for (; next.done !== true; next = await run.next())
      if (next.value.kind === 'step') losses.push(...next.value.losses);
    expect(next.value.image).toMatchObject({ width: 256, height: 256 });
    expect(losses.every(Number.isFinite)).toBe(true);
    const guides = able.find(({ id }) => id === method)?.needs.includes('cross_attention');
    expect(losses.length > 0).toBe(guides);
  });
});

test('guidance reads mid and up 0 of SDXL, one layer of each transformer', () => {
  const config = unetConfigSchema.parse({
    attention_head_dim: [5, 10, 20],
    block_out_channels: [320, 640, 1280],
    cross_attention_dim: 2048,
    down_block_types: ['DownBlock2D', 'CrossAttnDownBlock2D', 'CrossAttnDownBlock2D'],
    transformer_layers_per_block: [1, 2, 10],
    up_block_types: ['CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'UpBlock2D'],
  });
  const layers = crossAttentionLayers(config, { height: 128, width: 128 });
  expect(layers).toHaveLength(2 * 2 + 2 * 10 + 10 + 3 * 10 + 3 * 2);
  expect(guidanceLayers(layers)).toEqual(
    ['mid_0_0_9', 'up_0_0_9', 'up_0_1_9', 'up_0_2_9'].map((key) => ({ key, height: 32, width: 32, heads: 20 })),
  );
});
