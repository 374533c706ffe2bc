import { broadcast, dim, floatTypes, op, sameShape, sharedType } from './op.ts';

export const matrixOps = {
  /** NumPy's matmul; at least two dimensions on either side. */
  MatMul: op({
    domain: '',
    attributes: {},
    arity: [2, 2],
    infer: (a) => {
      const [x, y] = [a.input(0).shape, a.input(1).shape];
      if (x.length < 2 || y.length < 2 || dim(x, -1) !== dim(y, -2)) {
        a.fail(`cannot multiply [${x.join(', ')}] by [${y.join(', ')}]`);
      }
      const batch = broadcast(a, [x.slice(0, -2), y.slice(0, -2)]);
      return [{ dtype: sharedType(a, [0, 1], floatTypes), shape: [...batch, dim(x, -2), dim(y, -1)] }];
    },
  }),
  /** alpha · A' · B' + beta · C for matrices, C broadcast. */
  Gemm: op({
    domain: '',
    attributes: { alpha: 'float', beta: 'float', transA: 'int', transB: 'int' },
    arity: [2, 3],
    infer: (a) => {
      const [x, y, c] = [a.input(0).shape, a.input(1).shape, a.inputs[2]];
      const { transA, transB } = a.attributes;
      const [rows, inner] = transA === 1 ? [dim(x, 1), dim(x, 0)] : [dim(x, 0), dim(x, 1)];
      const [innerB, columns] = transB === 1 ? [dim(y, 1), dim(y, 0)] : [dim(y, 0), dim(y, 1)];
      if (x.length !== 2 || y.length !== 2 || inner !== innerB) {
        a.fail(`cannot multiply [${x.join(', ')}] by [${y.join(', ')}]`);
      }
      const shape = [rows, columns];
      if (c && !sameShape(broadcast(a, [c.shape, shape]), shape)) a.fail(`cannot add [${c.shape.join(', ')}]`);
      return [{ dtype: sharedType(a, [0, 1, 2], floatTypes), shape }];
    },
  }),
  /** softmax(q·kᵀ·scale)·v for each head: query (B, S, H·D), key (B, L, H·D), value (B, L, H·E) → (B, S, H·E). */
  MultiHeadAttention: op({
    domain: 'com.microsoft',
    attributes: { num_heads: 'int', scale: 'float' },
    arity: [3, 3],
    infer: (a) => {
      const [q, k, v] = [a.input(0).shape, a.input(1).shape, a.input(2).shape];
      const heads = a.attributes.num_heads;
      const fits =
        [q, k, v].every((s) => s.length === 3 && dim(s, 0) === dim(q, 0) && dim(s, 2) % heads === 0) &&
        dim(q, 2) === dim(k, 2) &&
        dim(k, 1) === dim(v, 1);
      if (!fits) {
        a.fail(`cannot attend from [${q.join(', ')}] to [${k.join(', ')}], [${v.join(', ')}] with ${heads} heads`);
      }
      return [{ dtype: sharedType(a, [0, 1, 2], floatTypes), shape: [dim(q, 0), dim(q, 1), dim(v, 2)] }];
    },
  }),
};
