import type { Box } from '../../preload/contract/layout.ts';

/** Colours of the boxes: apart from each other, light enough for dark text, strong enough on both themes. */
export const palette = [
  '#ff8f6b',
  '#5cc8ff',
  '#b58cff',
  '#ffd166',
  '#5fd6a0',
  '#ff7eb6',
  '#a3d65c',
  '#4fd1d9',
  '#f2a65a',
  '#9aa8ff',
] as const;

/** Text on any colour of the palette. */
export const onPalette = '#10131a';

export type ColorMap = Readonly<Record<string, number>>;

/** Gives each new box the least used colour and lets the others keep theirs, whatever their order. */
export function assignColors(previous: ColorMap, boxes: readonly Box[]): ColorMap {
  if (boxes.every((box) => previous[box.id] !== undefined)) return previous;
  const next: Record<string, number> = { ...previous };
  const used = palette.map((_, index) => boxes.filter((box) => previous[box.id] === index).length);
  for (const box of boxes) {
    if (next[box.id] !== undefined) continue;
    const index = used.indexOf(Math.min(...used));
    next[box.id] = index;
    used[index] = (used[index] ?? 0) + 1;
  }
  return next;
}

export const colorOf = (colors: ColorMap, id: string): string => palette[colors[id] ?? 0] ?? palette[0];
