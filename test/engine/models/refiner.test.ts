import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import { modelGraphs } from '../../../main/engine/pipeline/graphs.ts';
import { float32, int64, type Tensor } from '../../../main/engine/tensor.ts';
import { loadTokenizer } from '../../../main/engine/text/tokenizer.ts';
import { floats, goldenCheckpoint, goldenJson, goldenTensors } from '../../helpers/golden.ts';
import { largestError, runOnce } from '../../helpers/model-graph.ts';

const golden = goldenTensors('components/refiner.safetensors');
const { prompts } = goldenJson<{ prompts: string[] }>('components/refiner.json');
const checkpoint = await openCheckpoint(goldenCheckpoint('tiny-refiner'));

const fed = (name: string): Tensor => {
  const { data, dims } = floats(golden, name);
  return float32(data, dims);
};
const row = ({ data, dims }: Tensor, i: number): Tensor => {
  const size = data.length / (dims[0] ?? 1);
  return float32(data.slice(i * size, (i + 1) * size), [1, ...dims.slice(1)]);
};

describe('tiny-refiner', () => {
  test('is a refiner with one text encoder', () => {
    expect(checkpoint.info).toMatchObject({
      capabilities: ['refine'],
      nativeSize: { width: 1024, height: 1024 },
      maxTokens: 77,
    });
    expect(checkpoint.secondText).toBeNull();
    expect(checkpoint.added).toEqual({ pooled: 40, ids: 5 });
  });

  test.each(prompts.map((prompt, i) => [i, prompt] as const))('text of prompt %i', async (i, prompt) => {
    const tokenizer = await loadTokenizer(checkpoint.tokenizerFolder);
    const ids = tokenizer.pad(tokenizer.encode(prompt));
    const graph = modelGraphs(checkpoint, { height: 16, width: 16 }).text().build();
    const { hidden, pooled } = await runOnce(checkpoint.folder, graph, { ids: int64(ids, [1, ids.length]) });
    expect(largestError(hidden, row(fed('penultimate_hidden_state'), i))).toBeLessThan(1e-5);
    expect(largestError(pooled, row(fed('text_embeds'), i))).toBeLessThan(1e-5);
  });

  test.each([...golden.keys()].filter((name) => name.startsWith('eps_')))('UNet: %s', async (name) => {
    const [, size = '', timestep] = /^eps_(\w+)_t(\d+)$/.exec(name) ?? [];
    const latents = fed(`latents_${size}`);
    const [, , height = 0, width = 0] = latents.dims;
    const graph = modelGraphs(checkpoint, { height, width }).denoise({ grounded: false, record: [] }).build();
    const { output } = await runOnce(checkpoint.folder, graph, {
      latents,
      timestep: float32([Number(timestep)], [1]),
      text: fed('encoder_hidden_states'),
      pooled: fed('added_text_embeds'),
      time_ids: fed('added_time_ids'),
    });
    expect(largestError(output, fed(name))).toBeLessThan(5e-5);
  });

  test('tells its UNet the size, the crop and the aesthetic score', () => {
    const graphs = modelGraphs(checkpoint, { height: 128, width: 128 });
    const { dims, data } = fed('added_time_ids');
    expect([...(graphs.pictureFacts?.uncond ?? []), ...(graphs.pictureFacts?.cond ?? [])]).toEqual([...data]);
    expect(dims).toEqual([2, 5]);
  });

  test('autoencoder', async () => {
    const graphs = modelGraphs(checkpoint, { height: 16, width: 16 });
    const scaled = fed('decode_in').data.map((x) => x * checkpoint.vae.config.scaling_factor);
    const decoder = graphs.decode({ height: 16, width: 16 }).build();
    const { image } = await runOnce(checkpoint.folder, decoder, { latents: float32(scaled, [1, 4, 16, 16]) });
    expect(largestError(image, fed('decode_out'))).toBeLessThan(5e-5);
    const encoder = graphs.encodePicture({ height: 128, width: 128 }).build();
    const { mean, logvar } = await runOnce(checkpoint.folder, encoder, { picture: fed('encode_in') });
    expect(largestError(mean, fed('encode_mean'))).toBeLessThan(2e-4);
    expect(largestError(logvar, fed('encode_logvar'))).toBeLessThan(2e-4);
  });
});
