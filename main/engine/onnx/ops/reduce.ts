import type { Shape } from '../ir.ts';
import type { Application } from './op.ts';
import { axesOf, axisOf, dim, floatTypes, numberTypes, op, sharedType, withDim } from './op.ts';

function reduced(a: Application<unknown>, axes: readonly number[], keepdims: number): Shape {
  const { shape } = a.input(0);
  const gone = axesOf(a, axes, shape.length);
  if (gone.length === 0) a.fail('needs the axes to reduce'); // ONNX would reduce them all
  return keepdims === 1 ? shape.map((n, i) => (gone.includes(i) ? 1 : n)) : shape.filter((_, i) => !gone.includes(i));
}

const reduceByAttribute = () =>
  op({
    domain: '',
    attributes: { axes: 'ints', keepdims: 'int' },
    arity: [1, 1],
    infer: (a) => [
      { dtype: sharedType(a, [0], numberTypes), shape: reduced(a, a.attributes.axes, a.attributes.keepdims) },
    ],
  });

export const reduceOps = {
  /** The axes are the second input. */
  ReduceSum: op({
    domain: '',
    attributes: { keepdims: 'int' },
    arity: [2, 2],
    infer: (a) => [{ dtype: sharedType(a, [0], numberTypes), shape: reduced(a, a.numbers(1), a.attributes.keepdims) }],
  }),
  ReduceMean: reduceByAttribute(),
  ReduceMax: reduceByAttribute(),
  ReduceMin: reduceByAttribute(),
  Softmax: op({
    domain: '',
    attributes: { axis: 'int' },
    arity: [1, 1],
    infer: (a) => {
      const { shape } = a.input(0);
      axisOf(a, a.attributes.axis, shape.length);
      return [{ dtype: sharedType(a, [0], floatTypes), shape }];
    },
  }),
  /** Values and int64 indices; k is the second input. */
  TopK: op({
    domain: '',
    attributes: { axis: 'int', largest: 'int', sorted: 'int' },
    arity: [2, 2],
    infer: (a) => {
      const { shape } = a.input(0);
      const axis = axisOf(a, a.attributes.axis, shape.length);
      const [k = NaN] = a.numbers(1);
      if (!Number.isInteger(k) || k < 1 || k > dim(shape, axis))
        a.fail(`cannot take ${k} of ${dim(shape, axis)} values`);
      const taken = withDim(shape, axis, k);
      return [
        { dtype: sharedType(a, [0], numberTypes), shape: taken },
        { dtype: 'int64', shape: taken },
      ];
    },
  }),
};
