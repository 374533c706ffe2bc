import { describe, expect, it } from 'vitest';
import { Builder } from '../../../main/engine/onnx/builder.ts';
import type { Value } from '../../../main/engine/onnx/ir.ts';
import { graphInvalid } from './run-graph.ts';

type Build = (b: Builder, x: (...shape: number[]) => Value, ints: (...data: number[]) => Value) => Value;

const refused: Record<string, readonly Build[]> = {
  Add: [
    (b, x) => b.add(x(2, 3), x(2)),
    (b, x, ints) => b.add(x(2), ints(1, 2)),
    (b) => b.add(b.constant([1], [1], 'bool'), b.constant([1], [1], 'bool')),
  ],
  Sqrt: [(b, _, ints) => b.sqrt(ints(1))],
  And: [(b, x) => b.and(x(1), x(1))],
  Where: [(b, x) => b.where(x(2), x(2), x(2)), (b, x, ints) => b.where(b.equal(x(2), 0), x(2), ints(1, 2))],
  ReduceSum: [(b, x) => b.reduceSum(x(2), [1]), (b, x) => b.reduceSum(x(2), [0, -1]), (b, x) => b.reduceSum(x(2), [])],
  ReduceMean: [(b, x) => b.reduceMean(x(2), [-2])],
  Softmax: [(b, x) => b.softmax(x(2, 3), 2)],
  TopK: [(b, x) => b.topK(x(3), 4, 0)[0], (b, x) => b.topK(x(3), 0, 0)[0]],
  Reshape: [(b, x) => b.reshape(x(2, 3), [4]), (b, x) => b.reshape(x(2, 3), [-1, 4])],
  Transpose: [(b, x) => b.transpose(x(2, 3), [0]), (b, x) => b.transpose(x(2, 3), [1, 1])],
  Concat: [(b, x) => b.concat([x(2, 3), x(3, 3)], 1), (b, x, ints) => b.concat([x(2), ints(1)], 0)],
  Slice: [
    (b, x) => b.slice(x(3), { starts: [0], ends: [1], steps: [0] }),
    (b, x) => b.slice(x(3), { starts: [0, 1], ends: [1] }),
  ],
  Pad: [(b, x) => b.pad(x(3), { pads: [1] }), (b, x) => b.pad(x(3), { pads: [-2, -2] })],
  Expand: [(b, x) => b.expand(x(2), [3]), (b, x) => b.expand(x(2), [1])],
  Squeeze: [(b, x) => b.squeeze(x(2, 1), [0])],
  Unsqueeze: [(b, x) => b.unsqueeze(x(2), [3])],
  Resize: [(b, x) => b.resizeNearest(x(1, 1, 2, 2), [2, 2])],
  Gather: [(b, x) => b.gather(x(3), x(1), 0), (b, x, ints) => b.gather(x(3), ints(0), 1)],
  GatherElements: [(b, x, ints) => b.gatherElements(x(2, 3), ints(0), 0)],
  ScatterElements: [(b, x, ints) => b.scatterElements(x(3), ints(0, 1), x(3), 0)],
  Conv: [
    (b, x) => b.conv(x(1, 3, 4, 4), x(2, 2, 3, 3)),
    (b, x) => b.conv(x(1, 3, 2, 2), x(2, 3, 3, 3)),
    (b, x) => b.conv(x(1, 3, 4, 4), x(2, 3, 3, 3), x(3)),
    (b, x) => b.conv(x(1, 3, 4, 4), x(2, 3, 3, 3), null, { pads: [1, 1] }),
    (b, x) => b.conv(x(1, 4, 4, 4), x(3, 2, 3, 3), null, { group: 2 }),
  ],
  ConvTranspose: [
    (b, x) => b.convTranspose(x(1, 3, 4, 4), x(2, 3, 3, 3)),
    (b, x) => b.convTranspose(x(1, 3, 1, 1), x(3, 3, 2, 2), null, { pads: [1, 1, 1, 1] }),
  ],
  MatMul: [
    (b, x) => b.matMul(x(2, 3), x(2, 3)),
    (b, x) => b.matMul(x(2, 2, 3), x(3, 3, 3)),
    (b, x) => b.matMul(x(3), x(3, 3)),
  ],
  Gemm: [(b, x) => b.gemm(x(2, 3), x(2, 3)), (b, x) => b.gemm(x(2, 3), x(3, 4), x(3))],
  MultiHeadAttention: [
    (b, x) => b.multiHeadAttention(x(1, 4, 6), x(1, 4, 6), x(1, 4, 6), 4),
    (b, x) => b.multiHeadAttention(x(1, 4, 6), x(1, 3, 6), x(1, 4, 6), 2),
  ],
  InstanceNormalization: [(b, x) => b.instanceNorm(x(1, 2, 4), x(1), x(2), 0)],
  LayerNormalization: [(b, x) => b.layerNorm(x(2, 4), x(2), null)],
};

describe.each(Object.entries(refused))('%s refuses', (op, builds) => {
  it.each(builds.map((build, i) => [i, build] as const))('inputs that do not fit: case %i', (_, build) => {
    const b = new Builder('refused');
    let count = 0;
    const x = (...shape: number[]): Value => b.input(`x${count++}`, 'float32', shape);
    const ints = (...data: number[]): Value => b.constant(data, [data.length], 'int64');
    const attempt = (): Value => b.within('down/0', () => build(b, x, ints));
    expect(attempt).toThrow(graphInvalid(`${op} "down/0/${op}`));
  });
});

describe('the builder', () => {
  it('gives an initializer of the same name once', () => {
    const b = new Builder('weights');
    const data = { kind: 'external', file: 'w.safetensors', offset: 8, length: 8 } as const;
    expect(b.initializer('w', 'float32', [2], data)).toBe(b.initializer('w', 'float32', [2], data));
    expect(() => b.initializer('w', 'float32', [1, 2], data)).toThrow('initializer "w" is there as float32[2]');
  });

  it('shares equal constants', () => {
    const b = new Builder('constants');
    expect(b.scalar(1)).toBe(b.scalar(1));
    expect(b.scalar(1)).not.toBe(b.scalar(1, 'int64'));
    expect(b.constant([1, 2], [2])).not.toBe(b.constant([1, 2], [2, 1]));
  });

  it('refuses sizes that are no whole numbers', () => {
    const b = new Builder('sizes');
    const x = b.input('x', 'float32', [4]);
    expect(() => b.within('up', () => b.reshape(x, [2.5, 2]))).toThrow('constant "up" holds 2.5, 2, not whole numbers');
  });

  it('refuses a name that is taken', () => {
    const b = new Builder('names');
    const x = b.input('x', 'float32', [1]);
    expect(() => b.input('x', 'float32', [1])).toThrow('"x" is there already');
    expect(() => b.output('x', b.neg(x))).toThrow('"x" is there already');
  });

  it('adds no node for a change that changes nothing', () => {
    const b = new Builder('nothing');
    const x = b.input('x', 'float32', [2, 3]);
    const same = [
      b.reshape(x, [2, -1]),
      b.transpose(x, [0, 1]),
      b.expand(x, [2, 3]),
      b.cast(x, 'float32'),
      b.concat([x], 0),
    ];
    expect(same.every((value) => value === x)).toBe(true);
    expect(b.nodes).toHaveLength(0);
  });

  it('names an output without a copy, and copies where it must', () => {
    const b = new Builder('outputs');
    const x = b.input('x', 'float32', [1]);
    const y = b.neg(x);
    expect(b.output('y', y)).toBe(y);
    expect(b.output('again', y)).not.toBe(y);
    expect(b.output('input', x)).not.toBe(x);
    expect(b.finish().outputs.map((value) => value.name)).toEqual(['y', 'again', 'input']);
  });
});
