import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import { conv2d } from './conv.ts';
import { linear } from './linear.ts';
import { groupNorm } from './norm.ts';
import type { Scope } from './scope.ts';

export interface ResnetOptions {
  readonly groups: number;
  readonly epsilon: number;
  /** Time embedding after its SiLU, (1 or N, width). */
  readonly time?: Value | undefined;
}

/** Residual block of two convolutions: (N, C, H, W) → (N, out, H, W). The time embedding is added between them. */
export function resnetBlock(scope: Scope, x: Value, out: number, { groups, epsilon, time }: ResnetOptions): Value {
  const { builder } = scope;
  const activate = (name: string, value: Value): Value =>
    builder.silu(scope.at(name, (s) => groupNorm(s, value, groups, epsilon)));
  const first = activate('norm1', x);
  let hidden = scope.at('conv1', (s) => conv2d(s, first, out));
  if (time !== undefined) {
    const shift = scope.at('time_emb_proj', (s) => linear(s, time, out));
    hidden = builder.add(hidden, builder.reshape(shift, [dim(shift.shape, 0), out, 1, 1]));
  }
  const second = activate('norm2', hidden);
  hidden = scope.at('conv2', (s) => conv2d(s, second, out));
  const straight = dim(x.shape, 1) === out ? x : scope.at('conv_shortcut', (s) => conv2d(s, x, out, { kernel: 1 }));
  return builder.add(straight, hidden);
}
