import type { Canvas } from '../../../preload/contract/layout.ts';
import type { NamedBox } from '../filter.ts';
import type { RawBox } from './find-boxes.ts';
import type { Report } from './warnings.ts';

type Rectangle = readonly [x: number, y: number, width: number, height: number];
interface Placed {
  name: string;
  rectangle: Rectangle;
}

const side = 512;
/** Real answers overshoot by a pixel or two (llm-and-shell-facts C2): not worth a word. */
const slack = 2;

/**
 * Brings boxes to x, y, width and height in pixels of the 512-pixel square (golden policy 2): declared conventions
 * are converted, doubtful ones are kept as given and told.
 * @param asked the canvas in whose pixels they are given
 */
export function convertCoordinates(
  raw: readonly RawBox[],
  report: Report,
  asked: Canvas = { width: side, height: side },
): NamedBox[] {
  const given = raw.filter(({ coordinates }) => !coordinates.percent).flatMap(({ coordinates }) => coordinates.numbers);
  const fractions = given.length === 4 * raw.length && given.every(isFraction) && !given.every(Number.isInteger);
  const [kx, ky] = fractions ? [1, 1] : [side / asked.width, side / asked.height];
  const placed = raw.map(({ name, coordinates }): Placed => {
    const [a = NaN, b = NaN, c = NaN, d = NaN] = coordinates.numbers;
    const shares = coordinates.percent ? 100 : coordinates.form === 'corners_yx_1000' ? 1000 : null;
    const [ux, uy] = shares === null ? [kx, ky] : [side / shares, side / shares];
    if (coordinates.percent) report.add('normalized');
    if (coordinates.form === 'size') return { name, rectangle: scaled([a, b, c, d], ux, uy) };
    report.add('corners');
    if (coordinates.form === 'corners') return { name, rectangle: scaled(fromCorners(a, b, c, d), ux, uy) };
    report.add('scale_1000');
    return { name, rectangle: scaled(fromCorners(b, a, d, c), ux, uy) };
  });
  if (fractions) report.add('normalized');
  const boxes = fractions ? placed.map((box) => ({ ...box, rectangle: scaled(box.rectangle, side, side) })) : placed;
  doubt(
    boxes,
    raw.every(({ coordinates }) => coordinates.form === 'size'),
    report,
  );
  return boxes.map(({ name, rectangle }) => ({ name, box: [...rectangle] }));
}

const isFraction = (value: number): boolean => value >= 0 && value <= 1;

function scaled([x, y, width, height]: Rectangle, kx: number, ky: number): Rectangle {
  return [x * kx, y * ky, width * kx, height * ky];
}

function fromCorners(x1: number, y1: number, x2: number, y2: number): Rectangle {
  return [Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1), Math.abs(y2 - y1)];
}

/** Tells what is outside the canvas, and which other convention would explain it. */
function doubt(boxes: readonly Placed[], undeclared: boolean, report: Report): void {
  const outside = boxes.filter(({ rectangle }) => !isInside(rectangle, side + slack));
  for (const { name } of outside) report.add('out_of_canvas', name);
  if (outside.length === 0 || !undeclared) return;
  const corners = boxes.every(
    ({ rectangle: [x, y, x2, y2] }) => x2 > x && y2 > y && isInside([x, y, x2 - x, y2 - y], side),
  );
  const thousand = boxes.every(({ rectangle }) => isInside(rectangle, 1024));
  const right = Math.max(
    ...boxes.slice(0, 1000).flatMap(({ rectangle: [x, y, width, height] }) => [x, y, width, height]),
  );
  if (corners) report.add('maybe_corners');
  else if (thousand && right > side + slack) report.add('maybe_1000');
}

function isInside([x, y, width, height]: Rectangle, limit: number): boolean {
  return x >= -slack && y >= -slack && x + width <= limit && y + height <= limit;
}
