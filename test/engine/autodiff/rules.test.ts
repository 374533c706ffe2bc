import { describe, it } from 'vitest';
import type { Builder } from '../../../main/engine/onnx/builder.ts';
import type { Value } from '../../../main/engine/onnx/ir.ts';
import { rules } from '../../../main/engine/autodiff/rules/table.ts';
import { numbers } from '../onnx/run-graph.ts';
import type { Case } from './finite-differences.ts';
import { expectGradients } from './finite-differences.ts';

const positive = (count: number): number[] => Array.from(numbers(count, 7), (n) => 1.5 + n);
/** Numbers at least 0.1 apart, in no order: no kink or tie within a step. */
const distinct = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => (((i * 7) % count) - count / 2 + 0.25) / 10);

const unary = (op: (b: Builder, x: Value) => Value, values?: readonly number[]): Case => ({
  inputs: { x: [2, 6] },
  ...(values === undefined ? {} : { values: { x: values } }),
  build: (b, x) => op(b, x('x')),
});
/** Both ways of broadcasting: b widens along an inner and a new axis. */
const binary = (op: (b: Builder, x: Value, y: Value) => Value, values: Case['values'] = {}): Case => ({
  inputs: { a: [2, 3, 4], b: [3, 1] },
  values,
  build: (b, x) => op(b, x('a'), x('b')),
});
const ints = (b: Builder, data: readonly number[], shape: readonly number[]): Value => b.constant(data, shape, 'int64');

const cases: Readonly<Record<string, Record<string, Case>>> = {
  Add: { broadcast: binary((b, x, y) => b.add(x, y)) },
  Sub: { broadcast: binary((b, x, y) => b.sub(x, y)) },
  Mul: { broadcast: binary((b, x, y) => b.mul(x, y)), 'with itself': unary((b, x) => b.mul(x, x)) },
  Div: { broadcast: binary((b, x, y) => b.div(x, y), { b: positive(3) }) },
  Pow: {
    broadcast: binary((b, x, y) => b.pow(x, y), { a: positive(24), b: [0.5, 2, -1] }),
    square: unary((b, x) => b.pow(x, 2)),
    'third power of negative numbers': unary((b, x) => b.pow(x, 3)),
  },
  Max: { broadcast: binary((b, x, y) => b.max(x, y), { a: distinct(24), b: [0.1, -0.3, 0.4] }) },
  Min: { broadcast: binary((b, x, y) => b.min(x, y), { a: distinct(24), b: [0.1, -0.3, 0.4] }) },
  Neg: { '': unary((b, x) => b.neg(x)) },
  Abs: { '': unary((b, x) => b.abs(x), distinct(12)) },
  Sqrt: { '': unary((b, x) => b.sqrt(x), positive(12)) },
  Exp: { '': unary((b, x) => b.exp(x)) },
  Log: { '': unary((b, x) => b.log(x), positive(12)) },
  Sigmoid: { '': unary((b, x) => b.sigmoid(x)) },
  Tanh: { '': unary((b, x) => b.tanh(x)) },
  Erf: { '': unary((b, x) => b.erf(x)) },
  Sin: { '': unary((b, x) => b.sin(x)) },
  Cos: { '': unary((b, x) => b.cos(x)) },
  Identity: { '': unary((b, x) => b.identity(x)) },
  Gelu: { '': unary((b, x) => b.gelu(b.mul(x, 3))) },
  QuickGelu: { silu: unary((b, x) => b.silu(b.mul(x, 3))), 'alpha 1.702': unary((b, x) => b.quickGelu(b.mul(x, 3))) },
  Where: {
    broadcast: binary((b, x, y) => b.where(b.constant([1, 0, 0, 1], [4], 'bool'), x, y)),
  },
  Cast: {
    'to halves and back': {
      ...unary((b, x) => b.cast(b.mul(b.cast(b.mul(x, 2), 'float16'), b.cast(b.scalar(2), 'float16')), 'float32')),
      tolerance: 0.2,
    },
  },
  ReduceSum: {
    'axes kept': unary((b, x) => b.reduceSum(x, [1])),
    'axes dropped': unary((b, x) => b.reduceSum(x, [-2], { keepdims: false })),
  },
  ReduceMean: {
    'axes kept': unary((b, x) => b.reduceMean(x, [0, 1])),
    'axes dropped': unary((b, x) => b.reduceMean(x, [-1], { keepdims: false })),
  },
  ReduceMax: { '': unary((b, x) => b.reduceMax(x, [1], { keepdims: false }), distinct(12)) },
  ReduceMin: { '': unary((b, x) => b.reduceMin(x, [-1]), distinct(12)) },
  Softmax: { 'last axis': unary((b, x) => b.softmax(b.mul(x, 2), -1)), 'first axis': unary((b, x) => b.softmax(x, 0)) },
  TopK: {
    '': unary((b, x) => b.topK(x, 3, -1)[0], distinct(12)),
    'first axis': unary((b, x) => b.topK(x, 1, 0)[0], distinct(12)),
  },
  Gather: {
    'a repeated index': unary((b, x) => b.gather(x, ints(b, [3, 0, 3], [3]), 1)),
    'one index': unary((b, x) => b.gather(x, ints(b, [1], []), 0)),
    'a table of indices': unary((b, x) => b.gather(x, ints(b, [1, 2, 5, 1], [2, 2]), -1)),
  },
  GatherElements: { repeated: unary((b, x) => b.gatherElements(x, ints(b, [0, 0, 5, 1], [2, 2]), 1)) },
  ScatterElements: {
    replace: {
      inputs: { data: [2, 4], updates: [2, 2] },
      build: (b, x) => b.scatterElements(x('data'), ints(b, [0, 3, 2, 1], [2, 2]), x('updates'), 1),
    },
    add: {
      inputs: { data: [2, 4], updates: [2, 2] },
      build: (b, x) =>
        b.scatterElements(x('data'), ints(b, [3, 3, 2, 1], [2, 2]), x('updates'), -1, { reduction: 'add' }),
    },
  },
  Reshape: { '': unary((b, x) => b.reshape(x, [3, -1])) },
  Squeeze: { '': unary((b, x) => b.squeeze(b.reshape(x, [2, 1, 6]), [1])) },
  Unsqueeze: { '': unary((b, x) => b.unsqueeze(x, [0, -1])) },
  Expand: { '': { inputs: { x: [3, 1] }, build: (b, x) => b.expand(x('x'), [2, 3, 4]) } },
  Transpose: { '': { inputs: { x: [2, 3, 4] }, build: (b, x) => b.transpose(x('x'), [1, 2, 0]) } },
  Concat: {
    '': { inputs: { a: [2, 1, 3], b: [2, 2, 3] }, build: (b, x) => b.concat([x('a'), x('b'), x('a')], 1) },
    'part of it': { inputs: { a: [2, 3], b: [2, 3] }, fixed: ['a'], build: (b, x) => b.concat([x('a'), x('b')], -1) },
  },
  Slice: {
    plain: unary((b, x) => b.slice(x, { starts: [1, -4], ends: [2, 1000], axes: [0, -1] })),
    'every other': unary((b, x) => b.slice(x, { starts: [1], ends: [6], axes: [1], steps: [2] })),
    'every other, short of the end': unary((b, x) => b.slice(x, { starts: [0], ends: [4], axes: [1], steps: [3] })),
    backwards: unary((b, x) => b.slice(x, { starts: [-1], ends: [-100], axes: [1], steps: [-1] })),
    'backwards in twos': unary((b, x) => b.slice(x, { starts: [4], ends: [0], axes: [1], steps: [-2] })),
  },
  Pad: {
    '': unary((b, x) => b.pad(x, { pads: [1, 0, 0, 2], value: 3 })),
    cut: unary((b, x) => b.pad(x, { pads: [0, -2, 1, 1] })),
  },
  Resize: {
    'whole scales': { inputs: { x: [1, 2, 3, 2] }, build: (b, x) => b.resizeNearest(x('x'), [1, 1, 2, 3]) },
  },
  Conv: {
    'padded, with bias': {
      options: { flippedElements: 0 },
      inputs: { x: [2, 3, 5, 4], w: [4, 3, 3, 3], bias: [4] },
      fixed: ['w'],
      build: (b, x) => b.conv(x('x'), x('w'), x('bias'), { pads: [1, 1, 1, 1] }),
    },
    'stride 2, a row left over': {
      options: { flippedElements: 0 },
      inputs: { x: [1, 2, 6, 5], w: [3, 2, 3, 3] },
      fixed: ['w'],
      build: (b, x) => b.conv(x('x'), x('w'), null, { pads: [1, 1, 1, 1], strides: [2, 2] }),
    },
    'stride 2, padded on one side': {
      options: { flippedElements: 0 },
      inputs: { x: [1, 2, 6, 6], w: [3, 2, 3, 3] },
      fixed: ['w'],
      build: (b, x) => b.conv(x('x'), x('w'), null, { pads: [0, 0, 1, 1], strides: [2, 2] }),
    },
    'dilated, in groups': {
      options: { flippedElements: 0 },
      inputs: { x: [1, 4, 7, 6], w: [6, 2, 3, 2] },
      fixed: ['w'],
      build: (b, x) => b.conv(x('x'), x('w'), null, { dilations: [2, 3], group: 2, pads: [1, 2, 0, 1] }),
    },
    'one axis': {
      options: { flippedElements: 0 },
      inputs: { x: [2, 3, 7], w: [2, 3, 3] },
      fixed: ['w'],
      build: (b, x) => b.conv(x('x'), x('w'), null, { strides: [2] }),
    },
    'flipped weights': {
      inputs: { x: [2, 3, 5, 6], w: [4, 3, 3, 2] },
      fixed: ['w'],
      options: { flippedElements: Infinity },
      build: (b, x) => b.conv(x('x'), x('w'), null, { pads: [1, 0, 2, 1], dilations: [1, 2] }),
    },
    'flipped weights of one cell': {
      inputs: { x: [1, 3, 4, 4], w: [2, 3, 1, 1] },
      fixed: ['w'],
      options: { flippedElements: Infinity },
      build: (b, x) => b.conv(x('x'), x('w')),
    },
    'flipped where it cannot be': {
      inputs: { x: [1, 2, 6, 6], w: [3, 2, 3, 3] },
      fixed: ['w'],
      options: { flippedElements: Infinity },
      build: (b, x) => b.conv(x('x'), x('w'), null, { pads: [1, 1, 1, 1], strides: [2, 2] }),
    },
  },
  ConvTranspose: {
    '': {
      inputs: { x: [1, 4, 3, 4], w: [4, 1, 3, 3], bias: [2] },
      fixed: ['w'],
      build: (b, x) =>
        b.convTranspose(x('x'), x('w'), x('bias'), {
          strides: [2, 2],
          pads: [1, 1, 1, 1],
          outputPadding: [1, 1],
          group: 2,
        }),
    },
  },
  MatMul: {
    matrices: { inputs: { a: [3, 4], b: [4, 2] }, build: (b, x) => b.matMul(x('a'), x('b')) },
    'a matrix for the batch': { inputs: { a: [2, 3, 4], b: [4, 2] }, build: (b, x) => b.matMul(x('a'), x('b')) },
    'a batch for a matrix': { inputs: { a: [3, 4], b: [2, 4, 2] }, build: (b, x) => b.matMul(x('a'), x('b')) },
    'batches that broadcast': {
      inputs: { a: [2, 1, 3, 4], b: [3, 4, 2] },
      build: (b, x) => b.matMul(x('a'), x('b')),
    },
  },
  Gemm: Object.fromEntries(
    [false, true].flatMap((transA) =>
      [false, true].map((transB): [string, Case] => [
        `${transA ? 'a transposed' : 'a'}, ${transB ? 'b transposed' : 'b'}`,
        {
          inputs: { a: transA ? [4, 3] : [3, 4], b: transB ? [2, 4] : [4, 2], c: [2] },
          build: (b, x) => b.gemm(x('a'), x('b'), x('c'), { transA, transB, alpha: 0.5, beta: 2 }),
        },
      ]),
    ),
  ),
  MultiHeadAttention: {
    'self-attention': {
      inputs: { q: [2, 5, 6], k: [2, 5, 6], v: [2, 5, 6] },
      build: (b, x) => b.multiHeadAttention(x('q'), x('k'), x('v'), 3, { scale: 0.9 }),
    },
    'one head at a time': {
      inputs: { q: [1, 5, 6], k: [1, 4, 6], v: [1, 4, 6] },
      options: { attentionElements: 1 },
      build: (b, x) => b.multiHeadAttention(x('q'), x('k'), x('v'), 3),
    },
    'two heads, then the third': {
      inputs: { x: [2, 4, 6] },
      options: { attentionElements: 64 },
      build: (b, x) => b.multiHeadAttention(x('x'), x('x'), x('x'), 3),
    },
    'one value for all': {
      inputs: { x: [1, 4, 6] },
      build: (b, x) => b.multiHeadAttention(x('x'), x('x'), x('x'), 2),
    },
    'cross-attention, queries only': {
      inputs: { q: [1, 5, 4], k: [1, 3, 4], v: [1, 3, 4] },
      fixed: ['k', 'v'],
      build: (b, x) => b.multiHeadAttention(x('q'), x('k'), x('v'), 2),
    },
    'cross-attention, keys and values': {
      inputs: { q: [1, 5, 4], k: [1, 3, 4], v: [1, 3, 4] },
      fixed: ['q'],
      build: (b, x) => b.multiHeadAttention(x('q'), x('k'), x('v'), 2),
    },
  },
  InstanceNormalization: {
    '': {
      inputs: { x: [2, 3, 8], scale: [3], bias: [3] },
      build: (b, x) => b.instanceNorm(x('x'), x('scale'), x('bias'), 1e-3),
    },
    'as a group normalization': {
      inputs: { x: [2, 4, 2, 3] },
      build: (b, x) => {
        const ones = b.constant([1, 1], [2]);
        const zeros = b.constant([0, 0], [2]);
        return b.reshape(b.instanceNorm(b.reshape(x('x'), [2, 2, -1]), ones, zeros, 1e-5), [2, 4, 2, 3]);
      },
    },
  },
  LayerNormalization: {
    'last axis': {
      inputs: { x: [2, 3, 6], scale: [6], bias: [6] },
      build: (b, x) => b.layerNorm(x('x'), x('scale'), x('bias'), { epsilon: 1e-3 }),
    },
    'two axes, no bias': {
      inputs: { x: [2, 3, 4], scale: [3, 4] },
      build: (b, x) => b.layerNorm(x('x'), x('scale'), null, { axis: 1 }),
    },
  },
};

describe.each(Object.keys(rules))('the gradient of %s', (op) => {
  it.each(Object.entries(cases[op] ?? {}))('equals finite differences: %s', async (_, c) => {
    await expectGradients(c);
  });

  it('is tested', ({ expect }) => {
    expect(Object.keys(cases[op] ?? {})).not.toHaveLength(0);
  });
});
