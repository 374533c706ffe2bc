import { z } from 'zod';
import { cumulativeAlphas } from '../sampling/alphas.ts';
import { createSampler } from '../sampling/create-sampler.ts';
import { TorchGenerator } from '../sampling/noise.ts';
import type { Sampler } from '../sampling/sampler.ts';
import type { BoxText } from '../text/convert.ts';
import { backgroundNegative, regionNegative } from '../text/negatives.ts';
import { inForce } from './boxes.ts';
import { latentTensor, predictClean } from './denoise.ts';
import type { Method, MethodContext, TextEmbedding } from './method.ts';
import { cutWarning, prepareLayout, requirePrompt } from './prompts.ts';
import { masked, plainBackgrounds, regionMasks } from './regions.ts';

const options = z.strictObject({
  bootstrapping: z.int().min(0).max(1000).default(20).meta({
    title: 'Bootstrapping steps',
    description:
      'In how many steps, from the first, each object is drawn before a plain colour, so that it stays inside its box.',
  }),
});

/** One of the pictures that are drawn side by side. */
interface Row {
  readonly prompt: string;
  readonly negative: string;
  /** null for the background. */
  readonly region: BoxText | null;
  readonly cond: TextEmbedding;
  readonly uncond: TextEmbedding;
  readonly sampler: Sampler;
}

/** MultiDiffusion with a prompt for each region: Bar-Tal et al., arXiv 2302.08113, section 5.2 (methods.md 5.3). */
export const multidiffusion: Method<typeof options> = {
  id: 'multidiffusion',
  title: 'MultiDiffusion',
  summary: 'Draws the background and each box on its own and joins them after every step. Works with every checkpoint.',
  needs: ['text_to_image'],
  options,
  defaults: { cfgScale: 10, sampler: 'ddim' },
  totalSteps: (_layout, steps) => steps,
  async *run(context, { bootstrapping }) {
    const { model } = context;
    const { rows, warnings } = await prepareRows(context);
    const [background] = rows;
    const plain =
      rows.length > 1 ? await plainBackgrounds(context, new TorchGenerator(context.seed), bootstrapping) : [];
    const generator = new TorchGenerator(context.seed);
    const noise = generator.randn(model.latentChannels * model.latentHeight * model.latentWidth);
    const alphas = cumulativeAlphas(model.scheduler);
    const { timesteps, initNoiseSigma } = background.sampler;
    let latents: Float32Array = noise.map((value) => value * initNoiseSigma);
    for (const [i, timestep] of timesteps.entries()) {
      const alpha = alphas[Math.round(timestep)] ?? 1;
      const choices = i < bootstrapping ? generator.randint(plain.length, rows.length - 1) : [];
      let [joined, clean] = [latents, latents];
      for (const { row, k, mask } of rowsAt(context, rows, i, timesteps.length)) {
        const { cond, uncond, sampler } = row;
        const colour = plain[choices[k - 1] ?? -1];
        const seen = colour === undefined ? latents : masked(latents, noised(colour, noise, alpha), mask);
        const modelInput = sampler.scaleModelInput(seen, i);
        const { output } = await context.denoise({
          latents: latentTensor(context, modelInput),
          timestep,
          cond,
          uncond,
          cfgScale: context.cfgScale,
        });
        const next = sampler.step(output.data, i, seen, () => generator.randn(seen.length));
        joined = masked(next, joined, mask);
        clean = masked(predictClean(modelInput, output.data, alpha, model.prediction), clean, mask);
      }
      latents = joined;
      const tensors = { latents: latentTensor(context, latents), clean: latentTensor(context, clean) };
      yield { box: null, step: i + 1, of: timesteps.length, losses: [], ...tensors };
    }
    return {
      latents: latentTensor(context, latents),
      prompt: rows.map(({ prompt }) => prompt).join(' | '),
      negative: background.negative,
      warnings,
    };
  },
};

/** A plain colour's latents as they are in the noise of a step. */
function noised(clean: Float32Array, noise: Float32Array, alpha: number): Float32Array {
  const [signal, share] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
  return clean.map((value, i) => signal * value + share * (noise[i] ?? 0));
}

/** The rows that are drawn at step i of `of`, each with its place among all rows and the cells it owns. */
function rowsAt({ layout, model }: MethodContext, rows: readonly Row[], i: number, of: number) {
  const drawn = rows
    .map((row, k) => ({ row, k }))
    .filter(({ row: { region } }) => region === null || inForce(layout, region.index, i, of));
  const masks = regionMasks(
    drawn.flatMap(({ row: { region } }) => (region === null ? [] : [region.box])),
    { width: model.latentWidth, height: model.latentHeight },
  );
  return drawn.flatMap((entry, place) => {
    const mask = masks[place];
    return mask === undefined ? [] : [{ ...entry, mask }];
  });
}

/** The background and the boxes, back to front. */
async function prepareRows(context: MethodContext): Promise<{ rows: readonly [Row, ...Row[]]; warnings: string[] }> {
  const { layout, model, tokenizer } = context;
  const { texts, warnings } = prepareLayout(context, 'corrected');
  const row = async (prompt: string, negative: string, region: BoxText | null): Promise<Row> => ({
    prompt,
    negative,
    region,
    cond: await context.encode(prompt),
    uncond: await context.encode(negative),
    sampler: createSampler(context.sampler, model.scheduler, context.steps),
  });
  const extra = layout.negative.trim();
  const whole = layout.background.trim() === '' ? texts.prompt : layout.background.trim();
  const rows: [Row, ...Row[]] = [await row(requirePrompt(whole), backgroundNegative(extra), null)];
  for (const region of texts.boxes.toSorted((a, b) => a.index - b.index)) {
    const own = layout.boxes[region.index]?.negative.trim() ?? '';
    const negative = regionNegative([own, extra].filter((text) => text !== '').join(', '));
    rows.push(await row(region.phrase, negative, region));
  }
  return {
    rows,
    warnings: [
      ...warnings,
      ...rows.flatMap(({ prompt }) => cutWarning(tokenizer, `“${prompt.slice(0, 40)}…”`, prompt)),
    ],
  };
}
