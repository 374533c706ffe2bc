import type { Value } from '../ir.ts';
import type { Application } from './op.ts';
import { dim, floatTypes, op, sameShape, sharedType } from './op.ts';

interface Window {
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

/** Checks ranks, attribute lengths and the bias; returns the number of spatial axes. */
function checkWindow(a: Application<Window>, x: Value, w: Value, outChannels: number): number {
  const spatial = x.shape.length - 2;
  const { strides, pads, dilations } = a.attributes;
  if (spatial < 1 || w.shape.length !== x.shape.length) {
    a.fail(`cannot convolve [${x.shape.join(', ')}] with [${w.shape.join(', ')}]`);
  }
  if (strides.length !== spatial || dilations.length !== spatial || pads.length !== 2 * spatial) {
    a.fail(`needs strides, dilations and twice as many pads for ${spatial} axes`);
  }
  const bias = a.inputs[2];
  if (bias && !sameShape(bias.shape, [outChannels])) a.fail(`needs a bias of [${outChannels}]`);
  return spatial;
}

export const convOps = {
  /** x (N, C, …), w (M, C / group, …), bias (M). */
  Conv: op({
    domain: '',
    attributes: { strides: 'ints', pads: 'ints', dilations: 'ints', group: 'int' },
    arity: [2, 3],
    infer: (a) => {
      const [x, w] = [a.input(0), a.input(1)];
      const { strides, pads, dilations, group } = a.attributes;
      const spatial = checkWindow(a, x, w, dim(w.shape, 0));
      if (dim(x.shape, 1) !== dim(w.shape, 1) * group || dim(w.shape, 0) % group !== 0) {
        a.fail(`has ${dim(x.shape, 1)} channels for weights [${w.shape.join(', ')}] in ${group} groups`);
      }
      const sizes = Array.from({ length: spatial }, (_, i) => {
        const window = dim(dilations, i) * (dim(w.shape, i + 2) - 1) + 1;
        const room = dim(x.shape, i + 2) + dim(pads, i) + dim(pads, i + spatial) - window;
        if (room < 0) a.fail(`has a window of ${window} over ${dim(x.shape, i + 2)} cells`);
        return Math.floor(room / dim(strides, i)) + 1;
      });
      const dtype = sharedType(a, [0, 1, 2], floatTypes);
      return [{ dtype, shape: [dim(x.shape, 0), dim(w.shape, 0), ...sizes] }];
    },
  }),
  /** x (N, C, …), w (C, M / group, …), bias (M). */
  ConvTranspose: op({
    domain: '',
    attributes: { strides: 'ints', pads: 'ints', dilations: 'ints', output_padding: 'ints', group: 'int' },
    arity: [2, 3],
    infer: (a) => {
      const [x, w] = [a.input(0), a.input(1)];
      const { strides, pads, dilations, output_padding: extra, group } = a.attributes;
      const channels = dim(w.shape, 1) * group;
      const spatial = checkWindow(a, x, w, channels);
      if (extra.length !== spatial) a.fail(`needs ${spatial} numbers of output padding`);
      if (dim(x.shape, 1) !== dim(w.shape, 0) || dim(x.shape, 1) % group !== 0) {
        a.fail(`has ${dim(x.shape, 1)} channels for weights [${w.shape.join(', ')}] in ${group} groups`);
      }
      const sizes = Array.from({ length: spatial }, (_, i) => {
        const window = dim(dilations, i) * (dim(w.shape, i + 2) - 1) + 1;
        const reach = dim(strides, i) * (dim(x.shape, i + 2) - 1) + window + dim(extra, i);
        return reach - dim(pads, i) - dim(pads, i + spatial);
      });
      if (sizes.some((n) => n < 1)) a.fail('pads more away than there is');
      const dtype = sharedType(a, [0, 1, 2], floatTypes);
      return [{ dtype, shape: [dim(x.shape, 0), channels, ...sizes] }];
    },
  }),
};
