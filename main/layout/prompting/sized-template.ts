import type { Canvas } from '../../../preload/contract/layout.ts';
import { canvasSchema } from '../../../preload/contract/layout.ts';
import type { Template } from '../template.ts';

/** The canvas of the reference, on which the examples of all templates are written. */
export const square: Canvas = { width: 512, height: 512 };

/** A template with its canvas filled in. */
export interface SizedTemplate extends Template {
  /** The canvas that the model is asked for, in whose pixels it answers. */
  readonly asked: Canvas;
}

/**
 * A template for a canvas. Every square is asked for as the reference's, and the answer scaled: nothing is distorted. Any
 * other canvas is asked for as it is, with the boxes of the examples moved to it; that is another version, as the answers
 * are in its pixels. A user's copy that does not tell the size (`{width}`, `{height}`) goes on to ask for the square.
 */
export function sizedTemplate(template: Template, canvas: Canvas): SizedTemplate {
  const tellsSize = template.text.includes('{width}') && template.text.includes('{height}');
  const isSquare = canvas.width === canvas.height || !tellsSize;
  const { width, height } = isSquare ? square : canvas;
  const examples = isSquare ? template.text : withBoxesOn(canvas, template.text);
  return {
    version: isSquare ? template.version : `${template.version}@${width}x${height}`,
    text: examples.replaceAll('{width}', String(width)).replaceAll('{height}', String(height)),
    asked: { width, height },
  };
}

/** What the version of a sized template tells: the name of its file, and the canvas that was asked for. */
export function partsOfVersion(version: string): { name: string; asked: Canvas } {
  const [, name = version, width, height] = /^([^+@]*)(?:\+[^@]*)?(?:@(\d+)x(\d+))?$/.exec(version) ?? [];
  const asked = canvasSchema.safeParse({ width: Number(width), height: Number(height) });
  return { name, asked: asked.success ? asked.data : square };
}

const listed = /\[(\d+), (\d+), (\d+), (\d+)\]/g;
const named = /"x": (\d+), "y": (\d+), "width": (\d+), "height": (\d+)/g;

function withBoxesOn(canvas: Canvas, text: string): string {
  return text
    .replace(listed, (_box, ...numbers: string[]) => `[${moved(numbers, canvas).join(', ')}]`)
    .replace(named, (_box, ...numbers: string[]) => {
      const [x, y, width, height] = moved(numbers, canvas);
      return `"x": ${x}, "y": ${y}, "width": ${width}, "height": ${height}`;
    });
}

/** A box whose centre keeps its share of the canvas, and which keeps its proportions: what stood apart stays apart. */
function moved(numbers: readonly string[], canvas: Canvas): number[] {
  const [x = 0, y = 0, width = 0, height = 0] = numbers.slice(0, 4).map(Number);
  const [kx, ky] = [canvas.width / square.width, canvas.height / square.height];
  const k = Math.min(kx, ky);
  const [centreX, centreY] = [(x + width / 2) * kx, (y + height / 2) * ky];
  return [centreX - (width * k) / 2, centreY - (height * k) / 2, width * k, height * k].map(Math.floor);
}
