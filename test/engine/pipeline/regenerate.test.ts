import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { generateRequestSchema, type EngineEvent } from '../../../preload/contract/engine.ts';
import { layoutSchema, type Box } from '../../../preload/contract/layout.ts';
import { runGeneration } from '../../../main/engine/pipeline.ts';
import { goldenCheckpoint } from '../../helpers/golden.ts';
import { copiedCheckpoint, editTensors } from '../../helpers/safetensors.ts';
import { processorSessions } from '../../helpers/sessions.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const sessions = processorSessions();
afterAll(() => sessions.releaseAll());

const box = (id: string, caption: string, x: number, change: Partial<Box> = {}): Partial<Box> => ({
  id,
  caption,
  rect: { x, y: 60, width: 80, height: 90 },
  ...change,
});

/** Draws a layout with LMD on a tiny checkpoint; tells which boxes were drawn on their own. */
async function draw(folder: string, boxes: readonly Partial<Box>[], change: Record<string, unknown> = {}) {
  const request = generateRequestSchema.parse({
    layout: layoutSchema.parse({ canvas: { width: 256, height: 256 }, background: 'a street', boxes }),
    checkpoint: goldenCheckpoint('tiny-sd1'),
    method: 'lmd',
    options: { perBoxMaxIter: [1], overallMaxIter: [1], perBoxMaxIndexStep: 1, overallMaxIndexStep: 1 },
    steps: 2,
    seed: 3,
    keep: { folder, budgetBytes: 1e9 },
    previewEvery: 0,
    ...change,
  });
  const run = runGeneration(request, { sessions, signal: new AbortController().signal });
  const events: EngineEvent[] = [];
  for (;;) {
    const next = await run.next();
    if (next.done !== true) {
      events.push(next.value);
      continue;
    }
    const drawn = events.flatMap((event) => (event.kind === 'step' ? [event.box] : []));
    return { drawn: [...new Set(drawn)], pixels: next.value.image.data };
  }
}

describe('a picture that is drawn again', () => {
  const cat = box('1', 'a cat', 10);
  const dog = box('2', 'a dog', 150);

  test('draws alone only the boxes that changed, and equals one that is drawn as a whole', async () => {
    const folder = join(temporaryFolder(), 'passes');
    expect((await draw(folder, [cat, dog])).drawn).toEqual([0, 1, null]);
    expect((await draw(folder, [cat, dog])).drawn).toEqual([null]);

    const renamed = [cat, box('2', 'a horse', 150)];
    const partly = await draw(folder, renamed);
    expect(partly.drawn).toEqual([1, null]);
    const wholly = await draw(folder, renamed, { keep: null });
    expect(wholly.drawn).toEqual([0, 1, null]);
    expect(Array.from(partly.pixels)).toEqual(Array.from(wholly.pixels));
  });

  test('only moves the objects of boxes that were moved', async () => {
    const folder = join(temporaryFolder(), 'passes');
    await draw(folder, [cat, dog]);
    expect((await draw(folder, [cat, box('2', 'a dog', 120)])).drawn).toEqual([null]);
    const wider = box('2', 'a dog', 150, { rect: { x: 150, y: 60, width: 100, height: 90 } });
    expect((await draw(folder, [cat, wider])).drawn).toEqual([1, null]);
  });

  test('draws all boxes again when the files of the text encoder are others', async () => {
    const folder = join(temporaryFolder(), 'passes');
    const checkpoint = copiedCheckpoint(goldenCheckpoint('tiny-sd1'));
    await draw(folder, [cat], { checkpoint });
    editTensors(checkpoint, 'text_encoder/model.safetensors', (name, entry) => [name, entry]);
    expect((await draw(folder, [cat], { checkpoint })).drawn).toEqual([0, null]);
  });

  test('draws a box again for a seed of its own, another exclusion, strength or picture seed', async () => {
    const folder = join(temporaryFolder(), 'passes');
    await draw(folder, [cat, dog]);
    for (const change of [{ seed: 77 }, { negative: 'fur' }, { strength: 2 }]) {
      expect((await draw(folder, [cat, { ...dog, ...change }])).drawn).toEqual([1, null]);
    }
    expect((await draw(folder, [cat, dog], { seed: 4 })).drawn).toEqual([0, 1, null]);
  });
});
