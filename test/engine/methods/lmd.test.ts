import { describe, expect, test } from 'vitest';
import type { BoxPass, BoxPassStore, DenoiseRequest } from '../../../main/engine/methods/method.ts';
import { float32 } from '../../../main/engine/tensor.ts';
import { layoutOf, record } from './recording-context.ts';

const layout = layoutOf({
  background: 'a street',
  boxes: [
    { id: '1', caption: 'a red cat', rect: { x: 0, y: 100, width: 200, height: 300 } },
    { id: '2', caption: 'a dog', rect: { x: 300, y: 100, width: 200, height: 300 } },
  ],
});

/** A model that attends most to the middle of the picture. */
const attentive = (request: DenoiseRequest) => {
  const grids: Record<string, number> = { down_1_0_0: 4, mid_0_0_0: 2, up_1_0_0: 4, up_1_1_0: 4 };
  const maps = (request.record ?? []).map((key) => {
    const side = grids[key] ?? 0;
    const data = new Float32Array(2 * side * side * 77);
    data.forEach((_, i) => {
      const cell = Math.floor(i / 77) % (side * side);
      data[i] = cell === side * Math.floor(side / 2) + Math.floor(side / 2) ? 0.9 : 0.01;
    });
    return [key, float32(data, [2, side * side, 77])] as const;
  });
  const output = float32(new Float32Array(request.latents.data.length), request.latents.dims);
  return Promise.resolve({ output, maps: new Map(maps) });
};

describe.each(['lmd', 'lmd_plus'])('%s', (method) => {
  const run = (options: Record<string, unknown> = {}, change: Parameters<typeof record>[2] = {}) =>
    record(method, layout, { options, ...change, context: { denoise: attentive, ...change.context } });
  const boxesOf = (steps: readonly { box: number | null }[]) => [...new Set(steps.map(({ box }) => box))];

  test('draws each box alone, in the order of captions, then the whole picture', async () => {
    const { steps, encoded, outcome } = await run();
    expect(boxesOf(steps)).toEqual([1, 0, null]);
    expect(steps).toHaveLength(30);
    expect(encoded).toEqual(expect.arrayContaining(['a street with a dog', 'a street with a red cat']));
    expect(outcome.prompt).toBe('a street with a dog, a red cat');
    expect(outcome.warnings).toEqual([expect.stringMatching(/No segmenter is installed/)]);
  });

  test('asks the segmenter once for each box', async () => {
    const asked: object[] = [];
    const picture = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3) };
    const all = { width: 64, height: 64, cells: new Uint8Array(64 * 64).fill(1) };
    const { outcome } = await run(
      {},
      {
        context: {
          decode: () => Promise.resolve(picture),
          segment: (_image, question) => {
            asked.push(question);
            return Promise.resolve({ masks: [all, all, all], confidences: Float32Array.of(1, 1, 1) });
          },
        },
      },
    );
    expect(asked).toHaveLength(2);
    expect(asked[0]).toHaveProperty(method === 'lmd' ? 'point' : 'box');
    expect(outcome.warnings).toEqual([]);
  });

  test('does without single passes, and without what builds on them', async () => {
    const { steps, guided } = await run({ perBoxPass: false });
    expect(boxesOf(steps)).toEqual([null]);
    expect(guided[0]?.loss.id).not.toMatch(/reference/);
    expect(boxesOf((await run({ composition: false, referenceAttention: false })).steps)).toEqual([null]);
  });

  test('has a switch for each part', async () => {
    expect((await run({ attentionGuidance: false })).guided).toEqual([]);
    const whole = (await run()).guided.at(-1);
    expect(whole?.loss.id).toMatch(/^topk .* \+ reference /);
    expect((await run({ referenceAttention: false })).guided.at(-1)?.loss.id).not.toMatch(/reference/);
    expect(boxesOf((await run({ composition: false })).steps)).toEqual([1, 0, null]);
    expect((await run({ fastSchedule: true, frozenStepRatio: 0.2, overallMaxIndexStep: 2 })).steps).toHaveLength(
      10 + 2 * 6,
    );
  });

  test('draws nothing but the background without boxes, and passes a box without cells by', async () => {
    const empty = await record(method, layoutOf({ background: 'a street' }), { context: { denoise: attentive } });
    expect(boxesOf(empty.steps)).toEqual([null]);
    expect(empty.guided).toEqual([]);
    const tiny = layoutOf({
      background: 'a street',
      boxes: [{ id: '1', caption: 'a fly', rect: { x: 256, y: 256, width: 1, height: 1 } }],
    });
    const drawn = await record(method, tiny, { context: { denoise: attentive } });
    expect(boxesOf(drawn.steps)).toEqual([0, null]);
  });

  test('does not draw a box again that is kept', async () => {
    const kept = new Map<string, BoxPass>();
    const passes: BoxPassStore = {
      read: (key) => Promise.resolve(kept.get(key) ?? null),
      write: (key, pass) => Promise.resolve(void kept.set(key, pass)),
    };
    await run({}, { context: { passes } });
    expect(kept.size).toBe(2);
    expect(boxesOf((await run({}, { context: { passes } })).steps)).toEqual([null]);
    expect(boxesOf((await run({ foregroundBlendingRatio: 0.5 }, { context: { passes } })).steps)).toEqual([1, 0, null]);
  });

  test('measures the loss of a model with few heads as that of eight, unless it is to be as in the original code', async () => {
    const weights = async (compatibility: string, heads: number): Promise<number[]> => {
      const layer = (key: string, side: number) => ({ key, width: side, height: side, heads });
      const crossAttention = [layer('down_1_0_0', 4), layer('mid_0_0_0', 2), layer('up_1_0_0', 4)];
      const { guided } = await run({ compatibility }, { model: { crossAttention } });
      return Array.from(guided.at(-1)?.loss.feeds['loss_inside']?.data as Float32Array).slice(0, 2);
    };
    const plain = await weights('reference', 2);
    expect(await weights('corrected', 2)).toEqual(plain.map((weight) => 4 * weight));
    for (const heads of [8, 20]) expect(await weights('corrected', heads)).toEqual(plain);
  });

  test('refuses a box with the seed of the whole picture', async () => {
    const same = layoutOf({ ...layout, boxes: layout.boxes.map((box) => ({ ...box, seed: 1 })) });
    await expect(record(method, same, { context: { denoise: attentive } })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(/same seed/) as string,
    });
  });
});

test('lmd_plus measures its loss with empty grounding, and grounds boxes by their plural phrases', async () => {
  const two = layoutOf({
    background: 'a table',
    boxes: [10, 300].map((x, i) => ({ id: `${i}`, caption: 'an apple', rect: { x, y: 100, width: 150, height: 150 } })),
  });
  const { guided, denoised, encoded } = await record('lmd_plus', two, { context: { denoise: attentive } });
  expect(encoded).toContain('two apples');
  expect(Array.from(guided[0]?.grounding?.mask.data ?? [])).toEqual([0, 0, 0]);
  expect(denoised).toEqual([]); // recorded by the attentive model instead
});

test('the whole picture holds to the objects drawn alone in its frozen steps', async () => {
  const kept: BoxPass[] = [];
  const passes: BoxPassStore = {
    read: () => Promise.resolve(null),
    write: (_key, pass) => Promise.resolve(void kept.push(pass)),
  };
  let calls = 0;
  // Every call predicts another noise, so that only what is held can agree between passes.
  const restless = async (request: DenoiseRequest) => {
    const { maps, output } = await attentive(request);
    const noise = ++calls / 50;
    return { maps, output: float32(output.data.fill(noise), output.dims) };
  };
  const options = { attentionGuidance: false, frozenStepRatio: 0.3 };
  const { steps } = await record('lmd_plus', layout, { options, context: { denoise: restless, passes } });
  const whole = steps.filter(({ box }) => box === null);
  const agree = kept.map(({ mask, trajectory }) =>
    whole.map(({ latents }, i) =>
      mask.cells.every((cell, at) => cell === 0 || latents.data[at] === trajectory[i + 1]?.[at]),
    ),
  );
  const held = [...Array<boolean>(3).fill(true), ...Array<boolean>(7).fill(false)];
  expect(agree).toEqual([held, held]);
});
