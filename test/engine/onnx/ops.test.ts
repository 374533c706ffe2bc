import { describe, expect, it } from 'vitest';
import { Builder } from '../../../main/engine/onnx/builder.ts';
import type { DType, Value } from '../../../main/engine/onnx/ir.ts';
import type { OpName } from '../../../main/engine/onnx/ops/table.ts';
import { ops } from '../../../main/engine/onnx/ops/table.ts';
import { elementCount } from '../../../main/engine/tensor.ts';
import { numbers, runGraph } from './run-graph.ts';

interface Case {
  /** Shapes of the inputs, fed with `numbers`. */
  readonly inputs: readonly (readonly number[])[];
  /** One or all outputs. */
  readonly build: (b: Builder, ...xs: Value[]) => Value | readonly Value[];
  /** What each output holds; left out where the gradients' tests or another case show it. */
  readonly expected?: (...data: readonly (readonly number[])[]) => readonly (readonly number[])[];
}

const unary = (build: (b: Builder, x: Value) => Value, f: (x: number) => number): Case => ({
  inputs: [[2, 3]],
  build: (b, x) => build(b, at(x)),
  expected: (x = []) => [x.map(f)],
});
const binary = (build: (b: Builder, x: Value, y: Value) => Value, f: (x: number, y: number) => number): Case => ({
  inputs: [[2, 3], [3]],
  build: (b, x, y) => build(b, at(x), at(y)),
  expected: (x = [], y = []) => [x.map((n, i) => f(n, y[i % 3] ?? NaN))],
});
const at = (value: Value | undefined): Value => {
  if (value === undefined) throw new Error('no such value');
  return value;
};
const counting = (b: Builder, shape: readonly number[], dtype: DType = 'float32'): Value =>
  b.constant(
    Array.from({ length: elementCount(shape) }, (_, i) => i),
    shape,
    dtype,
  );
const fixed = (build: (b: Builder) => Value | readonly Value[], ...expected: readonly (readonly number[])[]): Case => ({
  inputs: [],
  build,
  expected: () => expected,
});
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const truth = (x: boolean): number => (x ? 1 : 0);
/** Abramowitz and Stegun 7.1.26, good to 1.5e-7 */
const erf = (x: number): number => {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const tail = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592].reduce((sum, c) => (sum + c) * t, 0);
  return Math.sign(x) * (1 - tail * Math.exp(-x * x));
};

const cases: Record<OpName, readonly Case[]> = {
  Add: [
    binary(
      (b, x, y) => b.add(x, y),
      (x, y) => x + y,
    ),
  ],
  Sub: [
    binary(
      (b, x, y) => b.sub(x, y),
      (x, y) => x - y,
    ),
    unary(
      (b, x) => b.sub(1, x),
      (x) => 1 - x,
    ),
  ],
  Mul: [
    binary(
      (b, x, y) => b.mul(x, y),
      (x, y) => x * y,
    ),
  ],
  Div: [
    binary(
      (b, x, y) => b.div(x, y),
      (x, y) => x / y,
    ),
  ],
  Pow: [
    unary(
      (b, x) => b.pow(x, 2),
      (x) => x ** 2,
    ),
  ],
  Max: [binary((b, x, y) => b.max(x, y), Math.max)],
  Min: [binary((b, x, y) => b.min(x, y), Math.min)],
  Neg: [
    unary(
      (b, x) => b.neg(x),
      (x) => -x,
    ),
  ],
  Abs: [unary((b, x) => b.abs(x), Math.abs)],
  Sqrt: [
    unary(
      (b, x) => b.sqrt(b.abs(x)),
      (x) => Math.sqrt(Math.abs(x)),
    ),
  ],
  Exp: [unary((b, x) => b.exp(x), Math.exp)],
  Log: [
    unary(
      (b, x) => b.log(b.abs(x)),
      (x) => Math.log(Math.abs(x)),
    ),
  ],
  Sigmoid: [unary((b, x) => b.sigmoid(x), sigmoid)],
  Tanh: [unary((b, x) => b.tanh(x), Math.tanh)],
  Erf: [unary((b, x) => b.erf(x), erf)],
  Sin: [unary((b, x) => b.sin(x), Math.sin)],
  Cos: [unary((b, x) => b.cos(x), Math.cos)],
  Identity: [
    unary(
      (b, x) => b.identity(x),
      (x) => x,
    ),
  ],
  Gelu: [
    unary(
      (b, x) => b.gelu(x),
      (x) => (x * (1 + erf(x / Math.SQRT2))) / 2,
    ),
  ],
  QuickGelu: [
    unary(
      (b, x) => b.silu(x),
      (x) => x * sigmoid(x),
    ),
    unary(
      (b, x) => b.quickGelu(x),
      (x) => x * sigmoid(1.702 * x),
    ),
  ],
  Equal: [fixed((b) => b.equal(counting(b, [3], 'int64'), b.scalar(1, 'int64')), [0, 1, 0])],
  Less: [
    binary(
      (b, x, y) => b.less(x, y),
      (x, y) => truth(x < y),
    ),
  ],
  Greater: [
    binary(
      (b, x, y) => b.greater(x, y),
      (x, y) => truth(x > y),
    ),
  ],
  And: [fixed((b) => b.and(b.constant([1, 1, 0], [3], 'bool'), b.constant([1, 0, 0], [3], 'bool')), [1, 0, 0])],
  Not: [fixed((b) => b.not(b.constant([1, 0], [2], 'bool')), [0, 1])],
  Where: [
    binary(
      (b, x, y) => b.where(b.greater(x, 0), x, y),
      (x, y) => (x > 0 ? x : y),
    ),
  ],
  Cast: [
    unary(
      (b, x) => b.cast(b.mul(x, 10), 'int64'),
      (x) => Math.trunc(Math.fround(x * 10)),
    ),
    fixed((b) => b.cast(counting(b, [3], 'uint8'), 'float32'), [0, 1, 2]),
    fixed((b) => b.cast(counting(b, [3]), 'bool'), [0, 1, 1]),
    fixed((b) => b.cast(b.cast(counting(b, [3]), 'bfloat16'), 'int32'), [0, 1, 2]),
  ],
  ReduceSum: [
    fixed((b) => b.reduceSum(counting(b, [2, 3]), [1]), [3, 12]),
    fixed((b) => b.reduceSum(counting(b, [2, 3]), [0, 1], { keepdims: false }), [15]),
  ],
  ReduceMean: [
    fixed((b) => b.reduceMean(counting(b, [2, 3]), [-1]), [1, 4]),
    fixed((b) => b.reduceMean(counting(b, [2, 3, 2]), [0, 2], { keepdims: false }), [3.5, 5.5, 7.5]),
  ],
  ReduceMax: [fixed((b) => b.reduceMax(counting(b, [2, 3]), [0], { keepdims: false }), [3, 4, 5])],
  ReduceMin: [fixed((b) => b.reduceMin(counting(b, [2, 3]), [1]), [0, 3])],
  Softmax: [fixed((b) => b.softmax(b.constant([0, Math.log(3)], [1, 2]), -1), [0.25, 0.75])],
  TopK: [fixed((b) => b.topK(b.constant([3, 9, 1, 7, 5, 8], [2, 3]), 2, 1), [9, 3, 8, 7], [1, 0, 2, 0])],
  Reshape: [fixed((b) => b.reshape(counting(b, [2, 3]), [3, -1, 1]), [0, 1, 2, 3, 4, 5])],
  Transpose: [fixed((b) => b.transpose(counting(b, [1, 2, 3]), [2, 0, 1]), [0, 3, 1, 4, 2, 5])],
  Concat: [fixed((b) => b.concat([counting(b, [2, 1]), counting(b, [2, 2])], 1), [0, 0, 1, 1, 2, 3])],
  Slice: [
    fixed((b) => b.slice(counting(b, [2, 5]), { starts: [1, -4], ends: [9, -1] }), [6, 7, 8]),
    fixed((b) => b.slice(counting(b, [5]), { starts: [4], ends: [0], steps: [-2] }), [4, 2]),
    fixed((b) => b.slice(counting(b, [5]), { starts: [-1], ends: [-99], axes: [0], steps: [-3] }), [4, 1]),
    fixed((b) => b.slice(counting(b, [2, 5]), { starts: [0], ends: [5], axes: [-1], steps: [2] }), [0, 2, 4, 5, 7, 9]),
    fixed((b) => b.slice(counting(b, [5]), { starts: [3], ends: [2] }), []),
  ],
  Pad: [
    fixed((b) => b.pad(counting(b, [1, 2]), { pads: [0, 1, 1, 0], value: 9 }), [9, 0, 1, 9, 9, 9]),
    fixed((b) => b.pad(counting(b, [4]), { pads: [-1, 1] }), [1, 2, 3, 0]),
    fixed((b) => b.pad(counting(b, [3]), { pads: [2, 1], mode: 'reflect' }), [2, 1, 0, 1, 2, 1]),
    fixed((b) => b.pad(counting(b, [2], 'int64'), { pads: [1, 0], mode: 'edge' }), [0, 0, 1]),
  ],
  Expand: [fixed((b) => b.expand(counting(b, [2, 1]), [2, 2, 2]), [0, 0, 1, 1, 0, 0, 1, 1])],
  Squeeze: [fixed((b) => b.squeeze(counting(b, [1, 2, 1]), [0, -1]), [0, 1])],
  Unsqueeze: [fixed((b) => b.unsqueeze(counting(b, [2]), [0, -1]), [0, 1])],
  Resize: [
    fixed((b) => b.resizeNearest(counting(b, [1, 1, 2, 2]), [1, 1, 1, 2]), [0, 0, 1, 1, 2, 2, 3, 3]),
    { inputs: [[2, 3, 4, 5]], build: (b, x) => b.resizeNearest(at(x), [1, 1, 2, 2]) },
  ],
  Gather: [
    fixed((b) => b.gather(counting(b, [2, 3]), b.constant([2, 0], [1, 2], 'int64'), 1), [2, 0, 5, 3]),
    fixed((b) => b.gather(counting(b, [2, 3]), b.scalar(1, 'int32'), 0), [3, 4, 5]),
  ],
  GatherElements: [fixed((b) => b.gatherElements(counting(b, [2, 3]), b.constant([2, 0], [2, 1], 'int64'), 1), [2, 3])],
  ScatterElements: [
    fixed(
      (b) => b.scatterElements(counting(b, [4]), b.constant([1, 3], [2], 'int64'), b.constant([7, 8], [2]), 0),
      [0, 7, 2, 8],
    ),
    fixed(
      (b) =>
        b.scatterElements(counting(b, [3]), b.constant([1, 1], [2], 'int64'), b.constant([7, 8], [2]), 0, {
          reduction: 'add',
        }),
      [0, 16, 2],
    ),
  ],
  Conv: [
    fixed(
      (b) => b.conv(counting(b, [1, 1, 3, 3]), b.constant([1, 0, 0, 2], [1, 1, 2, 2]), b.constant([5], [1])),
      [13, 16, 22, 25],
    ),
    {
      inputs: [
        [2, 4, 9, 8],
        [6, 2, 3, 2],
      ],
      build: (b, x, w) =>
        b.conv(at(x), at(w), null, { strides: [2, 3], pads: [1, 0, 2, 1], dilations: [2, 1], group: 2 }),
    },
    { inputs: [[1, 2, 7], [3, 2, 3], [3]], build: (b, x, w, bias) => b.conv(at(x), at(w), at(bias), { strides: [2] }) },
  ],
  ConvTranspose: [
    fixed(
      (b) => b.convTranspose(counting(b, [1, 1, 1, 2]), b.constant([1, 2, 3], [1, 1, 1, 3]), null, { strides: [1, 2] }),
      [0, 0, 1, 2, 3],
    ),
    {
      inputs: [[1, 4, 3, 4], [4, 2, 3, 3], [4]],
      build: (b, x, w, bias) =>
        b.convTranspose(at(x), at(w), at(bias), {
          strides: [2, 3],
          pads: [1, 0, 1, 1],
          dilations: [1, 2],
          outputPadding: [1, 2],
          group: 2,
        }),
    },
  ],
  MatMul: [
    fixed((b) => b.matMul(counting(b, [2, 2]), counting(b, [2, 1])), [1, 3]),
    {
      inputs: [
        [2, 1, 3, 4],
        [5, 4, 2],
      ],
      build: (b, x, y) => b.matMul(at(x), at(y)),
    },
  ],
  Gemm: [
    fixed(
      (b) =>
        b.gemm(counting(b, [2, 1]), counting(b, [1, 2]), b.scalar(1), {
          transA: true,
          transB: true,
          alpha: 2,
          beta: 3,
        }),
      [5],
    ),
    fixed((b) => b.gemm(counting(b, [2, 2]), counting(b, [2, 1])), [1, 3]),
  ],
  MultiHeadAttention: [
    {
      inputs: [
        [2, 5, 6],
        [2, 3, 6],
        [2, 3, 9],
      ],
      build: (b, q, k, v) => b.multiHeadAttention(at(q), at(k), at(v), 3),
    },
    // Two heads of one channel, equal scores: each query gets the mean.
    fixed(
      (b) => {
        const zeros = b.constant([0, 0, 0, 0], [1, 2, 2]);
        return b.multiHeadAttention(zeros, zeros, counting(b, [1, 2, 2]), 2);
      },
      [1, 2, 1, 2],
    ),
  ],
  InstanceNormalization: [
    fixed(
      (b) =>
        b.instanceNorm(b.constant([1, 3, 2, 8], [1, 2, 2]), b.constant([1, 2], [2]), b.constant([0, 5], [2]), 1e-9),
      [-1, 1, 3, 7],
    ),
  ],
  LayerNormalization: [
    fixed(
      (b) => b.layerNorm(b.constant([1, 3, 2, 8], [2, 2]), b.constant([1, 2], [2]), b.constant([0, 5], [2])),
      [-1, 7, -1, 7],
    ),
    {
      inputs: [
        [2, 3, 4],
        [3, 4],
      ],
      build: (b, x, scale) => b.node('LayerNormalization', [at(x), at(scale)], { axis: 1, epsilon: { float: 1e-5 } }),
    },
  ],
};

describe.each(Object.keys(ops) as OpName[])('%s', (op) => {
  it.each(cases[op].map((c, i) => [i, c] as const))('is what ONNX Runtime computes: case %i', async (_, c) => {
    const b = new Builder('case');
    const xs = c.inputs.map((shape, i) => b.input(`x${i}`, 'float32', shape));
    const built = c.build(b, ...xs);
    const values = 'name' in built ? [built] : built;
    values.forEach((value, i) => b.output(`y${i}`, value));
    const feeds = Object.fromEntries(c.inputs.map((shape, i) => [`x${i}`, numbers(elementCount(shape), i + 3)]));
    const results = await runGraph(b.finish(), feeds);
    const expected = c.expected?.(...xs.map(({ name }) => Array.from(feeds[name] ?? [])));
    expect(b.nodes.some((node) => node.op === op)).toBe(true);
    values.forEach(({ dtype, shape }, i) => {
      const result = results[`y${i}`];
      expect(result).toMatchObject({ dtype, shape });
      const wanted = expected?.[i];
      if (wanted === undefined) return;
      expect(result?.data).toHaveLength(wanted.length);
      wanted.forEach((n, j) => expect(result?.data[j]).toBeCloseTo(n, 4));
    });
  });
});
