import type { z } from 'zod';
import type { Capability, RgbImage, SamplerId } from '../../../preload/contract/engine.ts';
import type { Layout } from '../../../preload/contract/layout.ts';
import type { Mask } from '../guidance/grid.ts';
import type { GuidanceLoss } from '../guidance/loss.ts';
import type { SchedulerConfig } from '../sampling/sampler.ts';
import type { Tensor } from '../tensor.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { Segmentation, SegmentQuestion } from '../vision/segment.ts';

/** Text encoder output of one prompt. */
export interface TextEmbedding {
  /** What the UNet reads, (1, maxTokens, width): the last hidden state; SDXL's last but one, of both encoders side by side. */
  readonly hidden: Tensor;
  /** The end mark's state after the final norm, SDXL's projected, (1, width). */
  readonly pooled: Tensor;
}

/** GLIGEN's grounding of one pass. Slots that hold no object are masked out (null objects). */
export interface Grounding {
  /** (slots, 4) x0 y0 x1 y1, normalised. */
  readonly boxes: Tensor;
  /** (slots, width) pooled phrase embeddings. */
  readonly phrases: Tensor;
  /** (slots) 1 for an object, 0 for an empty slot. */
  readonly mask: Tensor;
}

/** What a method may know of the loaded checkpoint. */
export interface ModelFacts {
  readonly capabilities: ReadonlySet<Capability>;
  readonly latentChannels: number;
  /** Picture pixels per latent cell. */
  readonly latentFactor: number;
  /** What the autoencoder's latents are multiplied by for the UNet. */
  readonly latentScale: number;
  /** Latent grid of this picture. */
  readonly latentHeight: number;
  readonly latentWidth: number;
  readonly maxTokens: number;
  readonly prediction: 'epsilon' | 'v_prediction';
  readonly scheduler: SchedulerConfig;
  /** Object slots of the GLIGEN position net; 0 without. */
  readonly groundingSlots: number;
  /** Cross-attention layers in order, with the grid each attends on: key "stage_block_attention_layer", as in "up_1_0_0". */
  readonly crossAttention: readonly { key: string; height: number; width: number; heads: number }[];
}

export interface DenoiseRequest {
  /** (1, C, H, W), already scaled by the sampler's `scaleModelInput`. */
  readonly latents: Tensor;
  readonly timestep: number;
  readonly cond: TextEmbedding;
  readonly uncond: TextEmbedding;
  readonly cfgScale: number;
  /** Grounding of the conditional half; the unconditional half gets null objects. Absent: fusers off. */
  readonly grounding?: Grounding | undefined;
  /** Cross-attention layers whose conditional-half maps are wanted. */
  readonly record?: readonly string[] | undefined;
}

export interface DenoiseResult {
  /** Model output after classifier-free guidance, (1, C, H, W). */
  readonly output: Tensor;
  /** key → (heads, cells, maxTokens), conditional half. */
  readonly maps: ReadonlyMap<string, Tensor>;
}

export interface GuideRequest {
  /** (1, C, H, W), already scaled by the sampler's `scaleModelInput`. */
  readonly latents: Tensor;
  readonly timestep: number;
  readonly cond: TextEmbedding;
  readonly loss: GuidanceLoss;
  readonly grounding?: Grounding | undefined;
}

export interface GuideResult {
  readonly loss: number;
  /** d loss / d latents of the request, shape of the latents. */
  readonly gradient: Tensor;
}

/** What is kept of one box's own pass, so that it need not be drawn again while nothing of it changes. */
export interface BoxPass {
  /** Latents before the first step, then after each as far as they are used, (channels, height, width). */
  readonly trajectory: readonly Float32Array[];
  /** Cells of the object on the latent grid. */
  readonly mask: Mask;
  /** Layer → per step attention to the box's word, (heads, cells). */
  readonly attention: ReadonlyMap<string, readonly Float32Array[]>;
}

/** Passes of earlier pictures of the same checkpoint and size. Keys name everything that a pass depends on. */
export interface BoxPassStore {
  read(key: string): Promise<BoxPass | null>;
  write(key: string, pass: BoxPass): Promise<void>;
}

/** Everything a method can do. It knows nothing of sessions, files or processes. */
export interface MethodContext {
  readonly layout: Layout;
  readonly seed: number;
  readonly steps: number;
  readonly cfgScale: number;
  readonly sampler: SamplerId;
  readonly model: ModelFacts;
  readonly tokenizer: Tokenizer;
  readonly signal: AbortSignal;
  /** Encodes a prompt, padded to and cut at the model's token limit. Results are cached by prompt. */
  encode(prompt: string): Promise<TextEmbedding>;
  denoise(request: DenoiseRequest): Promise<DenoiseResult>;
  guide(request: GuideRequest): Promise<GuideResult>;
  /** Latents to an RGB picture, 8 bit, rounded half to even. */
  decode(latents: Tensor): Promise<RgbImage>;
  /** A picture, (1, 3, H, W) from -1 to 1, to the distribution of its latents, not yet scaled. */
  encodePicture(picture: Tensor): Promise<{ mean: Tensor; logvar: Tensor }>;
  /** Finds an object in a picture; null where no segmenter is installed. */
  readonly segment: ((picture: RgbImage, question: SegmentQuestion) => Promise<Segmentation>) | null;
  /** null keeps nothing. */
  readonly passes: BoxPassStore | null;
}

/** Step event of a method; the pipeline adds times and previews. */
export interface MethodStep {
  readonly box: number | null;
  readonly step: number;
  readonly of: number;
  readonly losses: readonly number[];
  /** Latents after this step. */
  readonly latents: Tensor;
  /** The clean latents the model predicted in this step: what a preview shows. */
  readonly clean: Tensor;
}

export interface MethodOutcome {
  readonly latents: Tensor;
  readonly prompt: string;
  readonly negative: string;
  readonly warnings: readonly string[];
}

/** Options that differ from the defaults, under a name. */
export interface Preset {
  readonly id: 'fast' | 'balanced' | 'faithful';
  readonly title: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * One way to draw a layout. `run` yields after each denoising step and returns the final latents, so that a caller can stop between steps;
 * methods with passes per box yield those steps with `box` set.
 */
export interface Method<O extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly needs: readonly Capability[];
  readonly options: O;
  /** Named sets of options, from the fastest to the most faithful; left out where there is nothing to choose. */
  readonly presets?: readonly Preset[];
  /** A null sampler is the checkpoint's own. */
  readonly defaults: { readonly cfgScale: number; readonly sampler: SamplerId | null };
  /**
   * Denoising steps of all passes together: for progress and cost.
   * @param steps what the sampler takes for one pass (PNDM takes one more than asked for)
   */
  totalSteps(layout: Layout, steps: number, options: z.infer<O>): number;
  run(context: MethodContext, options: z.infer<O>): AsyncGenerator<MethodStep, MethodOutcome, void>;
}
