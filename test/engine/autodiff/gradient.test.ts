import { describe, expect, it } from 'vitest';
import { gradients } from '../../../main/engine/autodiff/gradient.ts';
import { Builder } from '../../../main/engine/onnx/builder.ts';
import { verify } from '../../../main/engine/onnx/verify.ts';
import { graphInvalid, numbers, runGraph } from '../onnx/run-graph.ts';
import type { Case } from './finite-differences.ts';
import { expectGradients, gradientsOf } from './finite-differences.ts';

/** A small denoiser's way to a loss: convolution, group norm, both attentions, and the top cells of a map within a box. */
const guided: Case = {
  inputs: { latents: [1, 2, 4, 4] },
  build: (b, x) => {
    const weight = (seed: number, ...shape: number[]) => {
      const count = shape.reduce((n, size) => n * size, 1);
      return b.constant(
        numbers(count, seed).map((n) => n * 0.6),
        shape,
      );
    };
    let h = b.conv(x('latents'), weight(1, 4, 2, 3, 3), weight(2, 4), { pads: [1, 1, 1, 1] });
    const normal = b.instanceNorm(b.reshape(h, [1, 2, -1]), b.constant([1, 1], [2]), b.constant([0, 0], [2]), 1e-5);
    const scaled = b.add(b.mul(b.reshape(normal, h.shape), weight(3, 4, 1, 1)), weight(4, 4, 1, 1));
    const inner = b.conv(b.silu(scaled), weight(5, 4, 4, 3, 3), null, { pads: [1, 1, 1, 1] });
    h = b.add(h, inner);
    const down = b.conv(h, weight(6, 4, 4, 3, 3), null, { strides: [2, 2], pads: [1, 1, 1, 1] });
    h = b.add(b.resizeNearest(down, [1, 1, 2, 2]), h);
    let cells = b.transpose(b.reshape(h, [1, 4, 16]), [0, 2, 1]);
    const normed = b.layerNorm(cells, weight(7, 4), weight(8, 4));
    const project = (seed: number) => b.matMul(normed, weight(seed, 4, 4));
    cells = b.add(cells, b.multiHeadAttention(project(9), project(10), project(11), 2));
    const heads = (value: typeof cells) => b.transpose(b.reshape(value, [1, -1, 2, 2]), [0, 2, 1, 3]);
    const queries = heads(b.matMul(cells, weight(12, 4, 4)));
    const keys = b.constant(numbers(2 * 3 * 2, 13), [1, 2, 3, 2]);
    const map = b.softmax(b.matMul(queries, b.transpose(keys, [0, 1, 3, 2])), -1); // (1, heads, cells, tokens)
    const token = b.gather(map, b.constant([1], [1], 'int64'), 3);
    const box = b.constant(
      Array.from({ length: 16 }, (_, i) => (i % 4 < 2 ? 1 : 0)),
      [1, 1, 16, 1],
    );
    const [inside] = b.topK(b.mul(token, box), 3, 2);
    const [outside] = b.topK(b.mul(token, b.sub(1, box)), 3, 2);
    const loss = b.add(b.sub(1, b.reduceMean(inside, [2])), b.reduceMean(outside, [2]));
    return b.reduceSum(loss, [0, 1, 2, 3], { keepdims: false });
  },
};

describe('gradients', () => {
  it('go back through a guided denoiser', async () => {
    await expectGradients(guided);
  });

  it('are the same without flipped weights, and one head at a time', async () => {
    const [usual, other] = [
      await gradientsOf(guided),
      await gradientsOf({ ...guided, options: { flippedElements: 0, attentionElements: 1 } }),
    ];
    const largest = Math.max(...(usual.latents ?? []).map(Math.abs));
    usual.latents?.forEach((n, i) => expect(Math.abs(n - (other.latents?.[i] ?? NaN))).toBeLessThan(1e-5 * largest));
  });

  it('add up where a value is used more than once', async () => {
    const b = new Builder('twice');
    const x = b.input('x', 'float32', []);
    const square = b.mul(x, x);
    const [dx, dSquare] = gradients(b, b.add(b.mul(square, x), square), [x, square]);
    b.output('dx', dx ?? x);
    b.output('dSquare', dSquare ?? x);
    const { dx: byX, dSquare: bySquare } = await runGraph(b.finish(), { x: [3] });
    expect(byX?.data).toEqual([3 * 9 + 2 * 3]); // (x³ + x²)'
    expect(bySquare?.data).toEqual([3 + 1]);
  });

  it('walk only from the target to what is asked for', () => {
    const b = new Builder('path');
    const x = b.input('x', 'float32', [2, 2]);
    const w = b.input('w', 'float32', [2, 2]);
    b.exp(x);
    const y = b.matMul(x, b.tanh(w));
    gradients(b, b.reduceSum(y, [0, 1], { keepdims: false }), [x]);
    const walked = b.nodes.flatMap((node) => (node.name.startsWith('gradient/') ? [node.name.split('/')[1]] : []));
    expect([...new Set(walked)]).toEqual(['ReduceSum', 'MatMul']);
  });

  it('leave a graph that can be verified', () => {
    const b = new Builder('whole');
    const x = b.input('latents', 'float32', [1, 2, 4, 4]);
    const loss = b.output(
      'loss',
      guided.build(b, () => x),
    );
    gradients(b, loss, [x]).forEach((value) => b.output('gradient', value));
    const graph = b.finish();
    expect(() => verify(graph)).not.toThrow();
    expect(graph.outputs.map((value) => value.shape)).toEqual([[], [1, 2, 4, 4]]);
  });

  it('of an operator without a rule are refused by name', () => {
    const b = new Builder('none');
    const x = b.input('x', 'float32', [4]);
    const w = b.input('w', 'float32', [1, 1, 1]);
    const y = b.within('down/0', () => b.conv(b.reshape(x, [1, 1, 4]), w));
    const target = b.reduceSum(y, [0, 1, 2], { keepdims: false });
    expect(() => gradients(b, target, [w])).toThrow(graphInvalid('Conv "down/0/Conv" has no gradient by its weights'));
  });

  it('need a scalar that depends on each value', () => {
    const b = new Builder('scalar');
    const x = b.input('x', 'float32', [2]);
    const other = b.input('other', 'float32', [2]);
    const whole = b.cast(b.cast(x, 'int64'), 'float32');
    const sum = (value: typeof x) => b.reduceSum(value, [0], { keepdims: false });
    expect(() => gradients(b, x, [x])).toThrow(graphInvalid('is of [2], not a scalar'));
    expect(() => gradients(b, sum(x), [x, other])).toThrow(graphInvalid('does not depend on "other"'));
    expect(() => gradients(b, sum(whole), [x])).toThrow(graphInvalid('does not depend on "x"'));
  });
});
