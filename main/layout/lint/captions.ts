import type { Box, Layout } from '../../../preload/contract/layout.ts';
import { newBox, newIds, rounded, visible } from '../geometry/rects.ts';
import { captionOf } from '../rules/caption.ts';
import { readScene } from '../rules/read-scene.ts';
import type { Thing } from '../rules/scene.ts';
import type { Check } from './finding.ts';
import { quoted } from './finding.ts';
import { expected, wordsOf } from './wishes.ts';

const without = (layout: Layout, id: string): Layout => ({
  ...layout,
  boxes: layout.boxes.filter((box) => box.id !== id),
});

const recaptioned = (layout: Layout, id: string, caption: string): Layout => ({
  ...layout,
  boxes: layout.boxes.map((box) => (box.id === id ? { ...box, caption } : box)),
});

/** Boxes without a caption are not drawn. */
export const noCaption: Check = (layout) =>
  visible(layout)
    .filter(({ caption }) => caption.trim() === '')
    .map(({ id }) => ({
      code: 'no_caption',
      boxes: [id],
      message: 'A box has no caption and will not be drawn.',
      fix: { title: 'Remove it', apply: (now) => without(now, id) },
    }));

/** Start and end mark. */
const marks = 2;

/** Captions that the text encoder would cut. */
export const longCaption: Check = (layout, _wishes, { tokens }) => {
  if (tokens === null) return [];
  const most = tokens.most - marks;
  return visible(layout)
    .filter(({ caption }) => tokens.count(caption) > most)
    .map(({ id, caption }) => ({
      code: 'long_caption',
      boxes: [id],
      message: `${quoted([shortened(caption, 40)])} has ${tokens.count(caption)} tokens; only ${most} are read.`,
      fix: { title: 'Cut it', apply: (now) => recaptioned(now, id, cut(caption, tokens.count, most)) },
    }));
};

const shortened = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);

/** As many whole words as fit. */
function cut(caption: string, count: (text: string) => number, most: number): string {
  const words = caption.split(/\s+/);
  let kept = words.length;
  while (kept > 1 && count(words.slice(0, kept).join(' ')) > most) kept--;
  return words
    .slice(0, kept)
    .join(' ')
    .replace(/[,;:]$/, '');
}

const mostSplit = 12;

/** One box for several things: each needs its own. */
export const groupCaption: Check = (layout) =>
  visible(layout).flatMap((box) => {
    const [thing, ...others] = readScene(box.caption).things;
    if (thing === undefined || others.length > 0) return [];
    const { least, most } = expected(thing);
    if (least < 2 || least !== most || least > mostSplit) return [];
    return [
      {
        code: 'group_caption',
        boxes: [box.id],
        message: `${quoted([box.caption])} is one box for ${least}; each needs a box of its own.`,
        fix: box.locked ? null : { title: `Split it into ${least}`, apply: (now) => split(now, box, thing, least) },
      },
    ];
  });

/** Side by side along the longer side. */
function split(layout: Layout, box: Box, thing: Thing, count: number): Layout {
  const { rect } = box;
  const along = rect.width >= rect.height;
  const caption = captionOf({ ...thing, phrase: { ...thing.phrase, count: 1 } });
  const ids = [box.id, ...newIds(layout, count - 1)];
  const parts = ids.map((id, i) => {
    const part = along
      ? { ...rect, x: rect.x + (rect.width * i) / count, width: rect.width / count }
      : { ...rect, y: rect.y + (rect.height * i) / count, height: rect.height / count };
    return { ...(i === 0 ? box : newBox(id, caption, part)), caption, rect: rounded(part) };
  });
  return { ...layout, boxes: layout.boxes.flatMap((other) => (other.id === box.id ? parts : [other])) };
}

/** Boxes for what must not be in the picture. */
export const excluded: Check = (layout, { negative, thingOf }) => {
  const nouns = wordsOf(`${negative}, ${layout.negative}`);
  return visible(layout)
    .filter((box) => thingOf(box) === undefined && nouns.has(nounOf(box.caption)))
    .map(({ id, caption }) => ({
      code: 'excluded',
      boxes: [id],
      message: `There is a box for ${quoted([caption])}, which the picture must not show.`,
      fix: { title: 'Remove it', apply: (now) => without(now, id) },
    }));
};

const nounOf = (caption: string): string => readScene(caption).things[0]?.phrase.head.toLowerCase() ?? '';
