import { alignmentOffset, shiftMask, shiftPlanes, type Offset } from '../guidance/align.ts';
import { topKLoss, type TopKOptions } from '../guidance/box-loss.ts';
import { compose, type Composition } from '../guidance/compose.ts';
import type { Grid, Mask } from '../guidance/grid.ts';
import { referenceLoss, sumOfLosses, type ReferenceBox } from '../guidance/reference-loss.ts';
import { Guidance, type GuidanceOptions } from '../guidance/update.ts';
import { createSampler } from '../sampling/create-sampler.ts';
import { float32 } from '../tensor.ts';
import type { LayoutTexts, NormalizedBox } from '../text/convert.ts';
import { inForce } from './boxes.ts';
import { boxPass, boxSeed, type BoxPassOptions } from './box-pass.ts';
import { denoisePass, noiseStream } from './denoise.ts';
import { clippedBox, groundObjects } from './grounding.ts';
import { guideBy } from './guide.ts';
import { guidanceLayers, headWeight } from './layers.ts';
import type { BoxPass, Grounding, MethodContext, MethodOutcome, MethodStep } from './method.ts';
import { locateObjects } from './phrase-tokens.ts';
import { conditioning, prepareLayout } from './prompts.ts';
import { masked } from './regions.ts';

/** LMD and LMD+ are this with different settings (methods.md 5.7 and 5.8). */
export interface LayoutGroundedOptions {
  /** Passes of the single boxes; null leaves them out, and all that builds on them. */
  readonly perBox: BoxPassOptions | null;
  /** Where a box stands in its own pass. */
  readonly place: (box: NormalizedBox) => NormalizedBox;
  /** How objects are moved from there to their boxes; null leaves them where they are. */
  readonly align: { readonly horizontalOnly: boolean } | null;
  /** Start from the objects of the single passes put together, and hold to them for `frozenSteps`. */
  readonly composition: boolean;
  readonly frozenSteps: number;
  /** Attention guidance of the whole picture; null draws without. */
  readonly guidance: (GuidanceOptions & TopKOptions) | null;
  /** Weight of the term that spreads attention as in the single passes; 0 leaves it out. */
  readonly referenceWeight: number;
  readonly gligenBeta: number | null;
}

/**
 * LLM-grounded Diffusion: every object on its own, then the whole picture from them: Lian et al., arXiv 2305.13655, section 3.2.
 */
export async function* layoutGrounded(
  context: MethodContext,
  options: LayoutGroundedOptions,
  compatibility: 'corrected' | 'reference',
): AsyncGenerator<MethodStep, MethodOutcome, void> {
  const { model } = context;
  const { texts, warnings } = prepareLayout(context, compatibility);
  const { prompt, objects, objectsAt, words } = locateObjects(context, texts, compatibility);
  const { cond, uncond, ...said } = await conditioning(context, prompt);
  const grid: Grid = { width: model.latentWidth, height: model.latentHeight };
  const noise = noiseStream(context, context.seed);
  const sampler = createSampler(context.sampler, model.scheduler, context.steps);
  const background = noise.initial.map((value) => value * sampler.initNoiseSigma);

  const drawn: AlignedPass[] = [];
  if (options.perBox !== null) {
    for (const [place, text] of texts.boxes.entries()) {
      const seed = context.layout.boxes[text.index]?.seed ?? boxSeed(context.seed, text, place, compatibility);
      const pass = yield* boxPass(context, { text, box: options.place(text.box), seed }, options.perBox);
      drawn.push(aligned(pass, text.box, options.align, grid));
    }
  }
  const composed: Composition | null =
    options.composition && drawn.length > 0 ? compose(background, drawn, options.frozenSteps + 1, grid) : null;

  const grounded = await groundWhole(context, texts, options.gligenBeta, compatibility);
  const whileGrounded = (grounding: (i: number, of: number) => Grounding | undefined) => (i: number, of: number) =>
    i < Math.trunc((options.gligenBeta ?? 0) * of) ? grounding(i, of) : undefined;
  const layers = guidanceLayers(model.crossAttention);
  const { guidance, referenceWeight } = options;
  const scaling = compatibility === 'corrected' ? { headWeight: headWeight(layers) } : {};
  const references = referenceWeight > 0 ? referencesOf(context, texts, words, drawn, layers) : [];
  const latents = yield* denoisePass(context, {
    noise,
    start: composed?.latents[0],
    sampler,
    cond,
    uncond,
    grounding: whileGrounded((i, of) => grounded?.at(i, of)),
    guide:
      guidance === null || objects.length === 0
        ? undefined
        : guideBy(context, {
            guidance: new Guidance(guidance),
            cond,
            loss: (i, of) => {
              const main = topKLoss({ ...guidance, ...scaling }, objectsAt(i, of), layers, model.maxTokens);
              const known = references.map((reference) => reference(i, of)).filter((reference) => reference !== null);
              return known.length === 0
                ? main
                : sumOfLosses(main, referenceLoss(referenceWeight, known, layers, model.maxTokens));
            },
            grounding: whileGrounded(() => (grounded === null ? undefined : withoutObjects(grounded.grounding))),
          }),
    settle:
      composed === null
        ? undefined
        : (after, i) => {
            const kept = i < options.frozenSteps ? composed.latents[i + 1] : undefined;
            return kept === undefined ? after : masked(kept, after, foregroundAt(context, texts, composed, grid, i));
          },
  });
  return { latents, ...said, warnings: [...warnings, ...said.warnings, ...(grounded?.warnings ?? [])] };
}

/** Cells of the objects whose boxes are in force at step i. */
function foregroundAt(
  { layout, steps }: MethodContext,
  { boxes }: LayoutTexts,
  { foreground }: Composition,
  grid: Grid,
  i: number,
): Mask {
  const held = boxes.map(({ index }) => inForce(layout, index, i, steps));
  return { ...grid, cells: foreground.map((place) => (place > 0 && held[place - 1] === true ? 1 : 0)) };
}

interface AlignedPass extends BoxPass {
  readonly offset: Offset;
}

/** Moves what a box's pass has drawn to where its box stands in the whole picture. */
function aligned(pass: BoxPass, box: NormalizedBox, align: LayoutGroundedOptions['align'], grid: Grid): AlignedPass {
  if (align === null) return { ...pass, offset: [0, 0] };
  const offset = alignmentOffset(pass.mask, box, align.horizontalOnly);
  return {
    ...pass,
    offset,
    trajectory: pass.trajectory.map((latents) => shiftPlanes(latents, grid, offset)),
    mask: shiftMask(pass.mask, offset),
  };
}

async function groundWhole(
  context: MethodContext,
  { phrases }: LayoutTexts,
  beta: number | null,
  compatibility: 'corrected' | 'reference',
) {
  if (beta === null) return null;
  const fit = compatibility === 'corrected' ? clippedBox : (box: NormalizedBox) => box;
  const objects = phrases.flatMap(({ phrase, boxes, indices }) =>
    boxes.map((box, b) => ({ phrase, box: fit(box), index: indices[b] ?? -1 })),
  );
  return groundObjects(context, objects);
}

/** The Python implementation measures the loss with GLIGEN's layers on and no objects in them (quirk Q5). */
const withoutObjects = (grounding: Grounding): Grounding => ({
  ...grounding,
  mask: float32(new Float32Array(grounding.mask.data.length), grounding.mask.dims),
});

/** For each box, what the reference term knows of it at a step; null for steps that were not kept. */
function referencesOf(
  { layout }: MethodContext,
  { phrases }: LayoutTexts,
  words: readonly number[],
  drawn: readonly AlignedPass[],
  layers: ReturnType<typeof guidanceLayers>,
): ((i: number, of: number) => ReferenceBox | null)[] {
  const flat = phrases.flatMap(({ boxes, indices }, o) =>
    boxes.map((box, b) => ({
      box,
      index: indices[b] ?? -1,
      token: words[o] ?? 0,
      weight: (layout.boxes[indices[b] ?? -1]?.strength ?? 1) / (phrases.length * boxes.length),
    })),
  );
  return flat.flatMap(({ box, index, token, weight }, place) => {
    const pass = drawn[place];
    if (pass === undefined) return [];
    return (i: number, of: number): ReferenceBox | null => {
      if (!inForce(layout, index, i, of)) return null;
      const maps = layers.map((layer) => {
        const map = pass.attention.get(layer.key)?.[i];
        if (map === undefined) return null;
        const cells = layer.width * layer.height;
        return [layer.key, float32(shiftPlanes(map, layer, pass.offset), [map.length / cells, cells])] as const;
      });
      return maps.includes(null) ? null : { box, token, weight, maps: new Map(maps.filter((entry) => entry !== null)) };
    };
  });
}
