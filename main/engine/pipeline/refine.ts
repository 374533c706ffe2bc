import type { EngineEvent, GenerateInput, RgbImage } from '../../../preload/contract/engine.ts';
import { openCheckpoint } from '../checkpoint/open-checkpoint.ts';
import type { Grid } from '../guidance/grid.ts';
import { cutWarning } from '../methods/prompts.ts';
import { refineNegative } from '../text/negatives.ts';
import { pixelSize, refineGrid, refineSampler } from './choose.ts';
import { imageToImage, stepsTaken } from './image-to-image.ts';
import { resizeLanczos } from './lanczos.ts';
import { finite, type ModelListener } from './model.ts';
import { openModel, type OpenModelDeps } from './open-model.ts';
import { fromPicture } from './picture.ts';

/** The published pipeline's settings, which the reference leaves as they are. */
const [passSteps, cfgScale] = [50, 5];
/** Added to the picture's seed (methods.md 3.1). */
const seedOffset = 7890;

/** A last stage that draws over a finished picture. */
export interface Refiner {
  /** Steps it takes. */
  readonly steps: number;
  /** Yields the number of each finished step, from 1. */
  run(picture: RgbImage, prompt: string): AsyncGenerator<number, RefinedPicture, void>;
}

export interface RefinedPicture {
  readonly image: RgbImage;
  readonly warnings: readonly string[];
}

/**
 * The SDXL refiner as a last stage (methods.md 5.9; Podell et al., arXiv 2307.01952, section 2.5). Any other checkpoint can take its place.
 * @param size of the pictures it will be given, in pixels
 * @throws AppError checkpoint_*
 */
export async function openRefiner(
  { layout, seed }: Pick<GenerateInput, 'layout' | 'seed'>,
  { checkpoint: path, ratio }: NonNullable<GenerateInput['refiner']>,
  size: Grid,
  deps: OpenModelDeps,
  listener: ModelListener,
): Promise<Refiner> {
  const checkpoint = await openCheckpoint(path);
  const grid = refineGrid(size, checkpoint.info);
  const { model, tokenizer } = await openModel(checkpoint, grid, deps, listener);
  const options = {
    negative: refineNegative(layout.negative.trim()),
    seed: seed + seedOffset,
    sampler: refineSampler(checkpoint.scheduler),
    steps: passSteps,
    ratio,
    cfgScale,
  };
  const noise = { scheduler: checkpoint.scheduler, latentScale: checkpoint.vae.config.scaling_factor };
  return {
    steps: stepsTaken(options),
    async *run(picture, prompt) {
      const resized = resizeLanczos(picture, pixelSize(grid, checkpoint.info));
      const passes = imageToImage(model, noise, { ...options, prompt, picture: fromPicture(resized) });
      let step = 0;
      for (;;) {
        const next = await passes.next();
        finite(next.value, `Step ${step + 1} of the refiner`);
        if (next.done === true) {
          const warnings = cutWarning(tokenizer, 'The sentence', prompt);
          return { image: await model.decode(next.value), warnings };
        }
        yield ++step;
      }
    },
  };
}

/**
 * Refines a picture, each step as an event.
 * @param measure gives the times of a step that has ended
 */
export async function* refineSteps(
  refiner: Refiner,
  { picture, prompt, preview }: { readonly picture: RgbImage; readonly prompt: string; readonly preview: boolean },
  measure: () => { stepMs: number; remainingMs: number },
): AsyncGenerator<EngineEvent, RefinedPicture, void> {
  yield { kind: 'stage', stage: 'refine' };
  const run = refiner.run(picture, prompt);
  for (;;) {
    const next = await run.next();
    if (next.done === true) return next.value;
    yield {
      kind: 'step',
      ...measure(),
      box: null,
      step: next.value,
      of: refiner.steps,
      losses: [],
      ...(preview && next.value === 1 ? { preview: picture } : {}),
    };
  }
}
