import type { Value } from '../../onnx/ir.ts';
import { dim } from '../../onnx/ops/op.ts';
import type { Backward, Rule, Rules } from '../rule.ts';

const sameNumbers: Rule<'Reshape' | 'Squeeze' | 'Unsqueeze'> = ({ builder, g, x }) => [
  () => builder.reshape(g, x(0).shape),
];

/** Puts `step − 1` zeros behind each cell of an axis. */
function spread({ builder: b }: Backward, value: Value, axis: number, step: number): Value {
  const { shape } = value;
  const split = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
  const pads = [...split.map(() => 0), ...split.map((_, i) => (i === axis + 1 ? step - 1 : 0))];
  const widened = b.pad(b.reshape(value, split), { pads });
  return b.reshape(
    widened,
    shape.map((n, i) => (i === axis ? n * step : n)),
  );
}

export const shapeRules = {
  Reshape: sameNumbers,
  Squeeze: sameNumbers,
  Unsqueeze: sameNumbers,

  // The driver sums over the repeated axes.
  Expand: ({ g }) => [() => g],

  // The inverse order of axes.
  Transpose: ({ builder, g, attributes: { perm } }) => [
    () =>
      builder.transpose(
        g,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
  ],

  // To each part its slice of the gradient.
  Concat: ({ builder, g, node, attributes: { axis }, x }) => {
    let start = 0;
    return node.inputs.map((_, i) => {
      const from = start;
      start += dim(x(i).shape, axis);
      const to = start;
      return () => builder.slice(g, { starts: [from], ends: [to], axes: [axis] });
    });
  },

  // Back in its place among zeros. A negative step is turned around, a longer one spread first.
  Slice: (c) => [
    () => {
      const { builder: b, x } = c;
      const { shape } = x(0);
      const list = (i: number): readonly number[] => b.numbers(x(i)) ?? c.fail('has no constant range');
      const [starts, axes, steps] = [list(1), list(3), list(4)];
      const pads = shape.flatMap(() => [0, 0]);
      const placed = axes.reduce((value, given, i) => {
        const axis = given < 0 ? given + shape.length : given;
        const [size, step, count] = [dim(shape, axis), steps[i] ?? 1, dim(value.shape, axis)];
        const start = starts[i] ?? 0;
        const first = Math.min(Math.max(start < 0 ? start + size : start, 0), step > 0 ? size : size - 1);
        const lowest = step > 0 ? first : first + (count - 1) * step;
        const turn = { starts: [-1], ends: [-count - 1], axes: [axis], steps: [-1] };
        const forward = step > 0 ? value : b.slice(value, turn);
        const stride = Math.abs(step);
        pads[axis] = lowest;
        pads[axis + shape.length] = size - lowest - count * stride; // negative where the last spread runs over the end
        return stride === 1 ? forward : spread(c, forward, axis, stride);
      }, c.g);
      return b.pad(placed, { pads });
    },
  ],

  // What was padded is cut, what was cut is zero.
  Pad: (c) => [
    () => {
      const { builder: b, attributes, x, g } = c;
      if (attributes.mode !== 'constant') c.fail(`has no gradient for the mode ${attributes.mode}`);
      const pads = b.numbers(x(1)) ?? c.fail('has no constant pads');
      return b.pad(g, { pads: pads.map((n) => -n) });
    },
  ],

  // Each cell gathers its copies: Σ over the blocks of scale × scale.
  Resize: (c) => [
    () => {
      const { builder: b, attributes, x, g } = c;
      const scales = b.numbers(x(2)) ?? c.fail('has no constant scales');
      if (attributes.mode !== 'nearest' || !scales.every(Number.isInteger)) {
        c.fail('has a gradient only for nearest neighbours and whole scales');
      }
      const { shape } = x(0);
      const blocks = b.reshape(
        g,
        shape.flatMap((n, i) => [n, scales[i] ?? 1]),
      );
      const repeated = scales.flatMap((scale, i) => (scale === 1 ? [] : [2 * i + 1]));
      return b.reshape(repeated.length === 0 ? g : b.reduceSum(blocks, repeated), shape);
    },
  ],
} satisfies Rules;
