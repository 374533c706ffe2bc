import type { Value } from '../../onnx/ir.ts';
import type { Backward, Rules } from '../rule.ts';

/** The share of `larger` in the extreme of the two: 1, 0, or ½ where they are equal. */
function share({ builder: b }: Backward, larger: Value, smaller: Value): Value {
  const half = b.mul(b.cast(b.equal(larger, smaller), larger.dtype), 0.5);
  return b.add(b.cast(b.greater(larger, smaller), larger.dtype), half);
}

export const elementwiseRules = {
  // (a + b)' = g, g
  Add: ({ g }) => [() => g, () => g],

  // (a − b)' = g, −g
  Sub: ({ builder: b, g }) => [() => g, () => b.neg(g)],

  // (a · b)' = g · b, g · a
  Mul: ({ builder: b, g, x }) => [() => b.mul(g, x(1)), () => b.mul(g, x(0))],

  // (a / b)' = g / b, −g · y / b
  Div: ({ builder: b, g, x, y }) => [() => b.div(g, x(1)), () => b.neg(b.div(b.mul(g, y), x(1)))],

  // (a ^ p)' = g · p · a ^ (p − 1), g · y · ln a
  Pow: ({ builder: b, g, x, y }) => [
    () => {
      const isSquare = b.numbers(x(1))?.every((p) => p === 2) === true;
      const power = isSquare ? x(0) : b.pow(x(0), b.sub(x(1), 1));
      return b.mul(g, b.mul(power, x(1)));
    },
    () => b.mul(g, b.mul(y, b.log(x(0)))),
  ],

  // max(a, b)' = g where a is larger, else 0; halves where equal
  Max: (c) => [() => c.builder.mul(c.g, share(c, c.x(0), c.x(1))), () => c.builder.mul(c.g, share(c, c.x(1), c.x(0)))],
  Min: (c) => [() => c.builder.mul(c.g, share(c, c.x(1), c.x(0))), () => c.builder.mul(c.g, share(c, c.x(0), c.x(1)))],

  Neg: ({ builder: b, g }) => [() => b.neg(g)],

  // |x|' = g · sign(x)
  Abs: ({ builder: b, g, x }) => [() => b.where(b.greater(x(0), 0), g, b.where(b.less(x(0), 0), b.neg(g), 0))],

  // √x ' = g / 2y
  Sqrt: ({ builder: b, g, y }) => [() => b.div(g, b.mul(y, 2))],

  // exp(x)' = g · y
  Exp: ({ builder: b, g, y }) => [() => b.mul(g, y)],

  // ln(x)' = g / x
  Log: ({ builder: b, g, x }) => [() => b.div(g, x(0))],

  // σ(x)' = g · y · (1 − y)
  Sigmoid: ({ builder: b, g, y }) => [() => b.mul(g, b.mul(y, b.sub(1, y)))],

  // tanh(x)' = g · (1 − y²)
  Tanh: ({ builder: b, g, y }) => [() => b.mul(g, b.sub(1, b.mul(y, y)))],

  // erf(x)' = g · 2/√π · exp(−x²)
  Erf: ({ builder: b, g, x }) => [() => b.mul(g, b.mul(b.exp(b.neg(b.mul(x(0), x(0)))), 2 / Math.sqrt(Math.PI)))],

  Sin: ({ builder: b, g, x }) => [() => b.mul(g, b.cos(x(0)))],
  Cos: ({ builder: b, g, x }) => [() => b.neg(b.mul(g, b.sin(x(0))))],
  Identity: ({ g }) => [() => g],

  // (x · Φ(x))' = g · (Φ(x) + x · φ(x)), Φ(x) = ½ (1 + erf(x/√2)), φ(x) = exp(−x²/2) / √2π
  Gelu: ({ builder: b, g, x }) => [
    () => {
      const cumulative = b.mul(b.add(b.erf(b.mul(x(0), Math.SQRT1_2)), 1), 0.5);
      const density = b.mul(b.exp(b.mul(b.mul(x(0), x(0)), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return b.mul(g, b.add(cumulative, b.mul(x(0), density)));
    },
  ],

  // (x · s)' = g · (s + α · y · (1 − s)), s = σ(α · x)
  QuickGelu: ({ builder: b, g, x, y, attributes }) => [
    () => {
      const slope = attributes.alpha.float;
      const scaled = (v: Value): Value => (slope === 1 ? v : b.mul(v, slope));
      const s = b.sigmoid(scaled(x(0)));
      return b.mul(g, b.add(s, b.mul(scaled(y), b.sub(1, s))));
    },
  ],

  // where(c, a, b)' = none, g where c, g where not c
  Where: ({ builder: b, g, x }) => [null, () => b.where(x(0), g, 0), () => b.where(x(0), 0, g)],

  Cast: ({ builder: b, g, x }) => [() => b.cast(g, x(0).dtype)],
} satisfies Rules;
