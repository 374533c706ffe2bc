import { elementCount } from '../../tensor.ts';
import type { Builder } from '../../onnx/builder.ts';
import type { Shape, Value } from '../../onnx/ir.ts';
import { dim } from '../../onnx/ops/op.ts';
import type { Backward, Rules } from '../rule.ts';

/** x̂ = (x − mean) / σ over `axes`:  dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ */
function normalizedGradient(b: Builder, g: Value, xHat: Value, inverse: Value, axes: readonly number[]): Value {
  const centred = b.sub(g, b.reduceMean(g, axes));
  const along = b.mul(xHat, b.reduceMean(b.mul(g, xHat), axes));
  return b.mul(b.sub(centred, along), inverse);
}

/** Per channel parameters (C) for x (N, C, …). */
const perChannel = (b: Builder, parameter: Value, shape: Shape): Value =>
  b.reshape(parameter, [elementCount(parameter.shape), ...shape.slice(2).map(() => 1)]);

/** x̂ and 1/σ of an instance normalization in one pass: each channel is a row of a layer normalization. */
function instanceStatistics({ builder: b, attributes, x, fail }: Backward<'InstanceNormalization'>): {
  xHat: Value;
  inverse: Value;
} {
  const { shape, dtype } = x(0);
  const rows = b.reshape(x(0), [dim(shape, 0) * dim(shape, 1), -1]);
  const ones = b.expand(b.scalar(1, dtype), rows.shape.slice(1));
  const [normalized, , inverse] = b.node('LayerNormalization', [rows, ones], { axis: 1, epsilon: attributes.epsilon });
  if (normalized === undefined || inverse === undefined) return fail('has no statistics');
  const statistics = shape.map((n, i) => (i < 2 ? n : 1));
  return { xHat: b.reshape(normalized, shape), inverse: b.reshape(inverse, statistics) };
}

export const normRules = {
  // y = x̂ · scale + bias
  InstanceNormalization: (c) => {
    const { builder: b, g, x } = c;
    const { shape } = x(0);
    const spatial = shape.slice(2).map((_, i) => i + 2);
    const isPlain = b.numbers(x(1))?.every((n) => n === 1) === true;
    const sums = (value: Value): Value => b.reduceSum(value, [0, ...spatial], { keepdims: false });
    return [
      () => {
        const { xHat, inverse } = instanceStatistics(c);
        const scaled = isPlain ? g : b.mul(g, perChannel(b, x(1), shape));
        return normalizedGradient(b, scaled, xHat, inverse, spatial);
      },
      () => sums(b.mul(g, instanceStatistics(c).xHat)),
      () => sums(g),
    ];
  },

  // y = x̂ · scale + bias; the operator gives mean and 1/σ. The driver sums the parameters' gradients over the rows.
  LayerNormalization: (c) => {
    const { builder: b, g, x, node, attributes } = c;
    const [, mean, inverse] = node.outputs;
    if (mean === undefined || inverse === undefined) return c.fail('has lost its statistics');
    const rank = x(0).shape.length;
    const first = attributes.axis < 0 ? attributes.axis + rank : attributes.axis;
    const axes = Array.from({ length: rank - first }, (_, i) => first + i);
    const xHat = (): Value => b.mul(b.sub(x(0), mean), inverse);
    return [() => normalizedGradient(b, b.mul(g, x(1)), xHat(), inverse, axes), () => b.mul(g, xHat()), () => g];
  },
} satisfies Rules;
