import type { Value } from '../../onnx/ir.ts';
import { dim } from '../../onnx/ops/op.ts';
import { elementCount } from '../../tensor.ts';
import type { Backward, Rules } from '../rule.ts';

/** Cells that a kernel of the weights covers along spatial axis `i`, less one. */
const reach = (w: Value, dilations: readonly number[], i: number): number =>
  dim(dilations, i) * (dim(w.shape, i + 2) - 1);

/** dx = ConvTranspose(g, w); output padding restores the cells that a stride left over. */
function throughTranspose(c: Backward<'Conv'>): Value {
  const { strides, pads, dilations, group } = c.attributes;
  const outputPadding = strides.map((stride, i) => {
    const spanned = (dim(c.g.shape, i + 2) - 1) * stride + reach(c.x(1), dilations, i) + 1;
    return dim(c.x(0).shape, i + 2) - (spanned - dim(pads, i) - dim(pads, i + strides.length));
  });
  return c.builder.convTranspose(c.g, c.x(1), null, { strides, pads, dilations, group, outputPadding });
}

/** dx = Conv(g, w mirrored, its channels swapped), of stride 1. */
function throughFlipped(c: Backward<'Conv'>): Value {
  const { builder: b, g, x } = c;
  const { pads, dilations } = c.attributes;
  const spatial = dilations.map((_, i) => i + 2);
  const swapped = b.transpose(x(1), [1, 0, ...spatial]);
  const turned = spatial.filter((axis) => dim(swapped.shape, axis) > 1);
  const mirrored =
    turned.length === 0
      ? swapped
      : b.slice(swapped, {
          starts: turned.map(() => -1),
          ends: turned.map((axis) => -dim(swapped.shape, axis) - 1),
          axes: turned,
          steps: turned.map(() => -1),
        });
  const backPads = pads.map((pad, i) => reach(x(1), dilations, i % spatial.length) - pad);
  return b.conv(g, mirrored, null, { pads: backPads, dilations });
}

const isFlipped = (c: Backward<'Conv'>): boolean => {
  const { strides, pads, dilations, group } = c.attributes;
  const fits = pads.every((pad, i) => pad <= reach(c.x(1), dilations, i % strides.length));
  const isSmall = elementCount(c.x(1).shape) <= c.options.flippedElements;
  return isSmall && group === 1 && strides.every((stride) => stride === 1) && fits;
};

const biasGradient = ({ builder, g }: Backward): Value => {
  const others = [0, ...g.shape.slice(2).map((_, i) => i + 2)];
  return builder.reduceSum(g, others, { keepdims: false });
};

export const convRules = {
  Conv: (c) => [
    () => (isFlipped(c) ? throughFlipped(c) : throughTranspose(c)),
    () => c.fail('has no gradient by its weights'),
    () => biasGradient(c),
  ],

  // dx = Conv(g, w)
  ConvTranspose: (c) => [
    () => {
      const { strides, pads, dilations, group } = c.attributes;
      return c.builder.conv(c.g, c.x(1), null, { strides, pads, dilations, group });
    },
    () => c.fail('has no gradient by its weights'),
    () => biasGradient(c),
  ],
} satisfies Rules;
