import { canvasFont } from './canvas-theme.ts';

export const chipFontSize = 12;
export const chipHeight = 21;
export const chipPadding = 7;

export type Measure = (text: string) => number;

/** Measures text as the caption chips draw it, in CSS pixels. */
export function chipMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return (text) => text.length * chipFontSize * 0.6;
  context.font = `600 ${chipFontSize}px ${canvasFont}`;
  return (text) => context.measureText(text).width;
}

/** The text, cut with an ellipsis if it is wider than `width`. */
export function fitText(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${text.slice(0, middle)}…`) <= width) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low).trimEnd()}…`;
}
