import type { AttentionInput, AttentionMaps } from '../../../preload/contract/engine.ts';
import { AppError } from '../../../preload/contract/errors.ts';
import type { Layout } from '../../../preload/contract/layout.ts';
import { openCheckpoint } from '../checkpoint/open-checkpoint.ts';
import { drawable } from '../methods/boxes.ts';
import { boxDiffLayers } from '../methods/layers.ts';
import type { ModelFacts } from '../methods/method.ts';
import { cumulativeAlphas } from '../sampling/alphas.ts';
import { torchNoise } from '../sampling/noise.ts';
import { weightedSum } from '../sampling/vector.ts';
import { float32, type Tensor } from '../tensor.ts';
import { convertLayout } from '../text/convert.ts';
import { locatePhrases } from '../text/positions.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { latentGrid, pixelSize } from './choose.ts';
import { resizeLanczos } from './lanczos.ts';
import { finite, type ModelListener } from './model.ts';
import { openModel, type OpenModelDeps } from './open-model.ts';
import { fromPicture } from './picture.ts';

/** How much noise the model sees the picture through: shares of the training steps. */
const noiseShares = [0.3, 0.5, 0.7];

const silent: ModelListener = { stage: () => undefined, opened: () => undefined };

/**
 * Where the model looks for each box's object in a finished picture: the cross-attention to the words of its caption, after DAAM (Tang et al.,
 * arXiv 2210.04885). DAAM watches a picture being drawn; here noise is put over it at three strengths, so that any method's picture will do. A
 * map is the mean over these, over the heads of the layers that BoxDiff reads (16×16 cells on Stable Diffusion), and over the tokens of the
 * caption; boxes of one caption share theirs.
 * @returns a map of height × width bytes per box, stretched to 0..255; null for boxes whose caption the model does not read
 * @throws AppError capability_missing, checkpoint_*, provider_unavailable, out_of_memory, cancelled, numeric
 */
export async function attend(
  { layout, checkpoint: path, image, seed }: AttentionInput,
  deps: OpenModelDeps,
): Promise<AttentionMaps> {
  const checkpoint = await openCheckpoint(path);
  const { info } = checkpoint;
  if (!info.capabilities.includes('cross_attention'))
    throw new AppError(
      'capability_missing',
      `The checkpoint “${info.name}” has no cross-attention, so it can not be seen where it looks. The picture stays as it is.`,
    );
  const grid = latentGrid(layout.canvas, info);
  const { model, facts, tokenizer } = await openModel(checkpoint, grid, deps, silent);
  const layers = boxDiffLayers(facts.crossAttention);
  const [{ width, height }] = layers;
  const boxes: AttentionMaps['boxes'] = layout.boxes.map(() => null);
  const { prompt, objects } = readObjects(layout, tokenizer);
  if (objects.length === 0) return { width, height, boxes };

  const [cond, uncond] = [await model.encode(prompt), await model.encode('')];
  const { mean } = await model.encodePicture(fromPicture(resizeLanczos(image, pixelSize(grid, info))));
  const record = layers.map(({ key }) => key);
  const sums = objects.map((object) => ({ ...object, cells: new Float64Array(width * height) }));
  for (const noised of noisedLatents(mean, facts, seed)) {
    const { maps } = await model.denoise({ ...noised, cond, uncond, cfgScale: 1, record });
    for (const map of maps.values())
      for (const { cells, positions } of sums) addTokens(cells, finite(map, 'The attention'), positions);
  }
  for (const { cells, indices } of sums) for (const index of indices) boxes[index] = stretched(cells);
  return { width, height, boxes };
}

/**
 * The picture's latents as the UNet takes them, with one noise at each strength (Ho et al., arXiv 2006.11239, eq. 4).
 * @param mean of the latents, not yet scaled, (1, channels, h, w)
 */
function noisedLatents(
  { data, dims }: Tensor,
  { scheduler, latentScale }: Pick<ModelFacts, 'scheduler' | 'latentScale'>,
  seed: number,
): { timestep: number; latents: Tensor }[] {
  const alphas = cumulativeAlphas(scheduler);
  const noise = torchNoise(seed, data.length);
  return noiseShares.map((share) => {
    const timestep = Math.round(share * alphas.length);
    const alpha = alphas[timestep] ?? NaN;
    const noised = weightedSum([
      [Math.sqrt(alpha) * latentScale, data],
      [Math.sqrt(1 - alpha), noise],
    ]);
    return { timestep, latents: float32(noised, dims) };
  });
}

/** The prompt as a method encodes it, and the objects that the model reads in it: their tokens, and their places in `layout.boxes`. */
function readObjects(
  layout: Layout,
  tokenizer: Tokenizer,
): { prompt: string; objects: { positions: readonly number[]; indices: readonly number[] }[] } {
  const { phrases, prompt } = convertLayout(drawable(layout).layout, 'corrected');
  const located = locatePhrases(tokenizer, prompt, phrases);
  const limit = tokenizer.maxTokens - 2; // without start and end mark
  const objects = phrases.map(({ indices }, i) => ({
    positions: (located.positions[i] ?? []).filter((position) => position <= limit),
    indices,
  }));
  return { prompt: located.prompt, objects: objects.filter(({ positions }) => positions.length > 0) };
}

/** Adds what all heads give to some tokens. @param map (heads, cells, maxTokens) */
function addTokens(sum: Float64Array, { dims, data }: Tensor, positions: readonly number[]): void {
  const [heads = 0, cells = 0, tokens = 0] = dims;
  for (let head = 0; head < heads; head++)
    for (let cell = 0; cell < cells; cell++)
      for (const position of positions)
        sum[cell] = (sum[cell] ?? 0) + (data[(head * cells + cell) * tokens + position] ?? 0);
}

/** The least value as 0, the greatest as 255; a flat map as zeros. */
function stretched(values: Float64Array): Uint8Array<ArrayBuffer> {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const range = greatest - least;
  return Uint8Array.from(values, (value) => (range === 0 ? 0 : Math.round(((value - least) / range) * 255)));
}
