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

const record = z.record(z.string(), z.unknown());
/** As gligen-gui saves it: what it knows, sorted by its kind. */
const sorted = z.object({ stringProps: record.default({}), mapProps: record });

/** A session of gligen-gui: as it saves one, or with everything side by side. */
export const gligenGuiSchema = z.preprocess(
  (value) => {
    const saved = sorted.safeParse(value);
    return saved.success ? { ...saved.data.stringProps, ...saved.data.mapProps } : value;
  },
  z.object({
    boxMap: boxMapSchema,
    canvasWidth: size,
    canvasHeight: size,
    positivePrompt: z.string().nullish(),
    negativePrompt: z.string().nullish(),
  }),
);

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

/** One after the other: the colours of the boxes, which a session must have. */
const colours = ['#00bfff', '#ff1493', '#adff2f', '#daa520', '#7b68ee', '#fa8072', '#00ff7f', '#ee82ee'] as const;

/**
 * A session that gligen-gui opens: it insists on all three parts, and on no field that it does not know. The captions are not
 * part of its prompt; it adds them itself.
 */
export function toGligenGui({ canvas, background, negative, boxes }: Layout): object {
  const boxMap = boxes.map(({ caption, rect, hidden }, i) => {
    const [x1, y1] = [Math.round(rect.x), Math.round(rect.y)];
    const [x2, y2] = [Math.round(rect.x + rect.width), Math.round(rect.y + rect.height)];
    const colour = colours[i % colours.length];
    return [i + 1, { id: i + 1, x1, y1, x2, y2, color: colour, visible: !hidden, caption }];
  });
  const { width: canvasWidth, height: canvasHeight } = canvas;
  return {
    stringProps: { canvasWidth, canvasHeight, positivePrompt: background, negativePrompt: negative },
    arrayProps: {},
    mapProps: { loraMap: [], boxMap },
  };
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
