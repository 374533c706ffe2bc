import { elementCount } from '../../tensor.ts';
import { axesOf, axisOf, broadcast, dim, floatTypes, op, sameShape, sharedType } from './op.ts';

export const shapeOps = {
  /** The shape is the second input, written out: neither 0 nor -1. */
  Reshape: op({
    domain: '',
    attributes: {},
    arity: [2, 2],
    infer: (a) => {
      const [from, to] = [a.input(0).shape, a.numbers(1)];
      if (elementCount(from) !== elementCount(to)) a.fail(`cannot turn [${from.join(', ')}] into [${to.join(', ')}]`);
      return [{ dtype: a.input(0).dtype, shape: to }];
    },
  }),
  Transpose: op({
    domain: '',
    attributes: { perm: 'ints' },
    arity: [1, 1],
    infer: (a) => {
      const { shape, dtype } = a.input(0);
      const { perm } = a.attributes;
      const isPermutation = perm.length === shape.length && shape.every((_, axis) => perm.includes(axis));
      if (!isPermutation) a.fail(`(${perm.join(', ')}) is no order of ${shape.length} axes`);
      return [{ dtype, shape: perm.map((axis) => dim(shape, axis)) }];
    },
  }),
  Concat: op({
    domain: '',
    attributes: { axis: 'int' },
    arity: [1, Infinity],
    infer: (a) => {
      const first = a.input(0);
      const axis = axisOf(a, a.attributes.axis, first.shape.length);
      const shapes = a.inputs.map((_, i) => a.input(i).shape);
      const fits = shapes.every(
        (s) => s.length === first.shape.length && s.every((n, i) => i === axis || n === first.shape[i]),
      );
      if (!fits) a.fail(`cannot join ${shapes.map((s) => `[${s.join(', ')}]`).join(', ')} along axis ${axis}`);
      const total = shapes.reduce((sum, s) => sum + dim(s, axis), 0);
      const dtype = sharedType(a, [...a.inputs.keys()]);
      return [{ dtype, shape: first.shape.map((n, i) => (i === axis ? total : n)) }];
    },
  }),
  /** Starts, ends, axes and steps are inputs. Ends beyond the end are cut, as ONNX does. */
  Slice: op({
    domain: '',
    attributes: {},
    arity: [5, 5],
    infer: (a) => {
      const { shape, dtype } = a.input(0);
      const [starts, ends, steps] = [a.numbers(1), a.numbers(2), a.numbers(4)];
      const axes = axesOf(a, a.numbers(3), shape.length);
      if ([starts, ends, steps].some((list) => list.length !== axes.length)) a.fail('has lists of unequal length');
      const sizes = [...shape];
      axes.forEach((axis, i) => {
        const [size, step] = [dim(shape, axis), steps[i] ?? 1];
        if (step === 0) a.fail('has a step of 0');
        // A negative step may run off the front, to "one before the first".
        const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
        const place = (n: number): number => Math.min(Math.max(n < 0 ? n + size : n, low), high);
        sizes[axis] = Math.max(0, Math.ceil((place(ends[i] ?? 0) - place(starts[i] ?? 0)) / step));
      });
      return [{ dtype, shape: sizes }];
    },
  }),
  /** Pads (all begins, then all ends) are the second input, the fill value the third. */
  Pad: op({
    domain: '',
    attributes: { mode: 'string' },
    arity: [2, 3],
    infer: (a) => {
      const { shape, dtype } = a.input(0);
      const pads = a.numbers(1);
      if (pads.length !== 2 * shape.length) a.fail(`needs ${2 * shape.length} pads, got ${pads.length}`);
      if (!['constant', 'reflect', 'edge'].includes(a.attributes.mode)) a.fail(`knows no mode ${a.attributes.mode}`);
      const padded = shape.map((n, i) => n + (pads[i] ?? 0) + (pads[i + shape.length] ?? 0));
      if (padded.some((n) => n < 0)) a.fail('cuts more than there is');
      return [{ dtype, shape: padded }];
    },
  }),
  Expand: op({
    domain: '',
    attributes: {},
    arity: [2, 2],
    infer: (a) => {
      const [from, to] = [a.input(0), a.numbers(1)];
      // ONNX would let the input widen the wanted shape; here the wanted shape is the result.
      if (!sameShape(broadcast(a, [from.shape, to]), to)) {
        a.fail(`cannot widen [${from.shape.join(', ')}] to [${to.join(', ')}]`);
      }
      return [{ dtype: from.dtype, shape: to }];
    },
  }),
  Squeeze: op({
    domain: '',
    attributes: {},
    arity: [2, 2],
    infer: (a) => {
      const { shape, dtype } = a.input(0);
      const axes = axesOf(a, a.numbers(1), shape.length);
      if (axes.some((axis) => dim(shape, axis) !== 1)) a.fail(`drops an axis of [${shape.join(', ')}] that is not 1`);
      return [{ dtype, shape: shape.filter((_, i) => !axes.includes(i)) }];
    },
  }),
  Unsqueeze: op({
    domain: '',
    attributes: {},
    arity: [2, 2],
    infer: (a) => {
      const { shape, dtype } = a.input(0);
      const rank = shape.length + a.numbers(1).length;
      const axes = axesOf(a, a.numbers(1), rank);
      const sizes = [...shape];
      return [{ dtype, shape: Array.from({ length: rank }, (_, i) => (axes.includes(i) ? 1 : (sizes.shift() ?? 1))) }];
    },
  }),
  /** Scales, one for each axis, are the third input; the second (a region to crop) is left out. */
  Resize: op({
    domain: '',
    attributes: { mode: 'string', coordinate_transformation_mode: 'string', nearest_mode: 'string' },
    arity: [3, 3],
    infer: (a) => {
      const { shape } = a.input(0);
      const scales = a.numbers(2);
      if (scales.length !== shape.length) a.fail(`needs ${shape.length} scales, got ${scales.length}`);
      return [{ dtype: sharedType(a, [0], floatTypes), shape: shape.map((n, i) => Math.floor(n * (scales[i] ?? 1))) }];
    },
  }),
};
