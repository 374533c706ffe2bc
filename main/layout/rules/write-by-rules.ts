import type { Box, Canvas, Layout } from '../../../preload/contract/layout.ts';
import { arrange } from './arrange.ts';
import { boxesOf, captionOf, mostBoxes } from './caption.ts';
import { compose } from './compose.ts';
import { readScene } from './read-scene.ts';
import type { Scene } from './scene.ts';

/**
 * Writes a layout without a language model: reads the sentence by grammar rules and word lists, then places what it names.
 * Pure and deterministic; takes a millisecond or so. Understands English; of any other text something is still drawn.
 * @param prompt the sentence, not empty; only its beginning is read when it is long
 */
export function writeByRules(prompt: string, canvas: Canvas = { width: 512, height: 512 }): Layout {
  return writeScene(prompt, readScene(prompt), canvas);
}

/** A layout in which everything that a scene says holds, as far as there is room. */
export function writeScene(prompt: string, said: Scene, canvas: Canvas): Layout {
  const scene = limited(said);
  const pieces = scene.things.length === 0 ? [] : arrange(compose(scene), canvas);
  const order = new Map(scene.things.map((thing, i) => [thing, i]));
  const sorted = pieces.toSorted((a, b) => a.layer - b.layer || (order.get(a.thing) ?? 0) - (order.get(b.thing) ?? 0));
  const boxes = sorted.map(({ thing, rect }, i): Box => ({
    id: `box-${i + 1}`,
    caption: captionOf(thing),
    rect,
    negative: '',
    seed: null,
    strength: 1,
    start: 0,
    end: 1,
    locked: false,
    hidden: false,
  }));
  const { background, negative } = scene;
  return { version: 1, canvas, prompt, background, negative, overall: null, boxes };
}

/** Leaves out what comes after the last box that still has room. */
function limited(scene: Scene): Scene {
  let boxes = 0;
  const things = scene.things.filter((thing) => (boxes += boxesOf(thing)) <= mostBoxes);
  if (things.length === scene.things.length) return scene;
  const kept = new Set(things);
  const relations = scene.relations.filter(({ subjects, objects }) =>
    [...subjects, ...objects].every((thing) => kept.has(thing)),
  );
  return { ...scene, things, relations };
}
