import { AppError } from '../../../preload/contract/errors.ts';
import type { Tensor } from '../tensor.ts';

/**
 * An output of a graph.
 * @throws AppError numeric when it holds NaN or infinity
 */
export function finiteOutput(outputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = outputs[name];
  if (tensor === undefined) throw new AppError('internal', `a graph has no output ${name}`);
  if (tensor.data.every(Number.isFinite)) return tensor;
  throw new AppError(
    'numeric',
    'Looking at the picture gave numbers that are none. The picture is kept; get the model that looks at pictures again.',
  );
}
