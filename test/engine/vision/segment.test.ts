import { afterAll, describe, expect, test } from 'vitest';
import { area } from '../../../main/engine/guidance/grid.ts';
import { resizeMask } from '../../../main/engine/guidance/mask-choice.ts';
import type { SessionRequest } from '../../../main/engine/runtime/session-cache.ts';
import { openSam } from '../../../main/engine/vision/open-sam.ts';
import { Segmenter, type SegmentQuestion } from '../../../main/engine/vision/segment.ts';
import { upscaleMask } from '../../../main/engine/vision/upscale-masks.ts';
import { floats, goldenCheckpoint, goldenJson, goldenTensors } from '../../helpers/golden.ts';
import { goldenPicture, patternPicture } from '../../helpers/pictures.ts';
import { processorSessions } from '../../helpers/sessions.ts';

interface Case {
  prompt: { input_points?: [number, number][][]; input_boxes?: [number, number, number, number][][] };
  mask_areas_full_size: number[][];
}
const { sam: cases } = goldenJson<{ sam: Record<string, Case> }>('components/vision.json');
const golden = goldenTensors('components/sam.safetensors');

const cache = processorSessions();
afterAll(() => cache.releaseAll());
const opened: string[] = [];
const sessions = {
  open: (request: SessionRequest) => {
    opened.push(request.key);
    return cache.open(request);
  },
};
const segmenter = new Segmenter(await openSam(goldenCheckpoint('tiny-sam')), sessions);

function question({ prompt: { input_points, input_boxes } }: Case): SegmentQuestion {
  const [point, box] = [input_points?.[0]?.[0], input_boxes?.[0]?.[0]];
  if (box !== undefined) return { box };
  if (point === undefined) throw new Error('a golden prompt without point or box');
  return { point };
}

describe.each(Object.entries(cases))('%s', (name, goldenCase) => {
  const picture = goldenPicture(`components/vision-image-${name.endsWith('wide') ? 'wide' : 'square'}.png`);

  test('three masks of the picture’s size and their confidences', async () => {
    const { masks, confidences } = await segmenter.segment(picture, question(goldenCase));
    const pixels = picture.width * picture.height;
    for (const [i, mask] of masks.entries()) {
      expect(mask).toMatchObject({ width: picture.width, height: picture.height });
      const wanted = goldenCase.mask_areas_full_size[0]?.[i] ?? NaN;
      expect(Math.abs(area(mask) - wanted) / pixels).toBeLessThan(0.001);
    }
    const expected = floats(golden, `${name}_iou_scores`).data;
    expect(confidences).toHaveLength(expected.length);
    confidences.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 4));
  });

  test('the same masks on the latent grid', async () => {
    const { masks } = await segmenter.segment(picture, question(goldenCase));
    const { dims: [, count = 0, height = 0, width = 0] = [], data } = golden.get(`${name}_masks_64x64`) ?? {};
    const cells = masks.flatMap((mask) => Array.from(resizeMask(mask, { width, height }).cells));
    expect(cells).toHaveLength(count * width * height);
    const equal = cells.filter((cell, i) => cell === Number(data?.[i])).length;
    expect(equal / cells.length).toBeGreaterThan(0.995);
  });
});

describe('Segmenter', () => {
  const picture = patternPicture(90, 60);
  const refused = (message: RegExp): unknown =>
    expect.objectContaining({ code: 'bad_request', message: expect.stringMatching(message) as string });

  test('looks at a picture once for any number of questions, and keeps its sessions', async () => {
    opened.length = 0;
    await segmenter.segment(picture, { point: [45, 30] });
    await segmenter.segment(picture, { box: [10, 10, 50, 40] });
    await segmenter.segment({ ...picture }, { point: [45, 30] });
    expect(opened).toEqual(['sam image', 'sam masks', 'sam masks', 'sam image', 'sam masks']);
  });

  test('cuts a box to the picture', async () => {
    const whole = await segmenter.segment(picture, { box: [0, 0, 90, 60] });
    expect(await segmenter.segment(picture, { box: [-20, -5, 400, 61] })).toEqual(whole);
  });

  test('tells a point or a box that is not in the picture', async () => {
    await expect(segmenter.segment(picture, { point: [91, 5] })).rejects.toEqual(refused(/point 91, 5 .* 90 × 60/));
    await expect(segmenter.segment(picture, { point: [NaN, 5] })).rejects.toEqual(refused(/point/));
    await expect(segmenter.segment(picture, { box: [100, 10, 120, 20] })).rejects.toEqual(refused(/holds nothing/));
    await expect(segmenter.segment(picture, { box: [10, 10, 10, 20] })).rejects.toEqual(refused(/holds nothing/));
    await expect(segmenter.segment(picture, { box: [20, 10, 10, 20] })).rejects.toEqual(refused(/holds nothing/));
  });

  test('tells a picture without pixels', async () => {
    const empty = { width: 0, height: 0, data: new Uint8Array(0) };
    await expect(segmenter.segment(empty, { point: [0, 0] })).rejects.toEqual(refused(/0 × 0 pixels/));
  });
});

test('a mask is enlarged twice, without what lies beside the picture', () => {
  const logits = { width: 2, height: 2, values: Float32Array.from([1, -1, -3, -1]) };
  // 2 → 4: rows 1 .5 -.5 -1 / 0 -.125 … ; the picture is the upper half of the square and as large.
  const mask = upscaleMask(logits, { width: 4, height: 2 }, 4, { width: 4, height: 2 });
  expect(Array.from(mask.cells)).toEqual([1, 1, 0, 0, 0, 0, 0, 0]);
});
