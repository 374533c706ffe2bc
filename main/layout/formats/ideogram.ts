import { z } from 'zod';
import type { Canvas, Layout } from '../../../preload/contract/layout.ts';
import { layoutSchema } from '../../../preload/contract/layout.ts';
import type { Warning } from '../../../preload/contract/stage1.ts';
import { visible } from '../geometry/rects.ts';
import { boxesFrom, cornersOf } from './corners.ts';

const units = 1000;

/** Structured prompt of Ideogram 4, as prompt builders for it write: boxes are ymin, xmin, ymax, xmax in thousandths. */
export const ideogramSchema = z.object({
  high_level_description: z.string().nullish(),
  compositional_deconstruction: z.object({
    background: z.string().default(''),
    elements: z.array(
      z.object({
        type: z.string().default('obj'),
        bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullish(),
        desc: z.string().nullish(),
        text: z.string().nullish(),
      }),
    ),
  }),
});

export function fromIdeogram(
  data: z.output<typeof ideogramSchema>,
  canvas: Canvas,
): { layout: Layout; warnings: Warning[] } {
  const warnings: Warning[] = [];
  const { background, elements } = data.compositional_deconstruction;
  const named = elements.flatMap(({ type, bbox, desc, text }) => {
    const name = [desc ?? '', type === 'text' && text ? `with the text "${text}"` : ''].filter(Boolean).join(' ');
    if (bbox) return [{ name, corners: { y0: bbox[0], x0: bbox[1], y1: bbox[2], x1: bbox[3] } }];
    warnings.push({ code: 'box_dropped', message: `"${name}" has no box and was left out.` });
    return [];
  });
  const boxes = boxesFrom(named, { x: canvas.width / units, y: canvas.height / units }, warnings);
  const layout = layoutSchema.parse({ canvas, prompt: data.high_level_description ?? '', background, boxes });
  return { layout, warnings };
}

export function toIdeogram(layout: Layout, overall: string): z.input<typeof ideogramSchema> {
  return {
    high_level_description: layout.prompt || overall,
    compositional_deconstruction: {
      background: layout.background,
      elements: visible(layout).map(({ caption, rect }) => {
        const { x0, y0, x1, y1 } = cornersOf(rect, layout.canvas, units, 0);
        return { type: 'obj', bbox: [y0, x0, y1, x1], desc: caption };
      }),
    },
  };
}
