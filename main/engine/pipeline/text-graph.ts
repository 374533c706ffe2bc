import type { Checkpoint, Part } from '../checkpoint/checkpoint.ts';
import { clipText, projectedText } from '../models/clip.ts';
import type { ClipTextConfig } from '../models/clip-config.ts';
import { addedWidths } from '../models/unet-config.ts';
import { Scope, WeightLoader } from '../nn/scope.ts';
import type { Builder } from '../onnx/builder.ts';
import type { Value } from '../onnx/ir.ts';

/** What a UNet reads of a prompt. */
interface TextConditions {
  /** (1, tokens, width) */
  readonly hidden: Value;
  /** (1, width of the pooled state) */
  readonly pooled: Value;
}

/**
 * The text encoder of Stable Diffusion, or SDXL's one or two: their last states but one side by side, and the projected state of the last
 * encoder's end mark (Podell et al., arXiv 2307.01952, section 2.1). Takes `ids`, and `ids_2` for a second encoder, int64 (1, tokens).
 */
export function textGraph(builder: Builder, { text, secondText, unet }: Checkpoint): TextConditions {
  const encode = (part: Part<ClipTextConfig>, input: string, prefix = '') => {
    const scope = new Scope(builder, new WeightLoader(part.weights, prefix));
    const states = clipText(
      scope,
      part.config,
      builder.input(input, 'int64', [1, part.config.max_position_embeddings]),
    );
    return { scope, part, states };
  };
  const encoders = [encode(text, 'ids')];
  if (secondText !== null) encoders.push(builder.within('second', () => encode(secondText, 'ids_2', 'second.')));
  const last = encoders.at(-1) ?? encode(text, 'ids');
  if (addedWidths(unet.config) === null) return last.states;
  const penultimate = encoders.map(({ states }) => states.penultimate);
  return {
    hidden: penultimate.length === 1 ? last.states.penultimate : builder.concat(penultimate, 2),
    pooled: projectedText(last.scope, last.part.config, last.states),
  };
}
