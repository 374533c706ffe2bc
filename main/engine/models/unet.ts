import { AppError } from '../../../preload/contract/errors.ts';
import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import { conv2d, upsampleTo } from '../nn/conv.ts';
import { groupNorm } from '../nn/norm.ts';
import { resnetBlock } from '../nn/resnet.ts';
import type { Scope } from '../nn/scope.ts';
import { positionNet, type GroundingInputs } from './gligen.ts';
import { timeEmbedding, type AddedInputs } from './time-embedding.ts';
import { spatialTransformer } from './transformer.ts';
import { depthAt, headsAt, layersAt, type UnetConfig } from './unet-config.ts';

export interface UnetInputs {
  /** (N, channels, H, W) */
  readonly latents: Value;
  /** (1), in training steps; may be fractional. */
  readonly timestep: Value;
  /** (N, tokens, width) */
  readonly text: Value;
  /** With it the GLIGEN layers are part of the graph. */
  readonly grounding?: GroundingInputs | undefined;
  /** SDXL's conditions beside the prompt; only for a UNet that has them, and needed there. */
  readonly added?: AddedInputs | undefined;
}

export interface UnetOutputs {
  /** Noise or velocity, (N, channels, H, W). */
  readonly output: Value;
  /** The attention maps asked for, (N, heads, cells, tokens). */
  readonly maps: ReadonlyMap<string, Value>;
}

/**
 * The denoiser of Stable Diffusion 1.x, 2.x and SDXL, with GLIGEN's layers where it is grounded: Rombach et al., arXiv 2112.10752; Podell et al.,
 * arXiv 2307.01952; diffusers' UNet2DConditionModel.
 * @param taps keys of the cross-attention layers whose maps are wanted, as in "up_1_0_0"
 */
export function unet(scope: Scope, config: UnetConfig, inputs: UnetInputs, taps: readonly string[] = []): UnetOutputs {
  const { builder } = scope;
  const { block_out_channels: channels, norm_num_groups: groups, norm_eps: epsilon } = config;
  const deepest = channels.length - 1;
  const { grounding, text } = inputs;
  const maps = new Map<string, Value>();
  const time = builder.silu(timeEmbedding(scope, config, inputs));
  const objects = grounding && scope.at('position_net', (s) => positionNet(s, grounding, dim(text.shape, -1)));

  const resnet = (block: Scope, i: number, x: Value, out: number): Value =>
    block.at(`resnets.${i}`, (s) => resnetBlock(s, x, out, { groups, epsilon, time }));
  const transformer = (block: Scope, i: number, x: Value, stage: Stage, level: number): Value =>
    block.at(`attentions.${i}`, (s) =>
      spatialTransformer(s, x, {
        heads: headsAt(config, level),
        layers: depthAt(config, stage[0], level, i),
        groups,
        text,
        objects,
        linearProjection: config.use_linear_projection,
        tapOf: (layer) => {
          const key = `${stage.join('_')}_${i}_${layer}`;
          return taps.includes(key) ? (map) => void maps.set(key, map) : undefined;
        },
      }),
    );

  let x = scope.at('conv_in', (s) => conv2d(s, inputs.latents, channels[0] ?? 0));
  const skips = [x];
  for (const [level, type] of config.down_block_types.entries()) {
    const out = channels[level] ?? 0;
    scope.at(`down_blocks.${level}`, (block) => {
      for (let i = 0; i < layersAt(config, level); i++) {
        x = resnet(block, i, x, out);
        if (type === 'CrossAttnDownBlock2D') x = transformer(block, i, x, ['down', level], level);
        skips.push(x);
      }
      if (level === deepest) return;
      x = block.at('downsamplers.0.conv', (s) => conv2d(s, x, out, { stride: 2, padding: 1 }));
      skips.push(x);
    });
  }

  scope.at('mid_block', (block) => {
    const out = channels[deepest] ?? 0;
    if (config.mid_block_type === null) return;
    x = resnet(block, 0, x, out);
    if (config.mid_block_type === 'UNetMidBlock2D') return;
    x = transformer(block, 0, x, ['mid', 0], deepest);
    x = resnet(block, 1, x, out);
  });

  for (const [step, type] of config.up_block_types.entries()) {
    const level = deepest - step;
    const out = channels[level] ?? 0;
    scope.at(`up_blocks.${step}`, (block) => {
      for (let i = 0; i <= layersAt(config, level); i++) {
        x = resnet(block, i, builder.concat([x, taken(skips)], 1), out);
        if (type === 'CrossAttnUpBlock2D') x = transformer(block, i, x, ['up', step], level);
      }
      const next = skips.at(-1);
      if (level === 0 || next === undefined) return;
      const size = { height: dim(next.shape, 2), width: dim(next.shape, 3) };
      x = block.at('upsamplers.0.conv', (s) => conv2d(s, upsampleTo(s, x, size), out));
    });
  }

  const normal = scope.at('conv_norm_out', (s) => groupNorm(s, x, groups, epsilon));
  const output = scope.at('conv_out', (s) => conv2d(s, builder.silu(normal), config.out_channels));
  const unknown = taps.find((key) => !maps.has(key));
  if (unknown !== undefined) throw new AppError('internal', `this UNet has no cross-attention layer ${unknown}`);
  return { output, maps };
}

/** Way and number of a block, as in "up_1". */
type Stage = readonly ['down' | 'mid' | 'up', number];

function taken(skips: Value[]): Value {
  const skip = skips.pop();
  if (skip === undefined) throw new AppError('checkpoint_unsupported', 'This UNet goes up more levels than down.');
  return skip;
}
