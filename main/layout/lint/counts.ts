import type { Box, Layout } from '../../../preload/contract/layout.ts';
import { freeSpot, newBox, newIds, visible } from '../geometry/rects.ts';
import { captionOf, mostBoxes } from '../rules/caption.ts';
import type { Thing } from '../rules/scene.ts';
import { writeByRules } from '../rules/write-by-rules.ts';
import type { Check, Finding } from './finding.ts';
import { quoted } from './finding.ts';
import { expected, wishesOf, wordsOf } from './wishes.ts';

/** Things that the sentence counts otherwise than the boxes do. */
export const counts: Check = (layout, wishes) =>
  wishes.things.flatMap((thing): Finding[] => {
    const boxes = wishes.boxesOf(thing);
    const { least, most } = expected(thing);
    if (least > mostBoxes) return []; // a crowd
    if (boxes.length > most) return [surplus(thing, boxes, most)];
    if (boxes.length >= least) return [];
    const inBackground = boxes.length === 0 && wordsOf(layout.background).has(thing.phrase.head.toLowerCase());
    return inBackground ? [] : [missing(layout, thing, boxes, least)];
  });

function surplus(thing: Thing, boxes: readonly Box[], most: number): Finding {
  const removable = boxes.filter((box) => !box.locked).slice(most - boxes.length);
  const ids = new Set(removable.map(({ id }) => id));
  return {
    code: 'surplus',
    boxes: boxes.map(({ id }) => id),
    message: `The sentence says ${quoted([thing.phrase.typed])}, but there are ${boxes.length} boxes for it.`,
    fix:
      removable.length < boxes.length - most
        ? null
        : {
            title: removable.length === 1 ? 'Remove the last one' : `Remove the last ${removable.length}`,
            apply: (now) => ({ ...now, boxes: now.boxes.filter(({ id }) => !ids.has(id)) }),
          },
  };
}

function missing(layout: Layout, thing: Thing, boxes: readonly Box[], least: number): Finding {
  const lack = least - boxes.length;
  const room = layout.boxes.length + lack <= 100;
  return {
    code: 'missing',
    boxes: boxes.map(({ id }) => id),
    about: thing.phrase.typed,
    message:
      boxes.length === 0
        ? `The sentence says ${quoted([thing.phrase.typed])}, but no box shows it.`
        : `The sentence says ${quoted([thing.phrase.typed])}, but there ${boxes.length === 1 ? 'is 1 box' : `are ${boxes.length} boxes`} for it.`,
    fix: room
      ? { title: lack === 1 ? 'Add it' : `Add ${lack}`, apply: (now) => completed(now, thing, boxes, lack) }
      : null,
  };
}

/** New boxes like their kin, or as the rules would write them, where there is room. */
function completed(layout: Layout, thing: Thing, kin: readonly Box[], lack: number): Layout {
  const models = kin.length > 0 ? kin : boxesByRules(layout, thing);
  const boxes = newIds(layout, lack).reduce<Box[]>((all, id, i) => {
    const model = models[i % Math.max(1, models.length)];
    const wanted = model?.rect ?? { x: 0, y: 0, width: layout.canvas.width / 4, height: layout.canvas.height / 4 };
    const taken = [...visible(layout), ...all].map(({ rect }) => rect);
    const caption = model?.caption ?? captionOf({ ...thing, phrase: { ...thing.phrase, count: 1 } });
    return [...all, newBox(id, caption, freeSpot(wanted, taken, layout.canvas))];
  }, []);
  return { ...layout, boxes: [...layout.boxes, ...boxes] };
}

function boxesByRules({ prompt, canvas }: Layout, { phrase }: Thing): Box[] {
  const written = writeByRules(prompt, canvas);
  const wishes = wishesOf(written);
  const same = wishes.things.find((thing) => thing.phrase.typed === phrase.typed);
  return same === undefined ? [] : wishes.boxesOf(same);
}
