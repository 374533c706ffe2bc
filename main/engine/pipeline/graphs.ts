import type { Capability } from '../../../preload/contract/engine.ts';
import { gradients } from '../autodiff/gradient.ts';
import { textWidth, type Checkpoint, type Part } from '../checkpoint/checkpoint.ts';
import type { Grid } from '../guidance/grid.ts';
import type { GuidanceLoss } from '../guidance/loss.ts';
import type { ModelFacts } from '../methods/method.ts';
import { pictureFacts, type PictureFacts } from '../models/added-conditions.ts';
import { unet } from '../models/unet.ts';
import { crossAttentionLayers } from '../models/unet-config.ts';
import { vaeDecode, vaeEncode } from '../models/vae.ts';
import { Scope, WeightLoader } from '../nn/scope.ts';
import { Builder, type Graph } from '../onnx/builder.ts';
import type { SessionRequest } from '../runtime/session-cache.ts';
import { pixelSize } from './choose.ts';
import { checkWeights } from './check-weights.ts';
import { addedInputs, groundingInputs, groundingSlots } from './denoiser-inputs.ts';
import { textGraph } from './text-graph.ts';

/** The graphs that draw pictures of one size with one checkpoint. Building is left to whoever opens them. */
export interface ModelGraphs {
  readonly facts: ModelFacts;
  /** What an SDXL UNet is told of the picture, as `time_ids`, beside the `pooled` text; null for others. */
  readonly pictureFacts: PictureFacts | null;
  /** ids, ids_2 where there is a second text encoder (1, tokens) → hidden, pooled */
  text(): SessionRequest;
  /** latents (2, …), timestep, text, grounding, pooled, time_ids (2, …) → output, map_KEY: both halves of classifier-free guidance at once. */
  denoise(options: { grounded: boolean; record: readonly string[] }): SessionRequest;
  /** latents (1, …), timestep, text, grounding, pooled, time_ids, inputs of the loss → loss, gradient */
  guide(options: { grounded: boolean; loss: GuidanceLoss }): SessionRequest;
  /** latents → image, in any size */
  decode(grid: Grid): SessionRequest;
  /** picture (1, 3, H, W) → mean, logvar of its latents. Sides in pixels, multiples of the latent factor. */
  encodePicture(size: Grid): SessionRequest;
}

/**
 * Graphs of a checkpoint on a latent grid.
 * @param check holds all weights against the configuration, so that what does not fit fails before any work is done
 * @throws AppError checkpoint_mismatch
 */
export function modelGraphs(checkpoint: Checkpoint, grid: Grid, check = checkWeights): ModelGraphs {
  check(checkpoint);
  const { added, folder, info } = checkpoint;
  const width = textWidth(checkpoint);
  const { config: textConfig } = checkpoint.text;
  const { config: unetConfig } = checkpoint.unet;
  const { config: vaeConfig } = checkpoint.vae;
  const request = (key: string, build: (builder: Builder) => Graph): SessionRequest => ({
    // Single files may lie in one folder.
    key: folder === checkpoint.path ? key : `${key} ${info.name}`,
    folder,
    build: () => build(new Builder(key.split(' ')[0] ?? key)),
  });
  const size = `${grid.height}x${grid.width}`;
  const denoiser = (builder: Builder, batch: number, grounded: boolean, taps: readonly string[]) => {
    const latents = builder.input('latents', 'float32', [batch, vaeConfig.latent_channels, grid.height, grid.width]);
    const timestep = builder.input('timestep', 'float32', [1]);
    const text = builder.input('text', 'float32', [batch, textConfig.max_position_embeddings, width]);
    const grounding = grounded ? groundingInputs(builder, batch, width) : undefined;
    const inputs = { latents, timestep, text, grounding, added: addedInputs(builder, batch, added) };
    return { latents, ...unet(scopeOf(builder, checkpoint.unet), unetConfig, inputs, taps) };
  };

  return {
    facts: modelFacts(checkpoint, grid),
    pictureFacts: added && pictureFacts(added, pixelSize(grid, info)),
    text: () =>
      request('text', (builder) => {
        const { hidden, pooled } = textGraph(builder, checkpoint);
        builder.output('hidden', hidden);
        builder.output('pooled', pooled);
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

function modelFacts({ info, text, unet, vae, scheduler }: Checkpoint, grid: Grid): ModelFacts {
  const has = (capability: Capability): boolean => info.capabilities.includes(capability);
  return {
    capabilities: new Set(info.capabilities),
    latentChannels: vae.config.latent_channels,
    latentFactor: info.latentFactor,
    latentScale: vae.config.scaling_factor,
    latentHeight: grid.height,
    latentWidth: grid.width,
    maxTokens: text.config.max_position_embeddings,
    prediction: info.prediction,
    scheduler,
    groundingSlots: has('gligen') ? groundingSlots : 0,
    crossAttention: crossAttentionLayers(unet.config, grid),
  };
}
