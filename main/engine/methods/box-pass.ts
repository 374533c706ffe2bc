import { createHash } from 'node:crypto';
import { averageAttention } from '../guidance/attention-mask.ts';
import { topKLoss, type TopKOptions } from '../guidance/box-loss.ts';
import { blendNoise } from '../guidance/compose.ts';
import { boxMask } from '../guidance/grid.ts';
import type { GuidedObject } from '../guidance/slots.ts';
import { Guidance, type GuidanceOptions } from '../guidance/update.ts';
import { createSampler } from '../sampling/create-sampler.ts';
import { fastDdim } from '../sampling/ddim.ts';
import type { Sampler } from '../sampling/sampler.ts';
import type { BoxText, Compatibility, NormalizedBox } from '../text/convert.ts';
import { perBoxNegative } from '../text/negatives.ts';
import { locatePhrases } from '../text/positions.ts';
import { denoisePass, noiseStream } from './denoise.ts';
import { groundObjects } from './grounding.ts';
import { guideBy } from './guide.ts';
import { guidanceLayers, headWeight, segmentLayer } from './layers.ts';
import type { BoxPass, DenoiseResult, MethodContext, MethodStep } from './method.ts';
import { objectMask, type MaskOptions } from './object-mask.ts';

/** How the passes of single boxes are made. */
export interface BoxPassOptions {
  readonly compatibility: Compatibility;
  /** Attention guidance of the pass; null draws without. */
  readonly guidance: (GuidanceOptions & TopKOptions) | null;
  /** Share of the steps with GLIGEN's layers; null for models without. */
  readonly gligenBeta: number | null;
  /** Share of the box's own noise inside the box. */
  readonly blendingRatio: number;
  /** Whether attention tells where the object came to stand, or its box. */
  readonly findBy: 'attention' | 'box';
  /** Attention is averaged from this step on, but from the middle at the latest. */
  readonly attentionFromStep: number;
  readonly mask: MaskOptions;
  /** Steps whose latents are kept: those that the whole picture is frozen to. */
  readonly keptSteps: number;
  /** Steps whose attention is kept: those that are guided by it. */
  readonly attentionSteps: number;
  /** Take every other step only, after those that are kept. */
  readonly fast: boolean;
}

/** One box that is to be drawn alone. */
export interface BoxToDraw {
  readonly text: BoxText;
  /** Where it stands in its own pass. */
  readonly box: NormalizedBox;
  readonly seed: number;
}

/** The Python implementation's seed of the first box of an image; the next ones follow (methods.md 3.1). */
const firstBoxSeed = 123456789;
const otherwise = 12345;

/**
 * Seed of a box without one of its own. 'corrected' counts boxes as they lie in the layout, so that a changed caption does not change the other
 * boxes' noise; 'reference' in the order in which they are drawn.
 */
export function boxSeed(seed: number, text: BoxText, place: number, compatibility: Compatibility): number {
  const own = seed + firstBoxSeed + (compatibility === 'reference' ? place : text.index);
  return own === seed ? own + otherwise : own;
}

function passSampler(
  { sampler, model, steps }: Pick<MethodContext, 'sampler' | 'model' | 'steps'>,
  { fast, keptSteps, attentionSteps }: BoxPassOptions,
): Sampler {
  return fast && sampler === 'ddim'
    ? fastDdim(model.scheduler, steps, Math.max(keptSteps, attentionSteps))
    : createSampler(sampler, model.scheduler, steps);
}

/**
 * Draws one box on its own, or brings back the pass if nothing of it has changed: LMD's first stage (Lian et al., arXiv 2305.13655, section 3.2;
 * methods.md 5.7).
 */
export async function* boxPass(
  context: MethodContext,
  { text, box, seed }: BoxToDraw,
  options: BoxPassOptions,
): AsyncGenerator<MethodStep, BoxPass, void> {
  const { model, layout, tokenizer } = context;
  const settings = layout.boxes[text.index];
  const { phrase, word } = text;
  const located = locatePhrases(tokenizer, text.prompt, [{ phrase, word }], options.compatibility);
  const exclusions = [settings?.negative ?? '', layout.negative]
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const negative = perBoxNegative(exclusions.join(', '));
  const strength = settings?.strength ?? 1;
  const { steps, cfgScale, sampler: samplerId } = context;
  const segmented = context.segment !== null;
  const key = keyOf({
    located,
    negative,
    strength,
    box,
    seed,
    steps,
    cfgScale,
    samplerId,
    segmented,
    options,
    of: context.seed,
  });
  const known = await context.passes?.read(key);
  if (known) return known;

  const sampler = passSampler(context, options);
  const noise = noiseStream(context, context.seed);
  const own = noiseStream(context, seed);
  const place = boxMask(box, { width: model.latentWidth, height: model.latentHeight });
  const start = blendNoise(noise.initial, own.initial, place, options.blendingRatio).map(
    (value) => value * sampler.initNoiseSigma,
  );
  const cond = await context.encode(located.prompt);
  const grounded =
    options.gligenBeta === null ? null : await groundObjects(context, [{ phrase, box, index: text.index }]);
  const layers = guidanceLayers(model.crossAttention);
  const finder = segmentLayer(model.crossAttention);
  const recorder = new PassRecorder(start, located.words[0] ?? 0, options);
  const object: GuidedObject = { boxes: [box], positions: located.positions[0] ?? [], strength };
  const guidance = options.guidance;
  const scaling = options.compatibility === 'corrected' ? { headWeight: headWeight(layers) } : {};
  const latents = yield* denoisePass(context, {
    box: text.index,
    noise: own,
    start,
    sampler,
    cond,
    uncond: await context.encode(negative),
    grounding: (i, of) => (i < Math.trunc((options.gligenBeta ?? 0) * of) ? grounded?.grounding : undefined),
    guide:
      guidance === null
        ? undefined
        : guideBy(context, {
            guidance: new Guidance(guidance),
            cond,
            loss: () => topKLoss({ ...guidance, ...scaling }, [object], layers, model.maxTokens),
          }),
    record: [...new Set([finder, ...layers].map((layer) => layer.key))],
    observe: (i, after, maps) => recorder.see(i, after, maps),
  });
  const from = Math.min(options.attentionFromStep, Math.trunc(sampler.timesteps.length / 2));
  const seen = recorder.attention.get(finder.key) ?? [];
  const attention = options.findBy === 'attention' ? averageAttention(seen.slice(from), finder) : null;
  const pass: BoxPass = {
    trajectory: recorder.trajectory,
    mask: await objectMask(context, latents, { box, attention }, options.mask),
    attention: new Map(
      layers.map((layer) => [layer.key, recorder.attention.get(layer.key)?.slice(0, options.attentionSteps) ?? []]),
    ),
  };
  await context.passes?.write(key, pass);
  return pass;
}

/** Keeps the latents of a pass, and its attention to one word. */
class PassRecorder {
  readonly trajectory: Float32Array[];
  readonly attention = new Map<string, Float32Array[]>();
  readonly #word: number;
  readonly #kept: number;

  constructor(start: Float32Array, word: number, { keptSteps }: BoxPassOptions) {
    this.trajectory = [start];
    this.#word = word;
    this.#kept = keptSteps;
  }

  see(i: number, latents: Float32Array, maps: DenoiseResult['maps']): void {
    if (i < this.#kept) this.trajectory.push(latents);
    for (const [key, { data, dims }] of maps) {
      const tokens = dims.at(-1) ?? 1;
      const column = Float32Array.from(
        { length: data.length / tokens },
        (_, row) => data[row * tokens + this.#word] ?? 0,
      );
      this.attention.set(key, [...(this.attention.get(key) ?? []), column]);
    }
  }
}

const keyOf = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
