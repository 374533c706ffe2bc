import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import type { Scope } from './scope.ts';

export interface Conv2dOptions {
  readonly kernel?: number;
  readonly stride?: number;
  /** Of each border; keeps the size at stride 1 unless given. Four numbers: top, left, bottom, right. */
  readonly padding?: number | readonly [number, number, number, number];
  readonly bias?: boolean;
}

/** Two-dimensional convolution: (N, in, H, W) → (N, out, H', W'). */
export function conv2d(scope: Scope, x: Value, out: number, options: Conv2dOptions = {}): Value {
  const { kernel = 3, stride = 1, padding = (kernel - 1) / 2, bias = true } = options;
  const weight = scope.weight('weight', [out, dim(x.shape, 1), kernel, kernel]);
  return scope.builder.conv(x, weight, bias ? scope.weight('bias', [out]) : null, {
    strides: [stride, stride],
    pads: typeof padding === 'number' ? [padding, padding, padding, padding] : padding,
  });
}

/** Doubles both sides, cut to `size` where a level had an odd one. Equals PyTorch's nearest interpolation to that size. */
export function upsampleTo(
  { builder }: Scope,
  x: Value,
  size: { readonly height: number; readonly width: number },
): Value {
  const doubled = builder.resizeNearest(x, [1, 1, 2, 2]);
  const { height, width } = size;
  if (dim(doubled.shape, 2) === height && dim(doubled.shape, 3) === width) return doubled;
  return builder.slice(doubled, { starts: [0, 0], ends: [height, width], axes: [2, 3] });
}
