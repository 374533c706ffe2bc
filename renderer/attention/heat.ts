import type { HeatMap } from './attention.ts';

export interface ColouredMap {
  readonly map: HeatMap;
  /** "#rrggbb" */
  readonly colour: string;
}

/** How much of the picture still shows where a map is strongest. */
const strongest = 0.9;

/**
 * Several maps as one picture, a pixel for each cell: the strongest map gives the colour, its strength how much it covers.
 * @returns RGBA, row by row; null without maps
 */
export function paintHeat(
  maps: readonly ColouredMap[],
): { width: number; height: number; data: Uint8ClampedArray } | null {
  const [first] = maps;
  if (first === undefined) return null;
  const { width, height } = first.map;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let cell = 0; cell < width * height; cell += 1) {
    const top = maps.reduce((best, other) => (at(other, cell) > at(best, cell) ? other : best), first);
    data.set([...rgb(top.colour), strongest * at(top, cell)], cell * 4);
  }
  return { width, height, data };
}

const at = ({ map }: ColouredMap, cell: number): number => map.cells[cell] ?? 0;

const rgb = (colour: string): number[] => [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
