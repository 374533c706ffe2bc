import type { Box, Canvas, Layout, Rect } from '../../../preload/contract/layout.ts';
import type { Axis } from '../geometry/rects.ts';
import { centre, pushedInside, rounded, shifted, withRects } from '../geometry/rects.ts';
import type { Thing } from '../rules/scene.ts';
import type { Check, Finding } from './finding.ts';
import { quoted } from './finding.ts';

/** Which way the subject lies of the object, for the relations that can be measured. */
const ways: Readonly<Record<string, readonly [Axis, sign: -1 | 1, words: string]>> = {
  'left-of': ['x', -1, 'left of'],
  'right-of': ['x', 1, 'right of'],
  above: ['y', -1, 'above'],
  below: ['y', 1, 'below'],
};

/** Boxes that do not stand to each other as the sentence says. */
export const relations: Check = (_layout, wishes) =>
  wishes.relations.flatMap(({ kind, subjects, objects }): Finding[] => {
    const way = ways[kind];
    if (way === undefined) return [];
    const [axis, sign, words] = way;
    return subjects.flatMap((subject) =>
      objects.flatMap((object): Finding[] => {
        const [mine, theirs] = [wishes.boxesOf(subject), wishes.boxesOf(object)];
        if (mine.length === 0 || theirs.length === 0) return [];
        const holds = mine.every((one) => theirs.every((other) => (at(one, axis) - at(other, axis)) * sign > 0));
        return holds ? [] : [relationFinding({ mine, theirs, axis, sign, words })];
      }),
    );
  });

interface Wrong {
  mine: readonly Box[];
  theirs: readonly Box[];
  axis: Axis;
  sign: -1 | 1;
  words: string;
}

function relationFinding({ mine, theirs, axis, sign, words }: Wrong): Finding {
  const boxes = [...mine, ...theirs];
  const captions = (list: readonly Box[]): string => quoted(list.map(({ caption }) => caption));
  return {
    code: 'relation',
    boxes: boxes.map(({ id }) => id),
    about: words,
    message: `The sentence says that ${captions(mine)} is ${words} ${captions(theirs)}.`,
    fix: boxes.some((box) => box.locked)
      ? null
      : { title: 'Change their places', apply: (now) => changed(now, mine, theirs, axis, sign) },
  };
}

/** The two groups, one after the other along the axis, in the room both have now; the boxes of each keep their places to each other. */
function changed(layout: Layout, mine: readonly Box[], theirs: readonly Box[], axis: Axis, sign: -1 | 1): Layout {
  const [first, second] = sign < 0 ? [mine, theirs] : [theirs, mine];
  const size = axis === 'x' ? 'width' : 'height';
  const all = [...mine, ...theirs].map(({ rect }) => rect);
  const [one, two] = [spanOf(first, axis), spanOf(second, axis)];
  const length = one.length + two.length;
  const shrink = Math.min(1, layout.canvas[size] / length);
  const middle =
    (Math.min(...all.map((rect) => rect[axis])) + Math.max(...all.map((rect) => rect[axis] + rect[size]))) / 2;
  const start = Math.min(Math.max(middle - (length * shrink) / 2, 0), layout.canvas[size] - length * shrink);
  const rects = new Map<string, Rect>();
  const put = (boxes: readonly Box[], from: number, to: number): void => {
    for (const { id, rect } of boxes) {
      rects.set(id, rounded({ ...rect, [axis]: to + (rect[axis] - from) * shrink, [size]: rect[size] * shrink }));
    }
  };
  put(first, one.start, start);
  put(second, two.start, start + one.length * shrink);
  return withRects(layout, rects);
}

function spanOf(boxes: readonly Box[], axis: Axis): { start: number; length: number } {
  const size = axis === 'x' ? 'width' : 'height';
  const start = Math.min(...boxes.map(({ rect }) => rect[axis]));
  return { start, length: Math.max(...boxes.map(({ rect }) => rect[axis] + rect[size])) - start };
}

const at = ({ rect }: Box, axis: Axis): number => centre(rect)[axis];

type Place = Thing['place'];

/** Boxes that are not where in the picture the sentence says. */
export const places: Check = (layout, wishes) =>
  wishes.things.flatMap((thing) =>
    wishes
      .boxesOf(thing)
      .filter(({ rect }) => !stands(rect, thing.place, layout.canvas))
      .map(({ id, caption, rect, locked }): Finding => ({
        code: 'place',
        boxes: [id],
        message: `The sentence says that ${quoted([caption])} is ${wordsFor(thing.place)}.`,
        fix: locked
          ? null
          : {
              title: 'Move it there',
              apply: (now) => withRects(now, new Map([[id, movedTo(rect, thing.place, now.canvas)]])),
            },
      })),
  );

function stands(rect: Rect, { column, row }: Place, { width, height }: Canvas): boolean {
  const { x, y } = centre(rect);
  const isColumn = column === undefined || column === 'centre' || (column === 'left' ? x < width / 2 : x > width / 2);
  return isColumn && (row === undefined || row === 'middle' || (row === 'top' ? y < height / 2 : y > height / 2));
}

/** Mirrored onto the other half; what straddles the middle goes to a quarter. */
function movedTo(rect: Rect, place: Place, canvas: Canvas): Rect {
  const { column, row } = place;
  const { x, y } = centre(rect);
  const toX =
    column === 'left' ? Math.min(x, canvas.width / 4) : column === 'right' ? Math.max(x, canvas.width * 0.75) : x;
  const toY = row === 'top' ? Math.min(y, canvas.height / 4) : row === 'bottom' ? Math.max(y, canvas.height * 0.75) : y;
  const moved = pushedInside(shifted(rect, toX - x, toY - y), canvas);
  const tooLarge = (toX !== x && rect.width > canvas.width / 2) || (toY !== y && rect.height > canvas.height / 2);
  return rounded(tooLarge ? halved(moved, place, canvas) : moved);
}

/** A box that is too large for its half. */
function halved(rect: Rect, { column, row }: Place, { width, height }: Canvas): Rect {
  const [w, h] = [Math.min(rect.width, width * 0.48), Math.min(rect.height, height * 0.48)];
  return {
    x: column === 'left' ? 0 : column === 'right' ? width - w : rect.x,
    y: row === 'top' ? 0 : row === 'bottom' ? height - h : rect.y,
    width: column === 'left' || column === 'right' ? w : rect.width,
    height: row === 'top' || row === 'bottom' ? h : rect.height,
  };
}

function wordsFor({ column, row }: Place): string {
  const words = [row === 'middle' ? undefined : row, column === 'centre' ? undefined : column].filter(Boolean);
  return `at the ${words.join(' ')}`;
}
