import { afterAll, describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import { ratioLoss, topKLoss } from '../../../main/engine/guidance/box-loss.ts';
import { boxDiffLoss } from '../../../main/engine/guidance/boxdiff-loss.ts';
import type { GuidanceLoss } from '../../../main/engine/guidance/loss.ts';
import { referenceLoss, sumOfLosses, type ReferenceBox } from '../../../main/engine/guidance/reference-loss.ts';
import type { GuidedObject, LossLayer } from '../../../main/engine/guidance/slots.ts';
import { modelGraphs } from '../../../main/engine/pipeline/graphs.ts';
import type { NormalizedBox } from '../../../main/engine/text/convert.ts';
import { float32, type Tensor } from '../../../main/engine/tensor.ts';
import { floats, goldenCheckpoint, goldenExists, goldenJson, goldenTensors } from '../../helpers/golden.ts';
import { processorSessions } from '../../helpers/sessions.ts';

interface Gradients {
  timestep: number;
  positions: number[][];
  word_token_indices: number[];
  boxes: NormalizedBox[][];
  keys: [string, number, number, number][];
  boxdiff_keys: [string, number, number, number][];
  values: Record<string, { loss: number }>;
}

const sessions = processorSessions();
afterAll(() => sessions.releaseAll());

/** The losses of the golden set, unscaled. */
function lossNamed(
  name: string,
  golden: Gradients,
  layersOf: (keys: Gradients['keys']) => LossLayer[],
  tokens: number,
  arrays: ReturnType<typeof goldenTensors>,
): GuidanceLoss {
  const objects = golden.boxes.map((boxes, i): GuidedObject => {
    return { boxes, positions: golden.positions[i] ?? [], strength: 1 };
  });
  const layers = layersOf(golden.keys);
  const topK = (backgroundWeight: number) =>
    topKLoss(
      { foregroundTop: 0.2, backgroundTop: 0.2, foregroundWeight: 1, backgroundWeight },
      objects,
      layers,
      tokens,
    );
  switch (name) {
    case 'topk_1_1':
      return topK(1);
    case 'topk_1_4':
      return topK(4);
    case 'ratio':
      return ratioLoss(objects, layers, tokens);
    case 'topk_1_4_reference_2': {
      let index = 0;
      const boxes = golden.boxes.flatMap((group, o) =>
        group.map((box): ReferenceBox => {
          const number = index++;
          const map = (key: string): Tensor => {
            const { dims, data } = floats(arrays, `reference_box${number}_${key}`);
            return float32(data, dims.slice(1, 3));
          };
          return {
            box,
            token: golden.word_token_indices[o] ?? 0,
            weight: 1 / (golden.boxes.length * group.length),
            maps: new Map(layers.map(({ key }) => [key, map(key)])),
          };
        }),
      );
      return sumOfLosses(topK(4), referenceLoss(2, boxes, layers, tokens));
    }
    default: {
      const [first, ...rest] = layersOf(golden.boxdiff_keys);
      if (name !== 'boxdiff' || first === undefined) throw new Error(`unknown loss ${name}`);
      return boxDiffLoss(objects, [first, ...rest], tokens);
    }
  }
}

const kinds = ['sd1', 'sd2', 'gligen'].filter((kind) => goldenExists(`components/${kind}-gradients.safetensors`));

describe.each(kinds)('latent gradients of tiny-%s', (kind) => {
  const arrays = goldenTensors(`components/${kind}-gradients.safetensors`);
  const { gradients: golden } = goldenJson<{ gradients: Gradients }>(`components/${kind}.json`);
  const names = [...arrays.keys()].filter((name) => name.startsWith('gradient_')).map((name) => name.slice(9));

  test.each(names)('%s', async (name) => {
    const [, lossName = name, suffix] = /^(.*?)(?:_(null|conditional))?$/.exec(name) ?? [];
    const checkpoint = await openCheckpoint(goldenCheckpoint(`tiny-${kind}`));
    const { dims, data } = floats(arrays, 'latents');
    const graphs = modelGraphs(checkpoint, { height: dims[2] ?? 0, width: dims[3] ?? 0 });
    const text = floats(goldenTensors(`components/${kind}-text.safetensors`), 'last_hidden_state');
    const [, tokens = 0, width = 0] = text.dims;
    const layersOf = (keys: Gradients['keys']): LossLayer[] =>
      keys.map((parts) => {
        const layer = graphs.facts.crossAttention.find(({ key }) => key === parts.join('_'));
        if (layer === undefined) throw new Error(`no layer ${parts.join('_')}`);
        return layer;
      });
    const loss = lossNamed(lossName, golden, layersOf, tokens, arrays);
    const session = await sessions.open(graphs.guide({ grounded: suffix !== undefined, loss }));
    const outputs = await session.run({
      latents: float32(data, dims),
      timestep: float32([golden.timestep], [1]),
      text: float32(text.data.slice(0, tokens * width), [1, tokens, width]),
      ...(suffix === undefined ? {} : grounding(suffix)),
      ...loss.feeds,
    });
    const value = outputs['loss']?.data[0] ?? NaN;
    expect(Math.abs(value / (golden.values[name]?.loss ?? NaN) - 1)).toBeLessThan(1e-5);
    const expected = floats(arrays, `gradient_${name}`).data;
    const largest = expected.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    const gradient = outputs['gradient']?.data ?? new Float32Array();
    const worst = expected.reduce((a, b, i) => Math.max(a, Math.abs(b - (gradient[i] ?? NaN))), 0);
    expect(worst / largest).toBeLessThan(1e-4);
  });
});

/** Inputs of the fusers: the objects of the golden set, masked for "null". */
function grounding(suffix: string): Record<string, Tensor> {
  const arrays = goldenTensors('components/gligen-unet.safetensors');
  const half = (name: string): Tensor => {
    const { dims, data } = floats(arrays, name);
    const from = suffix === 'conditional' ? data.length / 2 : 0;
    return float32(data.slice(from, from + data.length / 2), [1, ...dims.slice(1)]);
  };
  return {
    boxes: half('gligen_boxes'),
    phrases: half('gligen_positive_embeddings'),
    mask: half('gligen_masks'),
  };
}
