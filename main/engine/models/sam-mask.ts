import type { Value } from '../onnx/ir.ts';
import { linear } from '../nn/linear.ts';
import { channelNorm } from '../nn/norm.ts';
import type { Scope } from '../nn/scope.ts';
import { samGrid, type SamConfig } from './sam-config.ts';
import { samCellPositions, samPrompt, type SamPromptInputs } from './sam-prompt.ts';
import { twoWayTransformer } from './sam-two-way.ts';

export interface SamMaskInputs extends SamPromptInputs {
  /** What `samImageEncoder` gives, (1, channels, side, side). */
  readonly embedding: Value;
}

export interface SamMasks {
  /** Logits of three masks, (3, 4 · side, 4 · side): inside where above 0. */
  readonly masks: Value;
  /** The model's estimate of each mask's overlap with the truth, (3). */
  readonly confidences: Value;
}

const upscaleEpsilon = 1e-6;
/** Layers of the networks that turn a mask token into the weights of its mask. */
const hyperDepth = 3;

/**
 * SAM's mask decoder: Kirillov et al., arXiv 2304.02643, section 3 and appendix A. Tokens for three masks (whole, part, subpart), for one
 * unambiguous mask, which is left out, and for the confidences look at prompt and image; then each mask is the product of the upscaled image
 * embedding with a vector made of its token.
 */
export function samMasks(scope: Scope, config: SamConfig, { embedding, ...prompt }: SamMaskInputs): SamMasks {
  const { builder } = scope;
  const decoderConfig = config.mask_decoder_config;
  const { hidden_size: channels, num_multimask_outputs } = decoderConfig;
  const side = samGrid(config.vision_config);
  const maskTokens = num_multimask_outputs + 1;

  const noMask = scope.at('prompt_encoder.no_mask_embed', (s) => s.weight('weight', [1, channels]));
  const cells = builder.transpose(builder.reshape(embedding, [1, channels, side * side]), [0, 2, 1]);
  const image = { cells: builder.add(cells, noMask), places: samCellPositions(scope, config) };
  const points = samPrompt(scope, config, prompt);

  return scope.at('mask_decoder', (decoder) => {
    const own = (name: string, count: number): Value =>
      decoder.at(name, (s) => builder.unsqueeze(s.weight('weight', [count, channels]), [0]));
    const tokens = builder.concat([own('iou_token', 1), own('mask_tokens', maskTokens), points], 1);
    const seen = decoder.at('transformer', (s) => twoWayTransformer(s, decoderConfig, tokens, image));
    const token = (at: number): Value =>
      builder.reshape(builder.slice(seen.tokens, { starts: [at], ends: [at + 1], axes: [1] }), [1, channels]);

    const grid = builder.reshape(builder.transpose(seen.cells, [0, 2, 1]), [1, channels, side, side]);
    const pixels = builder.reshape(upscale(decoder, grid, channels), [channels / 8, -1]);
    const vectors = Array.from({ length: maskTokens }, (_, i) =>
      decoder.at(`output_hypernetworks_mlps.${i}`, (s) =>
        feedForward(s, token(1 + i), { inner: channels, out: channels / 8, depth: hyperDepth }),
      ),
    );
    const masks = builder.reshape(builder.matMul(builder.concat(vectors, 0), pixels), [maskTokens, 4 * side, 4 * side]);
    const { iou_head_hidden_dim: inner, iou_head_depth: depth } = decoderConfig;
    const confidences = decoder.at('iou_prediction_head', (s) =>
      feedForward(s, token(0), { inner, out: maskTokens, depth }),
    );
    const ambiguous = { starts: [1], ends: [maskTokens], axes: [0] };
    return {
      masks: builder.slice(masks, ambiguous),
      confidences: builder.slice(builder.reshape(confidences, [maskTokens]), ambiguous),
    };
  });
}

/** (1, C, H, W) → (1, C / 8, 4H, 4W) by two transposed convolutions. */
function upscale(scope: Scope, x: Value, channels: number): Value {
  const { builder } = scope;
  const double = (name: string, value: Value, from: number, to: number): Value =>
    scope.at(name, (s) =>
      builder.convTranspose(value, s.weight('weight', [from, to, 2, 2]), s.weight('bias', [to]), { strides: [2, 2] }),
    );
  const first = double('upscale_conv1', x, channels, channels / 4);
  const normal = builder.gelu(scope.at('upscale_layer_norm', (s) => channelNorm(s, first, upscaleEpsilon)));
  return builder.gelu(double('upscale_conv2', normal, channels / 4, channels / 8));
}

/** `depth` linear layers with ReLU between them. (n, width) → (n, out) */
function feedForward(
  scope: Scope,
  x: Value,
  { inner, out, depth }: { readonly inner: number; readonly out: number; readonly depth: number },
): Value {
  const names = ['proj_in', ...Array.from({ length: depth - 2 }, (_, i) => `layers.${i}`)];
  const hidden = names.reduce(
    (value, name) =>
      scope.builder.max(
        scope.at(name, (s) => linear(s, value, inner)),
        0,
      ),
    x,
  );
  return scope.at('proj_out', (s) => linear(s, hidden, out));
}
