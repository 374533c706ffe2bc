import { AppError } from '../../../preload/contract/errors.ts';
import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import { linear } from '../nn/linear.ts';
import type { Scope } from '../nn/scope.ts';
import { addedWidths, type UnetConfig } from './unet-config.ts';

/** SDXL's conditions beside the prompt as inputs of a graph: Podell et al., arXiv 2307.01952, section 2.2. */
export interface AddedInputs {
  /** (N, width) projected state of the end mark, of the second text encoder. */
  readonly pooled: Value;
  /** (N, ids) numbers about the picture: sizes and crop in pixels, the refiner's aesthetic score. */
  readonly timeIds: Value;
}

/**
 * What the residual blocks are told beside the picture: the training step, and SDXL's added conditions.
 * @param timestep (1), in training steps
 * @returns (1, width), or (N, width) with added conditions
 */
export function timeEmbedding(
  scope: Scope,
  config: UnetConfig,
  { timestep, added }: { readonly timestep: Value; readonly added?: AddedInputs | undefined },
): Value {
  const { builder } = scope;
  const channels = config.block_out_channels[0] ?? 0;
  const width = config.time_embedding_dim ?? 4 * channels;
  const time = scope.at('time_embedding', (s) => perceptron(s, waves(s, config, timestep, channels), width));
  const widths = addedWidths(config);
  if (widths === null) return time;
  if (added === undefined) throw new AppError('internal', 'this UNet needs the added conditions of SDXL');
  const ids = builder.reshape(waves(scope, config, added.timeIds, widths.each), [dim(added.pooled.shape, 0), -1]);
  const both = builder.concat([added.pooled, ids], 1);
  if (dim(both.shape, 1) !== widths.all) {
    throw new AppError(
      'checkpoint_unsupported',
      `This UNet takes added conditions of width ${widths.all}; its text encoder and picture sizes make ${dim(both.shape, 1)}. Nothing was drawn; choose another checkpoint.`,
    );
  }
  return builder.add(
    time,
    scope.at('add_embedding', (s) => perceptron(s, both, width)),
  );
}

/** Linear, SiLU, linear. */
function perceptron(scope: Scope, x: Value, width: number): Value {
  const first = scope.at('linear_1', (s) => linear(s, x, width));
  return scope.at('linear_2', (s) => linear(s, scope.builder.silu(first), width));
}

const longestPeriod = 10_000;

/** Sinusoidal embedding of each number (Vaswani et al., arXiv 1706.03762, section 3.5): any shape → (numbers, width). */
function waves({ builder }: Scope, config: UnetConfig, numbers: Value, width: number): Value {
  const half = width / 2;
  const frequencies = Array.from({ length: half }, (_, i) =>
    Math.exp((-Math.log(longestPeriod) * i) / (half - config.freq_shift)),
  );
  const angles = builder.mul(builder.reshape(numbers, [-1, 1]), builder.constant(frequencies, [1, half]));
  const [sine, cosine] = [builder.sin(angles), builder.cos(angles)];
  return builder.concat(config.flip_sin_to_cos ? [cosine, sine] : [sine, cosine], 1);
}
