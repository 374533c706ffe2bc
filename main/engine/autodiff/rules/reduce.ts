import type { Value } from '../../onnx/ir.ts';
import { elementCount } from '../../tensor.ts';
import type { Backward, Rule, Rules } from '../rule.ts';

/** A reduced value with its reduced axes back, as 1. */
function withAxes({ builder, x }: Backward, value: Value, axes: readonly number[]): Value {
  const { shape } = x(0);
  const reduced = axes.map((axis) => (axis < 0 ? axis + shape.length : axis));
  return builder.reshape(
    value,
    shape.map((n, i) => (reduced.includes(i) ? 1 : n)),
  );
}

// The extreme takes the gradient; equal ones share it: g · m / Σm, m = (x = y)
const extreme: Rule<'ReduceMax' | 'ReduceMin'> = (c) => [
  () => {
    const { builder: b, x, y, g } = c;
    const { axes } = c.attributes;
    const mask = b.cast(b.equal(x(0), withAxes(c, y, axes)), x(0).dtype);
    return b.mul(mask, b.div(withAxes(c, g, axes), b.reduceSum(mask, axes)));
  },
];

export const reduceRules = {
  // (Σ x)' = g, repeated
  ReduceSum: (c) => [
    () => {
      const axes = c.builder.numbers(c.x(1)) ?? c.fail('has no constant axes');
      return c.builder.expand(withAxes(c, c.g, axes), c.x(0).shape);
    },
  ],

  // (mean x)' = g / n, repeated
  ReduceMean: (c) => [
    () => {
      const share = elementCount(c.y.shape) / elementCount(c.x(0).shape);
      return c.builder.expand(withAxes(c, c.builder.mul(c.g, share), c.attributes.axes), c.x(0).shape);
    },
  ],

  ReduceMax: extreme,
  ReduceMin: extreme,

  // softmax(x)' = y · (g − Σ g·y)
  Softmax: ({ builder: b, g, y, attributes }) => [
    () => b.mul(y, b.sub(g, b.reduceSum(b.mul(g, y), [attributes.axis]))),
  ],
} satisfies Rules;
