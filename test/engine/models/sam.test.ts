import { afterAll, describe, expect, test } from 'vitest';
import { samPointKinds } from '../../../main/engine/models/sam-prompt.ts';
import { WeightLoader } from '../../../main/engine/nn/scope.ts';
import { verify } from '../../../main/engine/onnx/verify.ts';
import type { Session } from '../../../main/engine/runtime/session.ts';
import { float32, int64, type Tensor } from '../../../main/engine/tensor.ts';
import { openSam } from '../../../main/engine/vision/open-sam.ts';
import { samPixels } from '../../../main/engine/vision/preprocess.ts';
import { imageGraph, masksGraph } from '../../../main/engine/vision/sam-graphs.ts';
import { floats, goldenCheckpoint, goldenJson, goldenTensors } from '../../helpers/golden.ts';
import { largestError } from '../../helpers/model-graph.ts';
import { goldenPicture } from '../../helpers/pictures.ts';
import { processorSessions } from '../../helpers/sessions.ts';

interface Case {
  prompt_in_model_pixels: { input_points?: [number, number][][][]; input_boxes?: number[][][] };
}
const { sam: cases } = goldenJson<{ sam: Record<string, Case> }>('components/vision.json');
const golden = goldenTensors('components/sam.safetensors');
const tolerance = 5e-5;

const sessions = processorSessions();
afterAll(() => sessions.releaseAll());

const sam = await openSam(goldenCheckpoint('tiny-sam'));
const square = sam.config.vision_config.image_size;

function open(graph: 'image' | 'masks'): Promise<Session> {
  const build = graph === 'image' ? imageGraph : masksGraph;
  return sessions.open({
    key: graph,
    folder: sam.folder,
    build: () => build(sam.config, new WeightLoader(sam.weights)),
  });
}

async function embed(pixels: Tensor): Promise<Tensor> {
  const { embedding } = await (await open('image')).run({ pixels });
  if (embedding === undefined) throw new Error('no embedding');
  return embedding;
}

/** Points of a golden prompt, which is in pixels of the model's square. */
function promptFeeds({ prompt_in_model_pixels: { input_points, input_boxes } }: Case) {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = input_boxes?.[0]?.[0] ?? input_points?.[0]?.[0]?.[0] ?? [];
  const kinds = input_boxes === undefined ? (['inside', 'none'] as const) : (['topLeft', 'bottomRight'] as const);
  return {
    coordinates: float32(
      [x0, y0, x1, y1].map((p) => (2 * (p + 0.5)) / square - 1),
      [2, 2],
    ),
    kinds: int64(
      kinds.map((kind) => samPointKinds[kind]),
      [2],
    ),
  };
}

const pictureOf = (name: string) =>
  goldenPicture(`components/vision-image-${name.endsWith('wide') ? 'wide' : 'square'}.png`);

describe('image encoder of tiny-sam', () => {
  test.each(['point', 'point_wide'])('%s', async (name) => {
    const embedding = await embed(samPixels(pictureOf(name), sam.preprocessor));
    const expected = floats(golden, `${name}_image_embeddings`);
    expect(embedding.dims).toEqual(expected.dims);
    expect(largestError(embedding, expected)).toBeLessThan(tolerance);
  });

  test('both graphs are well-formed', () => {
    for (const build of [imageGraph, masksGraph]) {
      expect(() => verify(build(sam.config, new WeightLoader(sam.weights)))).not.toThrow();
    }
  });
});

describe('mask decoder of tiny-sam', () => {
  test.each(Object.entries(cases))('%s', async (name, prompt) => {
    const embedding = await embed(samPixels(pictureOf(name), sam.preprocessor));
    const { masks, confidences } = await (await open('masks')).run({ embedding, ...promptFeeds(prompt) });
    expect(masks?.dims).toEqual([3, square / 4, square / 4]);
    expect(largestError(masks, floats(golden, `${name}_pred_masks`))).toBeLessThan(tolerance);
    expect(largestError(confidences, floats(golden, `${name}_iou_scores`))).toBeLessThan(tolerance);
  });
});
