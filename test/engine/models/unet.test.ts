import { afterAll, describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import { positionNet } from '../../../main/engine/models/gligen.ts';
import { crossAttentionLayers } from '../../../main/engine/models/unet-config.ts';
import { modelGraphs } from '../../../main/engine/pipeline/graphs.ts';
import { float32, type Tensor } from '../../../main/engine/tensor.ts';
import { floats, goldenCheckpoint, goldenExists, goldenTensors, type GoldenTensor } from '../../helpers/golden.ts';
import { largestError, partGraph, runOnce } from '../../helpers/model-graph.ts';
import { processorSessions } from '../../helpers/sessions.ts';

const sessions = processorSessions();
afterAll(() => sessions.releaseAll());

type Arrays = ReadonlyMap<string, GoldenTensor>;
const kinds = ['sd1', 'sd2', 'gligen'].filter((kind) => goldenExists(`components/${kind}-unet.safetensors`));

const fed = (arrays: Arrays, name: string): Tensor => {
  const { data, dims } = floats(arrays, name);
  return float32(data, dims);
};

/** One batch of two through the UNet, as the golden set has it. */
async function denoised(
  kind: string,
  arrays: Arrays,
  run: { size: string; timestep: number; grounded: boolean; record: readonly string[] },
): Promise<Record<string, Tensor>> {
  const checkpoint = await openCheckpoint(goldenCheckpoint(`tiny-${kind}`));
  const latents = fed(arrays, `latents_${run.size}`);
  const graphs = modelGraphs(checkpoint, { height: latents.dims[2] ?? 0, width: latents.dims[3] ?? 0 });
  const session = await sessions.open(graphs.denoise(run));
  return session.run({
    latents,
    timestep: float32([run.timestep], [1]),
    text: fed(arrays, 'encoder_hidden_states'),
    ...(run.grounded
      ? {
          boxes: fed(arrays, 'gligen_boxes'),
          phrases: fed(arrays, 'gligen_positive_embeddings'),
          mask: fed(arrays, 'gligen_masks'),
        }
      : {}),
  });
}

describe.each(kinds)('UNet of tiny-%s', (kind) => {
  const arrays = goldenTensors(`components/${kind}-unet.safetensors`);

  test.each([...arrays.keys()].filter((name) => name.startsWith('eps_')))('%s', async (name) => {
    const [, fuser, size = '', timestep] = /^eps_(plain|gligen)_(\w+)_t(\d+)$/.exec(name) ?? [];
    const run = { size, timestep: Number(timestep), grounded: fuser === 'gligen', record: [] };
    const { output } = await denoised(kind, arrays, run);
    expect(largestError(output, floats(arrays, name))).toBeLessThan(5e-5);
  });

  test('attention maps of all layers', async () => {
    const maps = goldenTensors(`components/${kind}-maps.safetensors`);
    const { unet } = await openCheckpoint(goldenCheckpoint(`tiny-${kind}`));
    const layers = crossAttentionLayers(unet.config, { width: 64, height: 64 });
    expect(new Set([...maps.keys()].map((name) => name.split('.')[0]))).toEqual(new Set(layers.map(({ key }) => key)));
    const record = layers.map(({ key }) => key);
    const outputs = await denoised(kind, arrays, { size: '64x64', timestep: 981, grounded: kind === 'gligen', record });
    for (const { key, heads, width, height } of layers) {
      const map = outputs[`map_${key}`];
      const cells = width * height;
      expect(map?.dims, key).toEqual([2, heads, cells, 77]);
      if (map === undefined) continue;
      if (maps.has(`${key}.cond`)) {
        const second = float32(map.data.slice(map.data.length / 2), [heads, cells, 77]);
        expect(largestError(second, floats(maps, `${key}.cond`)), key).toBeLessThan(1e-5);
      }
      expect(largestError(meanOverCells(map), floats(maps, `${key}.mean_over_cells`)), key).toBeLessThan(1e-5);
    }
  });
});

const grounded = kinds.filter((kind) =>
  goldenTensors(`components/${kind}-unet.safetensors`).has('position_net_output'),
);

test.each(grounded)('grounding tokens of tiny-%s', async (kind) => {
  const arrays = goldenTensors(`components/${kind}-unet.safetensors`);
  const { folder, unet } = await openCheckpoint(goldenCheckpoint(`tiny-${kind}`));
  const names = { boxes: 'gligen_boxes', phrases: 'gligen_positive_embeddings', mask: 'gligen_masks' } as const;
  const graph = partGraph(unet, (scope, config) => {
    const input = (name: keyof typeof names) => scope.builder.input(name, 'float32', fed(arrays, names[name]).dims);
    const grounding = { boxes: input('boxes'), phrases: input('phrases'), mask: input('mask') };
    scope.builder.output(
      'tokens',
      scope.at('position_net', (s) => positionNet(s, grounding, config.cross_attention_dim)),
    );
  });
  const feeds = Object.fromEntries(Object.entries(names).map(([input, name]) => [input, fed(arrays, name)]));
  const { tokens } = await runOnce(folder, graph, feeds);
  expect(largestError(tokens, floats(arrays, 'position_net_output'))).toBeLessThan(1e-5);
});

/** (2, heads, cells, tokens) → (2, heads, tokens) */
function meanOverCells({ data, dims: [batch = 0, heads = 0, cells = 0, tokens = 0] }: Tensor): Tensor {
  const mean = new Float64Array(batch * heads * tokens);
  data.forEach((value, i) => {
    const at = Math.floor(i / (cells * tokens)) * tokens + (i % tokens);
    mean[at] = (mean[at] ?? 0) + value / cells;
  });
  return float32(Float32Array.from(mean), [batch, heads, tokens]);
}
