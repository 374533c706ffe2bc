import type { Capability } from '../../../preload/contract/engine.ts';
import { gradients } from '../autodiff/gradient.ts';
import type { Checkpoint, Part } from '../checkpoint/open-checkpoint.ts';
import type { Grid } from '../guidance/grid.ts';
import type { GuidanceLoss } from '../guidance/loss.ts';
import type { ModelFacts } from '../methods/method.ts';
import { clipText } from '../models/clip.ts';
import type { GroundingInputs } from '../models/gligen.ts';
import { unet } from '../models/unet.ts';
import { crossAttentionLayers } from '../models/unet-config.ts';
import { vaeDecode, vaeEncode } from '../models/vae.ts';
import { latentFactor } from '../models/vae-config.ts';
import { Scope, WeightLoader } from '../nn/scope.ts';
import { Builder, type Graph } from '../onnx/builder.ts';
import type { SessionRequest } from '../runtime/session-cache.ts';

/** GLIGEN's text-and-box model has room for so many objects (arXiv 2301.07093, appendix). */
const groundingSlots = 30;

/** The graphs that draw pictures of one size with one checkpoint. Building is left to whoever opens them. */
export interface ModelGraphs {
  readonly facts: ModelFacts;
  /** ids (1, tokens) → hidden, pooled */
  text(): SessionRequest;
  /** latents (2, …), timestep, text (2, …), grounding (2, …) → output, map_KEY: both halves of classifier-free guidance at once. */
  denoise(options: { grounded: boolean; record: readonly string[] }): SessionRequest;
  /** latents (1, …), timestep, text, grounding, inputs of the loss → loss, gradient */
  guide(options: { grounded: boolean; loss: GuidanceLoss }): SessionRequest;
  /** latents → image, in any size */
  decode(grid: Grid): SessionRequest;
  /** picture (1, 3, H, W) → mean, logvar of its latents. Sides in pixels, multiples of the latent factor. */
  encodePicture(size: Grid): SessionRequest;
}

/**
 * Graphs of a checkpoint on a latent grid.
 * @throws AppError checkpoint_mismatch, here for all of its weights, so that it fails before any work is done
 */
export function modelGraphs(checkpoint: Checkpoint, grid: Grid): ModelGraphs {
  checkWeights(checkpoint);
  const { folder } = checkpoint;
  const { config: textConfig } = checkpoint.text;
  const { config: unetConfig } = checkpoint.unet;
  const { config: vaeConfig } = checkpoint.vae;
  const request = (key: string, build: (builder: Builder) => Graph): SessionRequest => ({
    key,
    folder,
    build: () => build(new Builder(key.split(' ')[0] ?? key)),
  });
  const size = `${grid.height}x${grid.width}`;
  const denoiser = (builder: Builder, batch: number, grounded: boolean, taps: readonly string[]) => {
    const latents = builder.input('latents', 'float32', [batch, vaeConfig.latent_channels, grid.height, grid.width]);
    const timestep = builder.input('timestep', 'float32', [1]);
    const text = builder.input('text', 'float32', [batch, textConfig.max_position_embeddings, textConfig.hidden_size]);
    const grounding = grounded ? groundingInputs(builder, batch, textConfig.hidden_size) : undefined;
    const scope = new Scope(builder, new WeightLoader(checkpoint.unet.weights));
    return { latents, ...unet(scope, unetConfig, { latents, timestep, text, grounding }, taps) };
  };

  return {
    facts: modelFacts(checkpoint, grid),
    text: () =>
      request('text', (builder) => {
        const ids = builder.input('ids', 'int64', [1, textConfig.max_position_embeddings]);
        const states = clipText(scopeOf(builder, checkpoint.text), textConfig, ids);
        builder.output('hidden', states.hidden);
        builder.output('pooled', states.pooled);
        return builder.finish();
      }),
    denoise: ({ grounded, record }) =>
      request(`denoise ${size} ${grounded ? 'grounded ' : ''}${record.join()}`, (builder) => {
        const { output, maps } = denoiser(builder, 2, grounded, record);
        builder.output('output', output);
        for (const [key, map] of maps) builder.output(`map_${key}`, map);
        return builder.finish();
      }),
    guide: ({ grounded, loss }) =>
      request(`guide ${size} ${grounded ? 'grounded ' : ''}${loss.id}`, (builder) => {
        const { latents, maps } = denoiser(builder, 1, grounded, [...new Set(loss.layers)]);
        const single = new Map([...maps].map(([key, map]) => [key, builder.reshape(map, map.shape.slice(1))]));
        const value = builder.within('loss', () => loss.build(builder, single));
        const [gradient] = gradients(builder, value, [latents]);
        builder.output('loss', value);
        if (gradient !== undefined) builder.output('gradient', gradient);
        return builder.finish();
      }),
    decode: ({ height, width }) =>
      request(`decode ${height}x${width}`, (builder) => {
        const latents = builder.input('latents', 'float32', [1, vaeConfig.latent_channels, height, width]);
        builder.output('image', vaeDecode(scopeOf(builder, checkpoint.vae), vaeConfig, latents));
        return builder.finish();
      }),
    encodePicture: ({ height, width }) =>
      request(`encode-picture ${height}x${width}`, (builder) => {
        const picture = builder.input('picture', 'float32', [1, 3, height, width]);
        const { mean, logvar } = vaeEncode(scopeOf(builder, checkpoint.vae), vaeConfig, picture);
        builder.output('mean', mean);
        builder.output('logvar', logvar);
        return builder.finish();
      }),
  };
}

const scopeOf = (builder: Builder, { weights }: Part<unknown>): Scope => new Scope(builder, new WeightLoader(weights));

function groundingInputs(builder: Builder, batch: number, width: number): GroundingInputs {
  return {
    boxes: builder.input('boxes', 'float32', [batch, groundingSlots, 4]),
    phrases: builder.input('phrases', 'float32', [batch, groundingSlots, width]),
    mask: builder.input('mask', 'float32', [batch, groundingSlots]),
  };
}

function modelFacts({ info, text, unet, vae, scheduler }: Checkpoint, grid: Grid): ModelFacts {
  const has = (capability: Capability): boolean => info.capabilities.includes(capability);
  return {
    capabilities: new Set(info.capabilities),
    latentChannels: vae.config.latent_channels,
    latentHeight: grid.height,
    latentWidth: grid.width,
    maxTokens: text.config.max_position_embeddings,
    prediction: info.prediction,
    scheduler,
    groundingSlots: has('gligen') ? groundingSlots : 0,
    crossAttention: crossAttentionLayers(unet.config, grid),
  };
}

/** Of no use to drawing: position ids are counted anew, and whole CLIP models bring their other half. */
const notText = /(^|\.)position_ids$|^(text_projection|visual_projection|vision_model)\.|^logit_scale$/;

/**
 * Builds every network once, on the smallest grid, to hold all weights against the configuration.
 * @throws AppError checkpoint_mismatch
 */
function checkWeights({ text, unet: denoiser, vae, info }: Checkpoint): void {
  const check = (
    name: string,
    part: Part<unknown>,
    build: (scope: Scope) => void,
    ignored?: (key: string) => boolean,
  ) => {
    const loader = new WeightLoader(part.weights);
    build(new Scope(new Builder(name), loader));
    loader.check(name, ignored);
  };
  check(
    'text_encoder',
    text,
    (scope) => {
      clipText(scope, text.config, scope.builder.input('ids', 'int64', [1, text.config.max_position_embeddings]));
    },
    (key) => notText.test(key),
  );
  check('unet', denoiser, (scope) => {
    const side = 2 ** (denoiser.config.block_out_channels.length - 1);
    const { builder } = scope;
    const { hidden_size } = text.config;
    unet(scope, denoiser.config, {
      latents: builder.input('latents', 'float32', [1, denoiser.config.in_channels, side, side]),
      timestep: builder.input('timestep', 'float32', [1]),
      text: builder.input('text', 'float32', [1, text.config.max_position_embeddings, hidden_size]),
      grounding: info.capabilities.includes('gligen') ? groundingInputs(builder, 1, hidden_size) : undefined,
    });
  });
  check('vae', vae, (scope) => {
    const { builder } = scope;
    const side = latentFactor(vae.config);
    vaeEncode(scope, vae.config, builder.input('picture', 'float32', [1, 3, side, side]));
    vaeDecode(scope, vae.config, builder.input('latents', 'float32', [1, vae.config.latent_channels, 1, 1]));
  });
}
