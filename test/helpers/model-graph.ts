import type { Part } from '../../main/engine/checkpoint/checkpoint.ts';
import { Scope, WeightLoader } from '../../main/engine/nn/scope.ts';
import { Builder, type Graph } from '../../main/engine/onnx/builder.ts';
import { openSession } from '../../main/engine/runtime/session.ts';
import type { AnyTensor, Tensor } from '../../main/engine/tensor.ts';

/** Builds a graph over one part of a checkpoint. */
export function partGraph<C>(part: Part<C>, build: (scope: Scope, config: C) => void): Graph {
  const builder = new Builder('model');
  build(new Scope(builder, new WeightLoader(part.weights)), part.config);
  return builder.finish();
}

/** Runs a graph once, on the processor. */
export async function runOnce(
  folder: string,
  graph: Graph,
  feeds: Record<string, AnyTensor>,
): Promise<Record<string, Tensor>> {
  const session = await openSession(graph, { folder, provider: 'cpu' });
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

/** Largest absolute difference; infinite when the lengths differ. */
export function largestError(actual: Tensor | undefined, expected: { data: Float32Array }): number {
  if (actual?.data.length !== expected.data.length) return Infinity;
  return expected.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (actual.data[i] ?? NaN))), 0);
}
