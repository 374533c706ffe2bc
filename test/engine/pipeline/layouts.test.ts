import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { generateRequestSchema, type GenerateResult } from '../../../preload/contract/engine.ts';
import { layoutSchema } from '../../../preload/contract/layout.ts';
import { methodInfos } from '../../../main/engine/methods/registry.ts';
import { runGeneration } from '../../../main/engine/pipeline.ts';
import { goldenCheckpoint } from '../../helpers/golden.ts';
import { processorSessions } from '../../helpers/sessions.ts';

const sessions = processorSessions();
afterAll(() => sessions.releaseAll());

const starter = join(import.meta.dirname, '../../../resources/starter/checkpoint');
const box = (i: number, caption: string, x: number, y: number, width: number, height: number) => ({
  id: `${i}`,
  caption,
  rect: { x, y, width, height },
});
const grid = (count: number, caption: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => box(i, caption(i), (i % 6) * 85, Math.floor(i / 6) * 85, 80, 80));
const objects = ['a cat', 'a red car', 'a dog', 'a blue cup', 'a chair', 'a book'];

const layouts: Record<string, Record<string, unknown>> = {
  'no box': { boxes: [] },
  'one box': { boxes: [box(0, 'a red car', 100, 200, 200, 150)] },
  'ten boxes': { boxes: grid(10, (i) => objects[i % 6] ?? '') },
  'thirty boxes of one caption': { boxes: grid(30, () => 'a cat') },
  'a box of one latent cell': { boxes: [box(0, 'a cat', 256, 256, 16, 16), box(1, 'a dog', 20, 20, 1, 1)] },
  'overlapping boxes': { boxes: [box(0, 'a cat', 100, 100, 300, 300), box(1, 'a dog', 150, 150, 300, 300)] },
  'boxes partly and wholly outside': {
    boxes: [box(0, 'a cat', -100, -50, 300, 300), box(1, 'a dog', 400, 400, 300, 300), box(2, 'a cup', 900, 0, 50, 50)],
  },
  'a wide canvas': { canvas: { width: 768, height: 384 }, boxes: [box(0, 'a cat', 20, 100, 200, 200)] },
  'a tall canvas': { canvas: { width: 320, height: 512 }, boxes: [box(0, 'a dog', 20, 300, 200, 200)] },
};
/** As little of each method as runs all of its parts. */
const quick: Record<string, Record<string, unknown>> = {
  lmd: { perBoxMaxIter: [1], perBoxMaxIndexStep: 1, overallMaxIter: [1], overallMaxIndexStep: 1 },
  lmd_plus: { overallMaxIter: [1], overallMaxIndexStep: 1 },
  multidiffusion: { bootstrapping: 1 },
  attend_and_excite: { refinements: 1, guidedSteps: 1 },
  boxdiff: { overallMaxIndexStep: 1 },
  backward_guidance: { overallMaxIndexStep: 1, overallMaxIter: 1 },
};

async function draw(layout: unknown, method: string, change: Record<string, unknown> = {}): Promise<GenerateResult> {
  const request = generateRequestSchema.parse({
    layout: layoutSchema.parse({ background: 'a beach', ...(layout as object) }),
    checkpoint: starter,
    method,
    options: quick[method] ?? {},
    steps: 2,
    seed: 1,
    previewEvery: 0,
    ...change,
  });
  const run = runGeneration(request, { sessions, signal: new AbortController().signal });
  for (;;) {
    const next = await run.next();
    if (next.done === true) return next.value;
  }
}

const ids = methodInfos().map(({ id }) => id);

describe.each(ids)('%s', (method) => {
  test.each(Object.entries(layouts))('draws %s', async (_name, layout) => {
    const { image, warnings } = await draw(layout, method);
    const { width, height } = layoutSchema.parse(layout).canvas;
    expect([image.width, image.height]).toEqual([width / 2, height / 2]);
    expect(new Set(image.data).size).toBeGreaterThan(10);
    if (_name === 'boxes partly and wholly outside' && method !== 'sd') {
      expect(warnings).toEqual(expect.arrayContaining([expect.stringMatching(/“a cup” lies outside/)]));
    }
  });

  test('gives the same picture for the same seed, another for another', async () => {
    const layout = layouts['one box'];
    const [first, again, other] = [
      await draw(layout, method),
      await draw(layout, method),
      await draw(layout, method, { seed: 2 }),
    ];
    expect(Array.from(again.image.data)).toEqual(Array.from(first.image.data));
    expect(Array.from(other.image.data)).not.toEqual(Array.from(first.image.data));
  });

  test('draws a caption of any length, or says before the work starts that it is too long', async () => {
    const long = { boxes: [box(0, `${'a very '.repeat(40)}red car`, 100, 200, 200, 150)] };
    const outcome = await draw(long, method).then(
      ({ warnings }) => warnings.join('\n'),
      (error: unknown) => error as { code: string; message: string },
    );
    if (typeof outcome === 'string') expect(outcome).toMatch(/too long for this model/);
    else {
      expect(['caption_too_long', 'prompt_too_long']).toContain(outcome.code);
      expect(outcome.message).toMatch(/Nothing was drawn; shorten/);
    }
  });
});

test.each(['gligen', 'lmd_plus'])('%s says what a checkpoint without grounding lacks', async (method) => {
  await expect(draw(layouts['one box'], method, { checkpoint: goldenCheckpoint('tiny-sd1') })).rejects.toMatchObject({
    code: 'capability_missing',
    message: expect.stringMatching(/has no GLIGEN layers/) as string,
  });
});

test('a box is refused before the work starts when it is no rectangle', async () => {
  const layout = layoutSchema.parse(layouts['one box']);
  const broken = { ...layout, boxes: layout.boxes.map((b) => ({ ...b, rect: { ...b.rect, x: NaN } })) };
  const request = { ...generateRequestSchema.parse({ layout, checkpoint: starter, method: 'sd' }), layout: broken };
  const run = runGeneration(request, { sessions, signal: new AbortController().signal });
  const drain = async (): Promise<void> => {
    while ((await run.next()).done !== true);
  };
  await expect(drain()).rejects.toMatchObject({ code: 'bad_layout' });
});
