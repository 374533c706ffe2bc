import { describe, expect, test } from 'vitest';
import { layoutOf, record } from './recording-context.ts';

const box = (caption: string, x = 100, change: Record<string, unknown> = {}) => ({
  id: `${caption} ${x}`,
  caption,
  rect: { x, y: 100, width: 150, height: 200 },
  ...change,
});
const street = layoutOf({
  prompt: 'a cat and a dog in a street',
  background: 'a snowy street',
  negative: 'snowmen',
  boxes: [box('a red cat', 40), box('a brown dog', 300)],
});
const spoken = layoutOf({ ...street, overall: 'a painted street' });
const empty = layoutOf({});

describe('every method', () => {
  const methods = ['sd', 'gligen', 'backward_guidance'];

  test.each(methods)('%s draws a layout without boxes', async (id) => {
    const { outcome, steps, guided, denoised } = await record(id, layoutOf({ background: 'a beach' }));
    expect(outcome.prompt).toBe('a beach');
    expect(steps.map(({ step, of }) => [step, of])).toEqual(Array.from({ length: 10 }, (_, i) => [i + 1, 10]));
    expect(guided).toEqual([]);
    expect(denoised.length).toBe(10);
  });

  test.each(methods)('%s refuses a layout with nothing to draw', async (id) => {
    await expect(record(id, empty)).rejects.toMatchObject({ code: 'empty_prompt' });
  });

  test.each(methods)('%s names the box whose rectangle is not a number', async (id) => {
    const broken = { ...street, boxes: [...street.boxes, { ...street.boxes[0]!, caption: 'a tree' }] };
    broken.boxes[2]!.rect = { x: NaN, y: 0, width: 10, height: 10 };
    const refusal: unknown = await record(id, broken).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'bad_layout', message: expect.stringContaining('a tree') as string });
  });

  test.each(['gligen', 'backward_guidance'])(
    '%s leaves out boxes outside the picture and without caption, and says so',
    async (id) => {
      const { outcome } = await record(
        id,
        layoutOf({ background: 'a street', boxes: [box('a red cat'), box('a far dog', 600), box('  ')] }),
      );
      expect(outcome.prompt).toBe('a street with a red cat');
      expect(outcome.warnings).toEqual([
        expect.stringContaining('“a far dog” lies outside'),
        expect.stringContaining('Box 3 has no caption'),
      ]);
    },
  );

  test.each(methods)('%s says when the negative prompt is cut', async (id) => {
    const long = layoutOf({ background: 'a street', negative: 'snow '.repeat(100) });
    const { outcome } = await record(id, long);
    expect(outcome.warnings.join()).toMatch(/negative prompt is too long.* first 75 tokens/);
  });

  test.each(methods)('%s repeats itself for a seed and differs for another', async (id) => {
    const final = async (seed: number) => (await record(id, street, { context: { seed } })).outcome.latents.data;
    expect(await final(3)).toEqual(await final(3));
    expect(await final(3)).not.toEqual(await final(4));
  });

  test.each(methods)('%s puts what the layout excludes before the usual negative terms', async (id) => {
    const { outcome } = await record(id, street);
    expect(outcome.negative).toMatch(/^snowmen, artifacts, blurry, .*duplicate$/);
  });
});

describe('sd', () => {
  test('takes the sentence, unless the user wrote a prompt for the whole picture', async () => {
    expect((await record('sd', street)).outcome.prompt).toBe('a cat and a dog in a street');
    expect((await record('sd', spoken)).outcome.prompt).toBe('a painted street');
    const drawn = layoutOf({ ...street, prompt: '' });
    expect((await record('sd', drawn)).outcome.prompt).toBe('a snowy street with a brown dog, a red cat');
  });
});

describe('gligen', () => {
  test('places captions in their boxes for the first share of the steps', async () => {
    const { denoised, encoded } = await record('gligen', street, { options: { gligenBeta: 0.35 } });
    const grounded = denoised.map(({ grounding }) => grounding !== undefined);
    expect(grounded).toEqual([true, true, true, ...Array.from({ length: 7 }, () => false)]);
    const { boxes, mask, phrases } = denoised[0]!.grounding!;
    expect([...mask.data]).toEqual([1, 1, 0]);
    const edges = [300 / 512, 100 / 512, 450 / 512, 300 / 512]; // sorted by caption: the dog first
    boxes.data.slice(0, 4).forEach((edge, i) => expect(edge).toBeCloseTo(edges[i]!, 6));
    expect(encoded.slice(-2)).toEqual(['a brown dog', 'a red cat']);
    expect(phrases.dims).toEqual([3, 4]);
  });

  test('reproduces the reference: whole prompts as phrases, boxes not clipped', async () => {
    const outside = layoutOf({ background: 'a street', boxes: [box('a red cat', -50)] });
    const edge = async (compatibility: string) => {
      const { denoised, encoded } = await record('gligen', outside, { options: { compatibility } });
      return [encoded.at(-1), Math.sign(denoised[0]!.grounding!.boxes.data[0]!)];
    };
    expect(await edge('reference')).toEqual(['a street with a red cat', -1]);
    expect(await edge('corrected')).toEqual(['a red cat', 0]);
  });

  test('says which boxes the model has no slots for', async () => {
    const many = layoutOf({ boxes: ['an apple', 'a bowl', 'a cup', 'a dog', 'a hat'].map((c, i) => box(c, i * 60)) });
    const { outcome, denoised } = await record('gligen', many);
    expect([...denoised[0]!.grounding!.mask.data]).toEqual([1, 1, 1]);
    expect(outcome.warnings).toEqual([expect.stringMatching(/3 boxes; the last 2/)]);
  });
});

describe('backward guidance', () => {
  test('guides the first steps on the middle block and the coarsest finer upward block', async () => {
    const options = { overallMaxIter: 2, overallMaxIndexStep: 3 };
    const { guided, steps } = await record('backward_guidance', street, { options, losses: [0.9, 0.8, 0.7] });
    expect(guided.map(({ timestep }) => timestep)).toEqual([900, 900, 800, 800, 700, 700]);
    expect(guided[0]!.loss.layers).toEqual(['mid_0_0_0', 'up_1_0_0', 'up_1_1_0']);
    expect(steps.slice(0, 4).map(({ losses }) => losses)).toEqual([[0.9, 0.8], [0.7, 0.7], [0.7, 0.7], []]);
  });

  test('stops for good when the loss is small', async () => {
    const { guided } = await record('backward_guidance', street, { losses: [0.9, 0.1, 0.9] });
    expect(guided.length).toBe(2);
  });

  test('adds a phrase that the prompt of the user does not name', async () => {
    const { outcome } = await record('backward_guidance', spoken);
    expect(outcome.prompt).toBe('a painted street| a brown dog| a red cat');
  });

  test('refuses captions and prompts that reach beyond what the model reads', async () => {
    const long = layoutOf({ background: 'a street', boxes: [box('cat '.repeat(100))] });
    await expect(record('backward_guidance', long)).rejects.toMatchObject({ code: 'caption_too_long' });
    const late = layoutOf({ background: 'snow '.repeat(90), boxes: [box('a red cat')] });
    const refusal: unknown = await record('backward_guidance', late).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'prompt_too_long', message: expect.stringContaining('a red cat') as string });
  });

  test('weighs each object by the strength of its boxes', async () => {
    const layout = layoutOf({ ...street, boxes: [box('a red cat', 40, { strength: 2 }), box('a brown dog', 300)] });
    const { guided } = await record('backward_guidance', layout, { losses: [0.1] });
    const weights = [...(guided[0]!.loss.feeds['loss_weights']!.data as Float32Array)];
    expect(weights.slice(3, 6)).toEqual(weights.slice(0, 3).map((weight) => 2 * weight)); // dog, then cat
  });

  test('refuses a model without attention it could read', async () => {
    const run = record('backward_guidance', street, { model: { crossAttention: [] } });
    await expect(run).rejects.toMatchObject({ code: 'capability_missing' });
  });
});
