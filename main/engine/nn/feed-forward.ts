import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import { linear, stackedLinear } from './linear.ts';
import type { Scope } from './scope.ts';

/** Gated GELU feed-forward of a transformer block (Shazeer, arXiv 2002.05202), four times as wide inside. Keys as diffusers has them. */
export function gegluFeedForward(scope: Scope, x: Value): Value {
  const { builder } = scope;
  const channels = dim(x.shape, -1);
  const [hidden, gate] = scope.at('net.0.proj', (s) => stackedLinear(s, x, 4 * channels, 2)) as [Value, Value];
  return scope.at('net.2', (s) => linear(s, builder.mul(hidden, builder.gelu(gate)), channels));
}
