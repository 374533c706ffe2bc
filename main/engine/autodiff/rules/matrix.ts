import type { Builder } from '../../onnx/builder.ts';
import type { Value } from '../../onnx/ir.ts';
import { dim } from '../../onnx/ops/op.ts';
import type { Rules } from '../rule.ts';

/** The last two axes swapped. */
function transposed(b: Builder, value: Value): Value {
  const rank = value.shape.length;
  return b.transpose(
    value,
    value.shape.map((_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i)),
  );
}

const asMatrix = (b: Builder, value: Value): Value => b.reshape(value, [-1, dim(value.shape, -1)]);

export const matrixRules = {
  // (A · B)' = g · Bᵀ, Aᵀ · g. With one matrix for the whole batch, Gemm reads it transposed in place and sums over the batch.
  MatMul: ({ builder: b, g, x }) => {
    const shared = x(1).shape.length === 2;
    return [
      () =>
        shared
          ? b.reshape(b.gemm(asMatrix(b, g), x(1), null, { transB: true }), x(0).shape)
          : b.matMul(g, transposed(b, x(1))),
      () =>
        shared ? b.gemm(asMatrix(b, x(0)), asMatrix(b, g), null, { transA: true }) : b.matMul(transposed(b, x(0)), g),
    ];
  },

  // (α · A' · B' + β · C)' = α · g · B'ᵀ, α · A'ᵀ · g, β · g; transposed where the input is
  Gemm: ({ builder: b, g, x, attributes }) => {
    const [transA, transB] = [attributes.transA === 1, attributes.transB === 1];
    const [alpha, beta] = [attributes.alpha.float, attributes.beta.float];
    return [
      () =>
        transA
          ? b.gemm(x(1), g, null, { transA: transB, transB: true, alpha })
          : b.gemm(g, x(1), null, { transB: !transB, alpha }),
      () =>
        transB
          ? b.gemm(g, x(0), null, { transA: true, transB: transA, alpha })
          : b.gemm(x(0), g, null, { transA: !transA, alpha }),
      () => (beta === 1 ? g : b.mul(g, beta)),
    ];
  },
} satisfies Rules;
