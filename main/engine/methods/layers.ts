import { AppError } from '../../../preload/contract/errors.ts';
import type { ModelFacts } from './method.ts';

type Layers = ModelFacts['crossAttention'];

const cells = ({ width, height }: Layers[number]): number => width * height;

/**
 * The layers that box losses read: the middle block, and the coarsest upward block that is finer than it. On Stable Diffusion these are the
 * paper's mid and up 1 (methods.md 4.1); the rule finds their like in models of another depth.
 * @throws AppError capability_missing for a model without such layers
 */
export function guidanceLayers(all: Layers): Layers {
  const mid = all.filter(({ key }) => key.startsWith('mid_'));
  const coarsest = Math.max(0, ...mid.map(cells));
  const up = all.filter((layer) => layer.key.startsWith('up_') && cells(layer) > coarsest);
  const [first] = up.toSorted((a, b) => cells(a) - cells(b));
  if (first === undefined)
    throw new AppError(
      'capability_missing',
      'This checkpoint has no cross-attention that attention guidance could read. Nothing was drawn; choose another checkpoint or a method without guidance.',
    );
  return [...mid, ...up.filter((layer) => cells(layer) === cells(first))];
}
