import { afterAll, describe, expect, test } from 'vitest';
import type { SessionRequest } from '../../../main/engine/runtime/session-cache.ts';
import { benchmarkDetection, Detector } from '../../../main/engine/vision/detect.ts';
import { suppressOverlaps } from '../../../main/engine/vision/nms.ts';
import { openOwlvit } from '../../../main/engine/vision/open-owlvit.ts';
import { floats, goldenCheckpoint, goldenJson, goldenTensors } from '../../helpers/golden.ts';
import { goldenPicture, patternPicture } from '../../helpers/pictures.ts';
import { processorSessions } from '../../helpers/sessions.ts';

const golden = goldenTensors('components/owlvit.safetensors');
const { owlvit: meta } = goldenJson<{ owlvit: { queries: string[][] } }>('components/vision.json');
const queries = meta.queries[0] ?? [];

const cache = processorSessions();
afterAll(() => cache.releaseAll());
const opened: string[] = [];
const sessions = {
  open: (request: SessionRequest) => {
    opened.push(request.key);
    return cache.open(request);
  },
};
const detector = new Detector(await openOwlvit(goldenCheckpoint('tiny-owlvit')), sessions);

describe.each(['square', 'wide'])('%s picture', (name) => {
  const picture = goldenPicture(`components/vision-image-${name}.png`);

  test('scores, labels and boxes of all patches', async () => {
    const found = await detector.candidates(picture, queries);
    const scores = floats(golden, `${name}_post_scores`).data;
    const boxes = floats(golden, `${name}_post_boxes_xyxy`).data;
    const labels = golden.get(`${name}_post_labels`)?.data ?? [];
    expect(found).toHaveLength(scores.length);
    const size = [picture.width, picture.height, picture.width, picture.height];
    for (const [i, detection] of found.entries()) {
      expect(Math.abs(detection.score - (scores[i] ?? NaN))).toBeLessThan(2e-5);
      expect(detection.label).toBe(labels[i]);
      expect(detection.name).toBe(queries[detection.label]);
      detection.box.forEach((share, k) => {
        expect(Math.abs(share - (boxes[i * 4 + k] ?? NaN) / (size[k] ?? NaN))).toBeLessThan(4e-6);
      });
    }
  });
});

describe('Detector', () => {
  const picture = goldenPicture('components/vision-image-square.png');
  const refused = (code: string, message: RegExp): unknown =>
    expect.objectContaining({ code, message: expect.stringMatching(message) as string });

  test('drops low scores, then overlaps', async () => {
    const all = await detector.candidates(picture, queries);
    const middle = all.map(({ score }) => score).sort((a, b) => a - b)[all.length >> 1] ?? NaN;
    const found = await detector.detect(picture, queries, { scoreThreshold: middle, nmsThreshold: 0.3 });
    expect(found).toEqual(
      suppressOverlaps(
        all.filter(({ score }) => score >= middle),
        0.3,
      ),
    );
    expect(found.length).toBeGreaterThan(0);
    expect(await detector.detect(picture, queries, { scoreThreshold: 1 })).toEqual([]);
  });

  test('keeps the queries apart where asked', async () => {
    const found = await detector.detect(picture, queries, { ...benchmarkDetection, scoreThreshold: 0 });
    const labels = found.map(({ label }) => label);
    expect(labels).toEqual([...labels].sort((a, b) => a - b));
    const plain = await detector.detect(picture, queries, { scoreThreshold: 0, nmsThreshold: 0.15 });
    expect(plain.length).toBeLessThanOrEqual(found.length);
    const scores = plain.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  test('encodes a query once, and the first of two equal ones names what is found', async () => {
    opened.length = 0;
    const found = await detector.detect(picture, ['a photo of a dog', 'a photo of a dog'], { scoreThreshold: 0 });
    expect(new Set(found.map(({ label }) => label))).toEqual(new Set([0]));
    expect(opened).toEqual(['owlvit query', 'owlvit objects']);
  });

  test('tells queries that can not be looked for', async () => {
    await expect(detector.detect(picture, [])).rejects.toEqual(refused('bad_request', /no query/));
    await expect(detector.detect(picture, ['a cat', ' '])).rejects.toEqual(refused('bad_request', /query is blank/));
    const long = 'a photo of a very very very very very long and very wide red cat';
    await expect(detector.detect(picture, [long])).rejects.toEqual(
      refused('prompt_too_long', /very wide red cat” has 17 tokens, the detector reads 16/),
    );
  });

  test('tells a picture without pixels, and takes one of a single pixel', async () => {
    const empty = { width: 8, height: 0, data: new Uint8Array(0) };
    await expect(detector.detect(empty, ['a cat'])).rejects.toEqual(refused('bad_request', /8 × 0 pixels/));
    expect(await detector.candidates(patternPicture(1, 1), ['a cat'])).toHaveLength(36);
  });
});
