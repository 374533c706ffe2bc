import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import type { Scope } from './scope.ts';

/** x·Wᵀ + b over the last axis: (…, in) → (…, out). Weights as PyTorch stores them, (out, in). */
export function linear(scope: Scope, x: Value, out: number, { bias = true } = {}): Value {
  const wanted = dim(x.shape, -1);
  return affine(scope, x, scope.weight('weight', [out, wanted]), bias ? scope.weight('bias', [out]) : null);
}

/** The linear layers whose weights are stacked in one tensor, each of `out` rows. */
export function stackedLinear(scope: Scope, x: Value, out: number, count: number): Value[] {
  const rows = count * out;
  return Array.from({ length: count }, (_, i) => {
    const range = [i * out, (i + 1) * out] as const;
    const weight = scope.weightRows('weight', [rows, dim(x.shape, -1)], range);
    return affine(scope, x, weight, scope.weightRows('bias', [rows], range));
  });
}

function affine({ builder }: Scope, x: Value, weight: Value, bias: Value | null): Value {
  const flat = builder.reshape(x, [-1, dim(x.shape, -1)]);
  const y = builder.gemm(flat, weight, bias, { transB: true });
  return builder.reshape(y, [...x.shape.slice(0, -1), dim(weight.shape, 0)]);
}
