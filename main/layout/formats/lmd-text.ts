import type { Layout } from '../../../preload/contract/layout.ts';
import { roundHalfEven } from '../round.ts';
import { visible } from '../geometry/rects.ts';

const side = 512;

/** The layout as the reference writes it (spec 1.2): Python literals on the 512-pixel square. */
export function toLmdText(layout: Layout): string {
  const { canvas, prompt, background, negative } = layout;
  const [kx, ky] = [side / canvas.width, side / canvas.height];
  const boxes = visible(layout).map(({ caption, rect }) => {
    const numbers = [rect.x * kx, rect.y * ky, rect.width * kx, rect.height * ky].map(roundHalfEven);
    return `(${pythonString(caption)}, [${numbers.join(', ')}])`;
  });
  return [
    ...(prompt === '' ? [] : [`Caption: ${oneLine(prompt)}`]),
    `Objects: [${boxes.join(', ')}]`,
    `Background prompt: ${oneLine(background)}`,
    `Negative prompt: ${oneLine(negative)}`,
    '',
  ].join('\n');
}

/** As Python's repr does: double quotes only around a lone apostrophe. */
function pythonString(text: string): string {
  const escaped = oneLine(text).replaceAll('\\', '\\\\');
  return escaped.includes("'") && !escaped.includes('"')
    ? `"${escaped}"`
    : `'${escaped.replaceAll("'", String.raw`\'`)}'`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
