import { z } from 'zod';
import type { Canvas, Layout } from '../../../preload/contract/layout.ts';
import { layoutSchema } from '../../../preload/contract/layout.ts';
import type { Warning } from '../../../preload/contract/stage1.ts';
import { visible } from '../geometry/rects.ts';
import { boxesFrom, cornersOf } from './corners.ts';

/** Arguments of diffusers' StableDiffusionGLIGENPipeline; boxes are xmin, ymin, xmax, ymax as shares of the picture. */
export const diffusersSchema = z.object({
  prompt: z.string().default(''),
  negative_prompt: z.string().nullish(),
  gligen_phrases: z.array(z.string()),
  gligen_boxes: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
});

export function fromDiffusers(
  data: z.output<typeof diffusersSchema>,
  canvas: Canvas,
): { layout: Layout; warnings: Warning[] } {
  const warnings: Warning[] = [];
  const { prompt, negative_prompt, gligen_phrases: phrases, gligen_boxes: corners } = data;
  if (phrases.length !== corners.length) {
    const message = `There are ${phrases.length} phrases for ${corners.length} boxes; what has no partner was left out.`;
    warnings.push({ code: 'unpaired', message });
  }
  const named = corners
    .slice(0, phrases.length)
    .map(([x0, y0, x1, y1], i) => ({ name: phrases[i] ?? '', corners: { x0, y0, x1, y1 } }));
  const boxes = boxesFrom(named, { x: canvas.width, y: canvas.height }, warnings);
  // The pipeline draws the prompt as it is.
  const overall = prompt === '' ? null : prompt;
  const layout = layoutSchema.parse({ canvas, prompt, overall, negative: negative_prompt ?? '', boxes });
  return { layout, warnings };
}

/** @param overall the prompt of the whole picture */
export function toDiffusers(layout: Layout, overall: string): z.input<typeof diffusersSchema> {
  const boxes = visible(layout);
  return {
    prompt: overall,
    negative_prompt: layout.negative,
    gligen_phrases: boxes.map(({ caption }) => caption),
    gligen_boxes: boxes.map(({ rect }) => {
      const { x0, y0, x1, y1 } = cornersOf(rect, layout.canvas, 1, 4);
      return [x0, y0, x1, y1];
    }),
  };
}
