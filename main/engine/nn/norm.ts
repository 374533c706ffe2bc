import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import type { Scope } from './scope.ts';

/** Group normalisation of (N, C, H, W): Wu & He, arXiv 1803.08494. Written as instance normalisation of the groups, which every provider has. */
export function groupNorm(scope: Scope, x: Value, groups: number, epsilon: number): Value {
  const { builder } = scope;
  const [batch, channels] = [dim(x.shape, 0), dim(x.shape, 1)];
  const ones = builder.constant(Array<number>(groups).fill(1), [groups]);
  const zeros = builder.constant(Array<number>(groups).fill(0), [groups]);
  const grouped = builder.reshape(x, [batch, groups, -1]);
  const normal = builder.reshape(builder.instanceNorm(grouped, ones, zeros, epsilon), x.shape);
  const perChannel = (name: string): Value => builder.reshape(scope.weight(name, [channels]), [channels, 1, 1]);
  return builder.add(builder.mul(normal, perChannel('weight')), perChannel('bias'));
}

/** Layer normalisation of the last axis: Ba et al., arXiv 1607.06450. */
export function layerNorm(scope: Scope, x: Value, epsilon = 1e-5): Value {
  const shape = [dim(x.shape, -1)];
  return scope.builder.layerNorm(x, scope.weight('weight', shape), scope.weight('bias', shape), { epsilon });
}

/** Layer normalisation of the channels of (N, C, H, W), each cell on its own. */
export function channelNorm(scope: Scope, x: Value, epsilon: number): Value {
  const { builder } = scope;
  return builder.transpose(layerNorm(scope, builder.transpose(x, [0, 2, 3, 1]), epsilon), [0, 3, 1, 2]);
}
