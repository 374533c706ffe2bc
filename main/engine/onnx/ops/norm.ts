import { axisOf, dim, floatTypes, op, sameShape, sharedType } from './op.ts';

export const normOps = {
  /** x (N, C, …), scale (C), bias (C): zero mean and unit variance over the spatial axes. */
  InstanceNormalization: op({
    domain: '',
    attributes: { epsilon: 'float' },
    arity: [3, 3],
    infer: (a) => {
      const { shape } = a.input(0);
      const channels = [dim(shape, 1)];
      if (shape.length < 3) a.fail(`needs spatial axes, got [${shape.join(', ')}]`);
      if (!sameShape(a.input(1).shape, channels) || !sameShape(a.input(2).shape, channels)) {
        a.fail(`needs scale and bias of [${channels.join()}]`);
      }
      return [{ dtype: sharedType(a, [0, 1, 2], floatTypes), shape }];
    },
  }),
  /** Over all axes from `axis` on; outputs the result and, for gradients, mean and inverse standard deviation. */
  LayerNormalization: op({
    domain: '',
    attributes: { axis: 'int', epsilon: 'float' },
    arity: [2, 3],
    keptOutputs: 1,
    infer: (a) => {
      const { shape } = a.input(0);
      const axis = axisOf(a, a.attributes.axis, shape.length);
      const normalized = shape.slice(axis);
      for (const parameter of a.inputs.slice(1)) {
        if (parameter && !sameShape(parameter.shape, normalized))
          a.fail(`needs parameters of [${normalized.join(', ')}]`);
      }
      const dtype = sharedType(a, [0, 1, 2], floatTypes);
      const statistics = shape.map((n, i) => (i < axis ? n : 1));
      return [
        { dtype, shape },
        { dtype: 'float32', shape: statistics },
        { dtype: 'float32', shape: statistics },
      ];
    },
  }),
};
