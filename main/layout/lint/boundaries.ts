import type { Box, Layout } from '../../../preload/contract/layout.ts';
import { isInside, pushedInside, rounded, scaledBy, visible, withRects } from '../geometry/rects.ts';
import type { Check, Finding } from './finding.ts';
import { quoted } from './finding.ts';

/** Boxes that reach outside the picture. */
export const outOfCanvas: Check = (layout) =>
  visible(layout)
    .filter(({ rect }) => !isInside(rect, layout.canvas))
    .map(({ id, caption, rect, locked }) => ({
      code: 'out_of_canvas',
      boxes: [id],
      message: `${quoted([caption])} reaches outside the picture.`,
      fix: locked
        ? null
        : {
            title: 'Move it inside',
            apply: (now) => withRects(now, new Map([[id, rounded(pushedInside(rect, now.canvas))]])),
          },
    }));

/** Boxes that cover everything: a background. */
export const fillsCanvas: Check = (layout) =>
  visible(layout)
    .filter(({ rect }) => rect.width >= layout.canvas.width && rect.height >= layout.canvas.height)
    .map((box) => ({
      code: 'fills_canvas',
      boxes: [box.id],
      message: `${quoted([box.caption])} covers the whole picture.`,
      fix: box.locked ? null : { title: 'Make it the background', apply: (now) => asBackground(now, box) },
    }));

function asBackground(layout: Layout, { id, caption }: Box): Layout {
  const boxes = layout.boxes.filter((box) => box.id !== id);
  const isPlain = /^(?:a realistic scene)?$/i.test(layout.background.trim());
  return { ...layout, boxes, background: isPlain ? caption : `${layout.background}, ${caption}` };
}

/** Attention maps, in which boxes are guided, are at best four times coarser than the latents. */
const cellsOfLatents = 4;

/** Boxes that hold less than a cell of the grid on which guidance works. */
export const tiny: Check = (layout, _wishes, { latentFactor }) => {
  const least = latentFactor * cellsOfLatents;
  return visible(layout)
    .filter(({ rect }) => Math.min(rect.width, rect.height) < least)
    .map(({ id, caption, rect, locked }): Finding => {
      const factor = least / Math.min(rect.width, rect.height);
      return {
        code: 'tiny',
        boxes: [id],
        message: `${quoted([caption])} is smaller than ${least} pixels and may not be drawn.`,
        fix: locked
          ? null
          : {
              title: 'Make it larger',
              apply: (now) =>
                withRects(now, new Map([[id, rounded(pushedInside(scaledBy(rect, factor), now.canvas))]])),
            },
      };
    });
};
