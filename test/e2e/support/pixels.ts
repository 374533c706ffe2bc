/** Where the page lies on the lowest layer of the canvas, in CSS pixels. */
export interface PageRect {
  left: number;
  top: number;
  side: number;
}

/** Runs in the window: colours of a coarse grid over the lowest layer, four bits a channel. */
export function countColours({ left, top, side }: PageRect): number {
  const context = document.querySelector('canvas')?.getContext('2d');
  if (!context) return 0;
  const grid = 24;
  const seen = new Set<string>();
  for (let i = 0; i < grid * grid; i++) {
    const x = left + (((i % grid) + 0.5) / grid) * side;
    const y = top + ((Math.floor(i / grid) + 0.5) / grid) * side;
    seen.add([...context.getImageData(x, y, 1, 1).data].map((value) => value >> 4).join());
  }
  return seen.size;
}

/** Runs in the window: mean difference per channel between the lowest layer and a picture stretched over the page. */
export async function meanDifference({ left, top, side, picture }: PageRect & { picture: string }): Promise<number> {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const expected = document.createElement('canvas');
  expected.width = expected.height = Math.round(side);
  const wanted = expected.getContext('2d', { willReadFrequently: true });
  const shown = document.querySelector('canvas')?.getContext('2d');
  if (!wanted || !shown) return Infinity;
  wanted.drawImage(image, 0, 0, expected.width, expected.height);
  const a = wanted.getImageData(0, 0, expected.width, expected.height).data;
  const b = shown.getImageData(Math.round(left), Math.round(top), expected.width, expected.height).data;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return sum / a.length;
}
