import type { DType } from '../ir.ts';
import { typeNumbers } from '../ir.ts';
import type { Application } from './op.ts';
import { broadcast, floatTypes, numberTypes, op, sharedType } from './op.ts';

const unary = (allowed: readonly DType[]) =>
  op({
    domain: '',
    attributes: {},
    arity: [1, 1],
    infer: (a) => [{ dtype: sharedType(a, [0], allowed), shape: a.input(0).shape }],
  });

const broadcastPair = (a: Application<unknown>) => broadcast(a, [a.input(0).shape, a.input(1).shape]);

const binary = (allowed: readonly DType[]) =>
  op({
    domain: '',
    attributes: {},
    arity: [2, 2],
    infer: (a) => [{ dtype: sharedType(a, [0, 1], allowed), shape: broadcastPair(a) }],
  });

const comparison = (allowed?: readonly DType[]) =>
  op({
    domain: '',
    attributes: {},
    arity: [2, 2],
    infer: (a) => {
      sharedType(a, [0, 1], allowed);
      return [{ dtype: 'bool', shape: broadcastPair(a) }];
    },
  });

const typeOfNumber = new Map(Object.entries(typeNumbers).map(([dtype, number]) => [number, dtype as DType]));

export const elementwiseOps = {
  Add: binary(numberTypes),
  Sub: binary(numberTypes),
  Mul: binary(numberTypes),
  Div: binary(numberTypes),
  Pow: binary(floatTypes),
  Max: binary(numberTypes),
  Min: binary(numberTypes),
  Neg: unary(numberTypes),
  Abs: unary(numberTypes),
  Sqrt: unary(floatTypes),
  Exp: unary(floatTypes),
  Log: unary(floatTypes),
  Sigmoid: unary(floatTypes),
  Tanh: unary(floatTypes),
  Erf: unary(floatTypes),
  Sin: unary(floatTypes),
  Cos: unary(floatTypes),
  Identity: op({
    domain: '',
    attributes: {},
    arity: [1, 1],
    infer: (a) => [{ dtype: a.input(0).dtype, shape: a.input(0).shape }],
  }),
  /** x · Φ(x), Φ by the error function. */
  Gelu: op({
    domain: 'com.microsoft',
    attributes: {},
    arity: [1, 1],
    infer: (a) => [{ dtype: sharedType(a, [0], floatTypes), shape: a.input(0).shape }],
  }),
  /** x · sigmoid(alpha · x): SiLU with alpha 1, CLIP's quick GELU with alpha 1.702. */
  QuickGelu: op({
    domain: 'com.microsoft',
    attributes: { alpha: 'float' },
    arity: [1, 1],
    infer: (a) => [{ dtype: sharedType(a, [0], floatTypes), shape: a.input(0).shape }],
  }),
  Equal: comparison(),
  Less: comparison(numberTypes),
  Greater: comparison(numberTypes),
  And: comparison(['bool']),
  Not: unary(['bool']),
  Where: op({
    domain: '',
    attributes: {},
    arity: [3, 3],
    infer: (a) => {
      if (a.input(0).dtype !== 'bool') a.fail('needs a bool condition');
      const shape = broadcast(a, [a.input(0).shape, a.input(1).shape, a.input(2).shape]);
      return [{ dtype: sharedType(a, [1, 2]), shape }];
    },
  }),
  /** `to` is ONNX's number of the element type. */
  Cast: op({
    domain: '',
    attributes: { to: 'int' },
    arity: [1, 1],
    infer: (a) => {
      const dtype = typeOfNumber.get(a.attributes.to) ?? a.fail(`knows no element type ${a.attributes.to}`);
      return [{ dtype, shape: a.input(0).shape }];
    },
  }),
};
