import { AppError } from '../../../preload/contract/errors.ts';
import type { ModelFacts } from './method.ts';

type Layers = ModelFacts['crossAttention'];

const cells = ({ width, height }: Layers[number]): number => width * height;

/** Attention maps of at least so many cells on their longer side say where an object is; coarser ones only roughly. */
const fineSide = 16;
const isFine = ({ width, height }: Layers[number]): boolean => Math.max(width, height) >= fineSide;

/**
 * The last layer of each transformer. Stable Diffusion has no other; SDXL's transformers have up to ten, whose last attends with what the others have
 * found, and all of them together would cost ten times the memory.
 */
function lastOfEach(layers: Layers): Layers {
  const transformer = (layer: Layers[number] | undefined): string | undefined => layer?.key.replace(/_\d+$/, '');
  return layers.filter((layer, i) => transformer(layer) !== transformer(layers[i + 1]));
}

/**
 * The layers that box losses read: the middle block, and the coarsest upward block that is finer than it or fine in itself; the last layer of each
 * transformer. On Stable Diffusion these are the paper's mid and up 1 (methods.md 4.1), on SDXL, whose middle block is fine already, mid and up 0:
 * four layers in both.
 * @throws AppError capability_missing for a model without such layers
 */
export function guidanceLayers(all: Layers): Layers {
  const last = lastOfEach(all);
  const mid = last.filter(({ key }) => key.startsWith('mid_'));
  const coarsest = Math.max(0, ...mid.map(cells));
  const up = last.filter((layer) => layer.key.startsWith('up_') && (cells(layer) > coarsest || isFine(layer)));
  const [first] = up.toSorted((a, b) => cells(a) - cells(b));
  if (first === undefined) return missing();
  return [...mid, ...up.filter((layer) => cells(layer) === cells(first))];
}

/**
 * The layers that BoxDiff averages: the last ones of the downward and upward transformers on the grid of the guided upward block; on Stable Diffusion
 * the five of 16×16 cells (methods.md 4.1).
 * @throws AppError capability_missing for a model without such layers
 */
export function boxDiffLayers(all: Layers): readonly [Layers[number], ...Layers[number][]] {
  const guided = guidanceLayers(all).at(-1);
  const [first, ...rest] = lastOfEach(all).filter(
    (layer) => !layer.key.startsWith('mid_') && guided !== undefined && cells(layer) === cells(guided),
  );
  if (first === undefined) throw new AppError('internal', 'guided layers that the model does not have');
  return [first, ...rest];
}

/**
 * The layer whose attention tells where an object came to stand: the last downward one of the coarsest grid of at least 16 cells on its longer
 * side; on Stable Diffusion the second of down 2 (methods.md 6.1).
 */
export function segmentLayer(all: Layers): Layers[number] {
  const down = all.filter(({ key }) => key.startsWith('down_'));
  const fine = down.filter(isFine);
  const [coarsest] = (fine.length > 0 ? fine : down).toSorted((a, b) => cells(a) - cells(b));
  const layer = down.findLast((candidate) => coarsest !== undefined && cells(candidate) === cells(coarsest));
  return layer ?? guidanceLayers(all)[0] ?? missing();
}

/** Of Stable Diffusion 1, which LMD's scales and thresholds were found with. */
const paperHeads = 8;

/**
 * What makes LMD's loss, a sum over heads, as large on a model of few heads as it would be with Stable Diffusion's eight: with two, it would start below
 * the threshold that ends guidance. Models of more heads keep the paper's numbers (quirk Q17).
 */
export function headWeight(layers: Layers): number {
  const mean = layers.reduce((sum, { heads }) => sum + heads, 0) / layers.length;
  return paperHeads / Math.min(mean, paperHeads);
}

function missing(): never {
  throw new AppError(
    'capability_missing',
    'This checkpoint has no cross-attention that attention guidance could read. Nothing was drawn; choose another checkpoint or a method without guidance.',
  );
}
