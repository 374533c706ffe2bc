import { AppError } from '../../../preload/contract/errors.ts';
import { area, cellMask, enlargedBounds, type Grid, type Mask } from './grid.ts';

/**
 * Initial noise of a box's own pass (methods.md 3.3): the picture's noise outside the box, inside it a blend that keeps unit variance.
 * @param background the picture's unit noise, (channels, height, width)
 * @param foreground the box's own unit noise
 * @param mask the box on the latent grid
 * @param ratio share of the box's own noise, 0..1
 * @throws AppError bad_request when both noises are the same, which would make every object alike
 */
export function blendNoise(
  background: Float32Array,
  foreground: Float32Array,
  mask: Mask,
  ratio: number,
): Float32Array {
  if (background.every((value, i) => Math.abs(value - (foreground[i] ?? NaN)) <= 1e-8 + 1e-5 * Math.abs(value)))
    throw new AppError(
      'bad_request',
      'A box has the same seed as the whole picture. Nothing was drawn; give the box another seed.',
    );
  const [keep, take] = [Math.sqrt(1 - ratio), Math.sqrt(ratio)];
  const { cells } = mask;
  return background.map((value, i) =>
    cells[i % cells.length] === 1 ? keep * value + take * (foreground[i] ?? NaN) : value,
  );
}

export interface ComposedBox {
  /** Latents of the box's own pass: before the first step, then after each, (channels, height, width). */
  readonly trajectory: readonly Float32Array[];
  /** Cells of the object on the latent grid. */
  readonly mask: Mask;
}

export interface Composition {
  /** Before the first step, then after each: what the whole picture starts from and is frozen to. */
  readonly latents: readonly Float32Array[];
  /** Per cell 0 for the background, else 1 + place of the box that it belongs to. */
  readonly foreground: Uint8Array;
}

/**
 * Puts the objects of the boxes' own passes together (methods.md 3.6). Smaller objects end on top; at index 0 the noise around an object comes
 * with it. A box with an empty mask takes no part.
 * @param background the picture's initial latents
 * @param count entries of the result: one more than the steps that are composed
 * @param grid the latent grid
 */
export function compose(
  background: Float32Array,
  boxes: readonly ComposedBox[],
  count: number,
  grid: Grid,
): Composition {
  const largestFirst = boxes
    .map((box, place) => ({ ...box, place, area: area(box.mask) }))
    .filter((box) => box.area > 0)
    .toSorted((a, b) => b.area - a.area);
  const latents = Array.from({ length: count }, (_, i) =>
    i === 0 ? background.slice() : new Float32Array(background.length),
  );
  for (const { trajectory, mask } of largestFirst) {
    const around = enlargedBounds(mask);
    if (around !== null) paste(latents[0], trajectory[0], cellMask(around, mask));
  }
  const foreground = new Uint8Array(grid.width * grid.height);
  for (const { trajectory, mask, place } of largestFirst) {
    mask.cells.forEach((cell, i) => {
      if (cell === 1) foreground[i] = place + 1;
    });
    latents.forEach((target, i) => paste(target, trajectory[i], mask));
  }
  return { latents, foreground };
}

/** Copies the masked cells of every channel. */
function paste(target: Float32Array | undefined, source: Float32Array | undefined, { cells }: Mask): void {
  source?.forEach((value, i) => {
    if (target !== undefined && cells[i % cells.length] === 1) target[i] = value;
  });
}
