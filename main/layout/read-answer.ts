import { AppError } from '../../preload/contract/errors.ts';
import type { Canvas, Layout } from '../../preload/contract/layout.ts';
import { layoutSchema } from '../../preload/contract/layout.ts';
import type { Warning } from '../../preload/contract/stage1.ts';
import type { NamedBox } from './filter.ts';
import { filterBoxes } from './filter.ts';
import { parseAnswer } from './parse/parse-answer.ts';

export interface ReadAnswer {
  layout: Layout;
  warnings: Warning[];
}

const side = 512;
const mostBoxes = 100;
/** What the template tells models to write when a sentence says nothing about its background. */
const defaultBackground = 'A realistic scene';
const missingBackground: Warning = {
  code: 'missing_background',
  message: `The answer has no background prompt; "${defaultBackground}" stands in for it.`,
};

/**
 * An answer in the reference's format as a layout of the 512-pixel square. Whatever is repaired, guessed or left out is told.
 * @param asked the canvas in whose pixels the answer is
 * @throws AppError layout_unreadable
 */
export function readLayout(prompt: string, text: string, asked?: Canvas): ReadAnswer {
  const answer = parseAnswer(text, asked);
  const warnings: Warning[] = [];
  const placed = placeBoxes(answer.boxes, warnings);
  const isMissing = answer.background === '' && !answer.warnings.some(({ code }) => code === 'none_background');
  if (isMissing) warnings.push(missingBackground);
  const layout = layoutSchema.safeParse({
    prompt,
    background: isMissing ? defaultBackground : answer.background,
    negative: answer.negative,
    boxes: placed.map(({ name, box: [x, y, width, height] }, index) => ({
      id: `box-${index + 1}`,
      caption: name,
      rect: { x, y, width: atLeastOne(width), height: atLeastOne(height) },
    })),
  });
  const repairs = answer.warnings.filter(({ code }) => code !== missingBackground.code);
  if (layout.success) return { layout: layout.data, warnings: [...repairs, ...warnings] };
  throw new AppError(
    'layout_unreadable',
    'The answer holds boxes that are no rectangles. It was kept: correct it and read it again.',
    {
      detail: text,
      cause: layout.error,
    },
  );
}

/** A layout of the 512-pixel square on another canvas: boxes keep their share of it. */
export function onCanvas({ layout, warnings }: ReadAnswer, canvas: Canvas): ReadAnswer {
  const [kx, ky] = [canvas.width / layout.canvas.width, canvas.height / layout.canvas.height];
  if (kx === 1 && ky === 1) return { layout, warnings };
  const boxes = layout.boxes.map((box) => {
    const { x, y, width, height } = box.rect;
    return { ...box, rect: { x: x * kx, y: y * ky, width: width * kx, height: height * ky } };
  });
  return { layout: { ...layout, canvas, boxes }, warnings };
}

/** The boxes that stay (spec 1.4). Dropping one takes its object out of the picture, so it is never done silently (quirk Q32). */
function placeBoxes(boxes: readonly NamedBox[], warnings: Warning[]): NamedBox[] {
  for (const box of boxes) {
    if (filterBoxes([box], { scale: false }).length > 0) continue;
    warnings.push(fillsCanvas(box) ? backgroundBox(box.name) : emptyBox(box.name));
  }
  const kept = filterBoxes(boxes, { scale: false });
  if (boxes.some(reachesOutside)) warnings.push(fitted);
  if (kept.length <= mostBoxes) return kept;
  warnings.push({
    code: 'boxes_left_out',
    message: `The answer has ${kept.length} boxes; the first ${mostBoxes} were taken.`,
  });
  return kept.slice(0, mostBoxes);
}

const fitted: Warning = {
  code: 'fitted',
  message: 'A box reached outside the picture, so all boxes were moved and scaled until they fit.',
};

function reachesOutside(box: NamedBox): boolean {
  const [x = 0, y = 0, width = 0, height = 0] = box.box;
  const isKept = filterBoxes([box], { scale: false }).length > 0;
  return isKept && (x < 0 || y < 0 || x + width > side || y + height > side);
}

function fillsCanvas({ box: [, , width = 0, height = 0] }: NamedBox): boolean {
  return width >= side && height >= side;
}

function backgroundBox(name: string): Warning {
  return {
    code: 'box_is_background',
    message: `"${name}" would fill the whole picture and was left out. Mention it in the background instead if it is missing there.`,
  };
}

function emptyBox(name: string): Warning {
  return { code: 'box_dropped', message: `"${name}" has no visible box and was left out.` };
}

/** Rounding may have taken a sliver's size away. */
function atLeastOne(size = 0): number {
  return Math.max(1, size);
}
