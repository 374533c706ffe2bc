import { elementCount } from '../../tensor.ts';
import type { Builder } from '../../onnx/builder.ts';
import type { Value } from '../../onnx/ir.ts';
import type { Backward, Rules } from '../rule.ts';

const axisOf = ({
  attributes: { axis },
  x,
}: Backward<'TopK' | 'Gather' | 'GatherElements' | 'ScatterElements'>): number =>
  axis < 0 ? axis + x(0).shape.length : axis;

const zerosLike = (b: Builder, value: Value): Value => b.expand(b.scalar(0, value.dtype), value.shape);

export const gatherRules = {
  // Each value's gradient goes back to where it was taken from; k different places.
  TopK: (c) => [
    () => {
      const indices = c.node.outputs[1] ?? c.fail('has lost its indices');
      return c.builder.scatterElements(zerosLike(c.builder, c.x(0)), indices, c.g, axisOf(c));
    },
  ],

  // Every slice's gradient is added to the slice it was taken from.
  Gather: (c) => [
    () => {
      const { builder: b, x, g } = c;
      const axis = axisOf(c);
      const taken = x(0).shape.map((n, i) => (i === axis ? elementCount(x(1).shape) : n));
      const places = b.reshape(
        x(1),
        taken.map((n, i) => (i === axis ? n : 1)),
      );
      const options = { reduction: 'add' } as const;
      return b.scatterElements(zerosLike(b, x(0)), b.expand(places, taken), b.reshape(g, taken), axis, options);
    },
  ],

  GatherElements: (c) => [
    () => c.builder.scatterElements(zerosLike(c.builder, c.x(0)), c.x(1), c.g, axisOf(c), { reduction: 'add' }),
  ],

  // What was overwritten has no gradient; updates take theirs from where they went.
  ScatterElements: (c) => [
    () =>
      c.attributes.reduction === 'add'
        ? c.g
        : c.builder.scatterElements(c.g, c.x(1), zerosLike(c.builder, c.x(2)), axisOf(c)),
    null,
    () => c.builder.gatherElements(c.g, c.x(1), axisOf(c)),
  ],
} satisfies Rules;
