import { z } from 'zod';
import type { Canvas, Layout } from '../../../preload/contract/layout.ts';
import { canvasSchema, layoutSchema } from '../../../preload/contract/layout.ts';
import type { Warning } from '../../../preload/contract/stage1.ts';
import { boxesFrom } from './corners.ts';

const boxSchema = z.object({
  ...{ x1: z.number(), y1: z.number(), x2: z.number(), y2: z.number() },
  caption: z.string().nullish(),
  visible: z.boolean().default(true),
});
const pairs = z.array(z.tuple([z.unknown(), boxSchema])).transform((list) => list.map(([, box]) => box));

/** Boxes by id: as pairs, as the value of a written Map, as an object, or as such a text. */
const boxMapSchema = z.preprocess(
  (value) => (typeof value === 'string' ? parsed(value) : value),
  z.union([
    pairs,
    z.object({ value: pairs }).transform(({ value }) => value),
    z.array(boxSchema),
    z.record(z.string(), boxSchema).transform((boxes) => Object.values(boxes)),
  ]),
);
const size = z.coerce.number().positive().default(512);

/** A session that gligen-gui saves. */
export const gligenGuiSchema = z.object({
  boxMap: boxMapSchema,
  canvasWidth: size,
  canvasHeight: size,
  positivePrompt: z.string().nullish(),
  negativePrompt: z.string().nullish(),
});

export function fromGligenGui(data: z.output<typeof gligenGuiSchema>): { layout: Layout; warnings: Warning[] } {
  const warnings: Warning[] = [];
  const canvas = nearest(data.canvasWidth, data.canvasHeight);
  const exact = canvas.width === data.canvasWidth && canvas.height === data.canvasHeight;
  if (!exact) {
    const message = `The canvas of ${data.canvasWidth}x${data.canvasHeight} became ${canvas.width}x${canvas.height}; the boxes were scaled with it.`;
    warnings.push({ code: 'canvas_changed', message });
  }
  const named = data.boxMap.map(({ caption, visible, x1, y1, x2, y2 }) => ({
    name: caption ?? '',
    corners: { x0: x1, y0: y1, x1: x2, y1: y2 },
    hidden: !visible,
  }));
  const scale = { x: canvas.width / data.canvasWidth, y: canvas.height / data.canvasHeight };
  const boxes = boxesFrom(named, scale, warnings);
  const background = data.positivePrompt ?? '';
  return { layout: layoutSchema.parse({ canvas, background, negative: data.negativePrompt ?? '', boxes }), warnings };
}

/** The nearest canvas that the studio has. */
function nearest(width: number, height: number): Canvas {
  const side = (length: number): number => Math.min(1024, Math.max(256, Math.round(length / 64) * 64));
  return canvasSchema.parse({ width: side(width), height: side(height) });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
