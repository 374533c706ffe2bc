import { z } from 'zod';
import type { Mask } from '../guidance/grid.ts';
import { cumulativeAlphas } from '../sampling/alphas.ts';
import { createSampler } from '../sampling/create-sampler.ts';
import { TorchGenerator } from '../sampling/noise.ts';
import type { Sampler } from '../sampling/sampler.ts';
import { backgroundNegative, regionNegative } from '../text/negatives.ts';
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
  readonly mask: Mask;
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
      for (const [k, { mask, cond, uncond, sampler }] of rows.entries()) {
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

/** The background and the boxes, back to front. */
async function prepareRows(context: MethodContext): Promise<{ rows: readonly [Row, ...Row[]]; warnings: string[] }> {
  const { layout, model, tokenizer } = context;
  const { texts, warnings } = prepareLayout(context, 'corrected');
  const regions = texts.boxes.toSorted((a, b) => a.index - b.index);
  const grid = { width: model.latentWidth, height: model.latentHeight };
  const masks = regionMasks(
    regions.map(({ box }) => box),
    grid,
  );
  const row = async (prompt: string, negative: string, mask: Mask | undefined): Promise<Row> => ({
    prompt,
    negative,
    mask: mask ?? { ...grid, cells: new Uint8Array() },
    cond: await context.encode(prompt),
    uncond: await context.encode(negative),
    sampler: createSampler(context.sampler, model.scheduler, context.steps),
  });
  const extra = layout.negative.trim();
  const whole = layout.background.trim() === '' ? texts.prompt : layout.background.trim();
  const background = await row(requirePrompt(whole), backgroundNegative(extra), masks[0]);
  const rows: [Row, ...Row[]] = [background];
  for (const [k, { phrase, index }] of regions.entries()) {
    const own = layout.boxes[index]?.negative.trim() ?? '';
    rows.push(await row(phrase, regionNegative([own, extra].filter((text) => text !== '').join(', ')), masks[k + 1]));
  }
  return {
    rows,
    warnings: [
      ...warnings,
      ...rows.flatMap(({ prompt }) => cutWarning(tokenizer, `“${prompt.slice(0, 40)}…”`, prompt)),
    ],
  };
}
