import { textWidth, type Checkpoint, type Part } from '../checkpoint/checkpoint.ts';
import { clipText, projectedText } from '../models/clip.ts';
import type { ClipTextConfig } from '../models/clip-config.ts';
import { unet } from '../models/unet.ts';
import { vaeDecode, vaeEncode } from '../models/vae.ts';
import { latentFactor } from '../models/vae-config.ts';
import { Scope, WeightLoader } from '../nn/scope.ts';
import { Builder } from '../onnx/builder.ts';
import { addedInputs, groundingInputs } from './denoiser-inputs.ts';

/** Of no use to drawing: position ids are counted anew, and whole CLIP models bring their other half. */
const notText = /(^|\.)position_ids$|^(text_projection|visual_projection|vision_model)(\.|$)|^logit_scale$/;

/**
 * Builds every network once, on the smallest grid, to hold all weights against the configuration.
 * @throws AppError checkpoint_mismatch
 */
export function checkWeights(checkpoint: Checkpoint): void {
  const { text, secondText, unet: denoiser, vae, info, added } = checkpoint;
  const last = secondText ?? text;
  if (secondText !== null) checkText('text_encoder_2', secondText, added !== null);
  checkText('text_encoder', text, added !== null && text === last);
  check('unet', denoiser, (scope) => {
    const side = 2 ** (denoiser.config.block_out_channels.length - 1);
    const { builder } = scope;
    const width = textWidth(checkpoint);
    unet(scope, denoiser.config, {
      latents: builder.input('latents', 'float32', [1, denoiser.config.in_channels, side, side]),
      timestep: builder.input('timestep', 'float32', [1]),
      text: builder.input('text', 'float32', [1, text.config.max_position_embeddings, width]),
      grounding: info.capabilities.includes('gligen') ? groundingInputs(builder, 1, width) : undefined,
      added: addedInputs(builder, 1, added),
    });
  });
  check('vae', vae, (scope) => {
    const { builder } = scope;
    const side = latentFactor(vae.config);
    vaeEncode(scope, vae.config, builder.input('picture', 'float32', [1, 3, side, side]));
    vaeDecode(scope, vae.config, builder.input('latents', 'float32', [1, vae.config.latent_channels, 1, 1]));
  });
}

function checkText(name: string, part: Part<ClipTextConfig>, projects: boolean): void {
  const build = (scope: Scope): void => {
    const ids = scope.builder.input('ids', 'int64', [1, part.config.max_position_embeddings]);
    const states = clipText(scope, part.config, ids);
    if (projects) projectedText(scope, part.config, states);
  };
  check(name, part, build, (key) => notText.test(key));
}

function check(
  name: string,
  part: Part<unknown>,
  build: (scope: Scope) => void,
  ignored?: (key: string) => boolean,
): void {
  const loader = new WeightLoader(part.weights);
  build(new Scope(new Builder(name), loader));
  loader.check(name, ignored);
}
