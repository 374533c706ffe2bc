import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { checkBoxes } from '../../../main/engine/pipeline/check-boxes.ts';
import { Detector } from '../../../main/engine/vision/detect.ts';
import { openOwlvit } from '../../../main/engine/vision/open-owlvit.ts';
import { openSam } from '../../../main/engine/vision/open-sam.ts';
import { Segmenter } from '../../../main/engine/vision/segment.ts';
import { layoutSchema } from '../../../preload/contract/layout.ts';
import { readPicture } from '../../helpers/pictures.ts';
import { processorSessions } from '../../helpers/sessions.ts';

/** Scenes of sprite world that no training saw; in `N-objects.png` each pixel is 40 × (1 + index of the object there), or 0. */
const folder = new URL('../../data/starter-scenes/', import.meta.url);
interface Seen {
  noun: string;
  colour: string | null;
  box: [number, number, number, number];
}
const scenes = (
  JSON.parse(readFileSync(new URL('scenes.json', folder), 'utf8')) as { caption: string; objects: Seen[] }[]
).map((scene, i) => ({
  ...scene,
  picture: readPicture(new URL(`${i}.png`, folder)),
  owners: readPicture(new URL(`${i}-objects.png`, folder)).data.filter((_, byte) => byte % 3 === 0),
}));
const starter = (part: string): string => new URL(`../../../resources/starter/${part}`, import.meta.url).pathname;

const sessions = processorSessions();
afterAll(() => sessions.releaseAll());
const segmenter = new Segmenter(await openSam(starter('sam')), sessions);
const detector = new Detector(await openOwlvit(starter('owlvit')), sessions);

function overlapWith(cells: Uint8Array, owners: Uint8Array, index: number): number {
  let [both, either] = [0, 0];
  for (const [i, cell] of cells.entries()) {
    const own = owners[i] === 40 * (index + 1);
    if (own && cell === 1) both += 1;
    if (own || cell === 1) either += 1;
  }
  return both / either;
}

describe('the starter’s segmenter', () => {
  test.each(['box', 'point'] as const)('finds outlines by %s', async (kind) => {
    const overlaps: number[] = [];
    for (const { picture, owners, objects } of scenes)
      for (const [index, { box }] of objects.entries()) {
        const [x0, y0, x1, y1] = box.map((share) => share * 256) as [number, number, number, number];
        const own = [...owners.entries()].filter(([, owner]) => owner === 40 * (index + 1)).map(([i]) => i);
        const middle = own[Math.floor(own.length / 2)] ?? 0;
        const { masks, confidences } = await segmenter.segment(
          picture,
          kind === 'box'
            ? { box: [x0, y0, x1, y1] }
            : { point: [(middle % 256) + 0.5, Math.floor(middle / 256) + 0.5] },
        );
        const best = confidences.indexOf(Math.max(...confidences));
        overlaps.push(overlapWith(masks[best]?.cells ?? new Uint8Array(), owners, index));
      }
    expect(overlaps.length).toBeGreaterThan(6);
    expect(overlaps.reduce((sum, one) => sum + one) / overlaps.length).toBeGreaterThan(0.85);
  });
});

describe('the starter’s detector', () => {
  const article = (words: string): string => `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;

  test('finds each object of a scene in its box, and none that is not there', async () => {
    let [found, asked, false_] = [0, 0, 0];
    for (const { picture, objects } of scenes) {
      const boxes = objects.map(({ noun, colour, box: [x0, y0, x1, y1] }, i) => ({
        id: `b${i}`,
        caption: article(colour === null ? noun : `${colour} ${noun}`),
        rect: { x: x0 * 512, y: y0 * 512, width: (x1 - x0) * 512, height: (y1 - y0) * 512 },
      }));
      const others = ['car', 'cup', 'fish', 'chair'].filter((noun) => objects.every((one) => one.noun !== noun));
      const absent = others.map((noun) => ({
        id: noun,
        caption: article(noun),
        rect: { x: 0, y: 0, width: 256, height: 256 },
      }));
      const checks = await checkBoxes(detector, picture, layoutSchema.parse({ boxes: [...boxes, ...absent] }));
      asked += boxes.length;
      found += checks.slice(0, boxes.length).filter((check) => check?.verdict === 'found').length;
      false_ += checks.slice(boxes.length).filter((check) => check?.verdict !== 'missing').length;
    }
    expect(found / asked).toBeGreaterThan(0.8);
    expect(false_).toBeLessThanOrEqual(2);
  });

  test('tells an object that stands in another place from one that is not there', async () => {
    const [{ picture, objects } = { picture: undefined, objects: [] }] = scenes;
    if (picture === undefined) throw new Error('no scene');
    const [first] = objects;
    const far = (first?.box[0] ?? 0) > 0.5 ? 0 : 384;
    const rect = { x: far, y: 384, width: 128, height: 128 };
    const layout = layoutSchema.parse({
      boxes: [
        { id: 'there', caption: article(first?.noun ?? ''), rect },
        { id: 'not', caption: 'a laptop', rect },
      ],
    });
    const checks = await checkBoxes(detector, picture, layout);
    expect(checks.map((check) => check?.verdict)).toEqual(['elsewhere', 'missing']);
  });
});
