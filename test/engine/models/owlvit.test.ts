import { afterAll, describe, expect, test } from 'vitest';
import { WeightLoader } from '../../../main/engine/nn/scope.ts';
import type { Graph } from '../../../main/engine/onnx/builder.ts';
import { verify } from '../../../main/engine/onnx/verify.ts';
import { int64, type AnyTensor } from '../../../main/engine/tensor.ts';
import { openOwlvit } from '../../../main/engine/vision/open-owlvit.ts';
import { objectsGraph, queryGraph } from '../../../main/engine/vision/owlvit-graphs.ts';
import { owlvitPixels } from '../../../main/engine/vision/preprocess.ts';
import { floats, goldenCheckpoint, goldenJson, goldenTensors } from '../../helpers/golden.ts';
import { largestError } from '../../helpers/model-graph.ts';
import { goldenPicture } from '../../helpers/pictures.ts';
import { processorSessions } from '../../helpers/sessions.ts';

const golden = goldenTensors('components/owlvit.safetensors');
const { owlvit: meta } = goldenJson<{ owlvit: { queries: string[][] } }>('components/vision.json');
const queries = meta.queries[0] ?? [];

const sessions = processorSessions();
afterAll(() => sessions.releaseAll());
const owlvit = await openOwlvit(goldenCheckpoint('tiny-owlvit'));

async function run(build: typeof queryGraph, feeds: Record<string, AnyTensor>) {
  const graph = (): Graph => build(owlvit.config, new WeightLoader(owlvit.weights));
  const session = await sessions.open({ key: build.name, folder: owlvit.folder, build: graph });
  return session.run(feeds);
}

/** Token ids of each query as the golden set has them. */
function goldenIds(picture: string): number[][] {
  const { data, dims: [count = 0, length = 0] = [] } = golden.get(`${picture}_input_ids`) ?? {};
  return Array.from({ length: count }, (_, i) => Array.from(data?.slice(i * length, (i + 1) * length) ?? [], Number));
}

describe.each(['square', 'wide'])('OWL-ViT of tiny-owlvit on the %s picture', (picture) => {
  const pixels = owlvitPixels(goldenPicture(`components/vision-image-${picture}.png`), owlvit.preprocessor);

  test('pixels equal transformers bit by bit', () => {
    const expected = floats(golden, `${picture}_pixel_values`);
    expect(pixels.dims).toEqual(expected.dims);
    expect(largestError(pixels, expected)).toBe(0);
  });

  test('tokens', () => {
    const ids = queries.map((query) => owlvit.tokenizer.pad(owlvit.tokenizer.encode(query)));
    expect(ids).toEqual(goldenIds(picture));
  });

  test('boxes', async () => {
    const { boxes } = await run(objectsGraph, { pixels });
    expect(largestError(boxes, floats(golden, `${picture}_pred_boxes`))).toBeLessThan(2e-6);
  });

  test('logits', async () => {
    const { embeddings, shifts, scales } = await run(objectsGraph, { pixels });
    const expected = floats(golden, `${picture}_logits`);
    const [patches = 0, width = 0] = embeddings?.dims ?? [];
    expect(expected.dims).toEqual([1, patches, queries.length]);
    for (const [q, ids] of goldenIds(picture).entries()) {
      const { query } = await run(queryGraph, { ids: int64(ids, [1, ids.length]) });
      for (let patch = 0; patch < patches; patch++) {
        let logit = shifts?.data[patch] ?? NaN;
        for (let i = 0; i < width; i++) {
          logit += (embeddings?.data[patch * width + i] ?? NaN) * (query?.data[i] ?? NaN);
        }
        const wanted = expected.data[patch * queries.length + q] ?? NaN;
        expect(Math.abs(logit * (scales?.data[patch] ?? NaN) - wanted)).toBeLessThan(5e-5);
      }
    }
  });
});

test('both graphs are well-formed', () => {
  for (const build of [queryGraph, objectsGraph]) {
    expect(() => verify(build(owlvit.config, new WeightLoader(owlvit.weights)))).not.toThrow();
  }
});
