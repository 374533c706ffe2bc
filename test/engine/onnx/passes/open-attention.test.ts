import { expect, test } from 'vitest';
import { Builder } from '../../../../main/engine/onnx/builder.ts';
import { openAttention } from '../../../../main/engine/onnx/passes/open-attention.ts';
import { verify } from '../../../../main/engine/onnx/verify.ts';
import { numbers, runGraph } from '../run-graph.ts';

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b);

test.each([
  ['to other keys, with a scale of its own', [2, 5, 12], [2, 7, 12], 3, { scale: 0.3 }, undefined],
  ['to itself', [1, 6, 8], [1, 6, 8], 2, {}, undefined],
  ['two queries at a time', [2, 5, 12], [2, 7, 12], 3, {}, 100],
  ['less than one query at a time', [1, 3, 8], [1, 6, 8], 2, {}, 1],
] as const)('written out attention equals the fused one: %s', async (_name, queries, keys, heads, options, most) => {
  const builder = new Builder('attention');
  const [q, k, v] = [
    builder.input('q', 'float32', queries),
    builder.input('k', 'float32', keys),
    builder.input('v', 'float32', keys),
  ];
  builder.output('y', builder.add(builder.multiHeadAttention(q, k, v, heads, options), 1));
  const fused = builder.finish();
  const open = openAttention(fused, most);
  verify(open);
  const scores = open.nodes.filter(({ op }) => op === 'Softmax').map(({ inputs }) => inputs[0]?.shape ?? []);
  const cap = Math.max(most ?? Infinity, heads * queries[0] * keys[1]);
  for (const shape of scores) expect(count(shape)).toBeLessThanOrEqual(cap);
  expect(open.nodes.map(({ op }) => op)).not.toContain('MultiHeadAttention');
  const feeds = { q: numbers(count(queries), 1), k: numbers(count(keys), 2), v: numbers(count(keys), 3) };
  const [expected, actual] = [await runGraph(fused, feeds), await runGraph(open, feeds)];
  expect(actual['y']?.shape).toEqual(expected['y']?.shape);
  expected['y']?.data.forEach((value, i) => expect(actual['y']?.data[i]).toBeCloseTo(value, 5));
});
