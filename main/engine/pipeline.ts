import type { EngineEvent, GenerateInput, GenerateResult, RgbImage, Stage } from '../../preload/contract/engine.ts';
import { AppError } from '../../preload/contract/errors.ts';
import type { Layout } from '../../preload/contract/layout.ts';
import { openCheckpoint } from './checkpoint/open-checkpoint.ts';
import type { Method, MethodContext, MethodOutcome, MethodStep } from './methods/method.ts';
import { findMethod, parseOptions } from './methods/registry.ts';
import { checkBoxes } from './pipeline/check-boxes.ts';
import { chooseSampler, latentGrid, pixelSize, requireCapabilities } from './pipeline/choose.ts';
import { keptPasses } from './pipeline/keep-passes.ts';
import { EventQueue, interleave } from './pipeline/interleave.ts';
import { KnownCheckpoints } from './pipeline/known-checkpoints.ts';
import { finite, type Model } from './pipeline/model.ts';
import { openModel } from './pipeline/open-model.ts';
import { fitColours, previewPicture, probeLatents, type LatentColours } from './pipeline/preview.ts';
import { Progress } from './pipeline/progress.ts';
import { openRefiner, refineSteps } from './pipeline/refine.ts';
import type { SessionCache } from './runtime/session-cache.ts';
import { createSampler } from './sampling/create-sampler.ts';
import { Detector } from './vision/detect.ts';
import { Segmenter } from './vision/segment.ts';

export interface PipelineDeps {
  /** Kept between generations: open sessions are what makes the next picture start at once. */
  readonly sessions: SessionCache;
  /** Kept between generations; without it, each looks at the whole checkpoint anew. */
  readonly known?: KnownCheckpoints;
  /** Heard between steps and between guidance updates. */
  readonly signal: AbortSignal;
}

/**
 * Draws one picture: opens the checkpoint, runs the method on it, decodes. Yields stages and steps as they happen.
 * @throws AppError bad_request, bad_layout, empty_prompt, prompt_too_long, caption_too_long, capability_missing, checkpoint_*, provider_unavailable,
 * out_of_memory, cancelled, numeric
 */
export async function* runGeneration(
  input: GenerateInput,
  deps: PipelineDeps,
): AsyncGenerator<EngineEvent, GenerateResult, void> {
  const queue = new EventQueue<EngineEvent>();
  return yield* interleave(draw(input, deps, queue), queue);
}

/** @param queue takes events that happen within a step */
async function* draw(
  input: GenerateInput,
  deps: PipelineDeps,
  queue: EventQueue<EngineEvent>,
): AsyncGenerator<EngineEvent, GenerateResult, void> {
  const start = performance.now();
  yield { kind: 'stage', stage: 'load' };
  const method = findMethod(input.method);
  const options = parseOptions(method, input.options);
  const checkpoint = await openCheckpoint(input.checkpoint);
  requireCapabilities(method, checkpoint.info);
  const grid = latentGrid(input.layout.canvas, checkpoint.info);
  let loadMs = 0;
  /** Measures from now on, without what is spent on opening sessions. */
  const stopwatch = (): (() => number) => {
    const since = performance.now() - loadMs;
    return () => performance.now() - loadMs - since;
  };
  const announce = (stage: Stage, detail?: string): void => {
    queue.push({ kind: 'stage', stage, ...(detail === undefined ? {} : { detail }) });
  };
  const opened = (ms: number): void => {
    loadMs += ms;
    progress.pause(ms);
  };
  const known = deps.known ?? new KnownCheckpoints();
  const opening = { ...deps, known };
  const { model, facts, tokenizer } = await openModel(checkpoint, grid, opening, { stage: announce, opened });
  const refiner =
    input.refiner &&
    (await openRefiner(input, input.refiner, pixelSize(grid, checkpoint.info), opening, {
      stage: (stage, detail) => announce(stage === 'compile' ? stage : 'refine', detail),
      opened,
    }));
  const segmenter = input.segmenter === null ? null : new Segmenter(await known.sam(input.segmenter), deps.sessions);
  const detector = input.detector === null ? null : new Detector(await known.owlvit(input.detector), deps.sessions);
  const sampler = chooseSampler(input, method, facts.scheduler);
  const stepsPerPass = createSampler(sampler, facts.scheduler, input.steps).timesteps.length;
  const total = method.totalSteps(input.layout, stepsPerPass, options) + (refiner?.steps ?? 0);
  const progress = new Progress(total, () => performance.now());
  loadMs = performance.now() - start;
  const context: MethodContext = {
    layout: input.layout,
    seed: input.seed,
    steps: input.steps,
    cfgScale: input.cfgScale ?? method.defaults.cfgScale,
    sampler,
    model: facts,
    tokenizer,
    signal: deps.signal,
    encode: model.encode,
    denoise: model.denoise,
    guide: model.guide,
    decode: model.decode,
    encodePicture: model.encodePicture,
    segment: segmenter && ((picture, query) => segmenter.segment(picture, query)),
    passes: keptPasses(input.keep, checkpoint, grid, () => progress.skip(stepsPerPass)),
  };
  const colours =
    input.previewEvery > 0
      ? await known.colours(checkpoint, () => latentColours(model, facts.latentChannels))
      : undefined;
  progress.begin();
  const denoising = stopwatch();
  const outcome = yield* steps(method, context, options, (step) => {
    const shown = colours !== undefined && step.step % input.previewEvery === 0;
    return {
      kind: 'step',
      ...progress.step(),
      box: step.box,
      step: step.step,
      of: step.of,
      losses: [...step.losses],
      ...(shown ? { preview: previewPicture(colours, step.clean) } : {}),
    };
  });
  const denoiseMs = denoising();

  yield { kind: 'stage', stage: 'decode' };
  const decoding = stopwatch();
  const image = await model.decode(outcome.latents);
  const decodeMs = decoding();

  const refining = stopwatch();
  const prompt = input.layout.prompt.trim() || outcome.prompt;
  const picture = { picture: image, prompt, preview: input.previewEvery > 0 };
  const refined = refiner && (yield* refineSteps(refiner, picture, () => progress.step()));
  const refineMs = refining();
  const finished = refined?.image ?? image;
  if (detector !== null) yield { kind: 'stage', stage: 'check' };
  const checked = detector && (await checkFinished(detector, finished, input.layout));
  return {
    image: finished,
    settings: {
      method: method.id,
      options: options as Record<string, unknown>,
      seed: input.seed,
      steps: input.steps,
      cfgScale: context.cfgScale,
      sampler,
      prompt: outcome.prompt,
      negative: outcome.negative,
      checkpoint: input.checkpoint,
      refiner: input.refiner,
    },
    provider: model.provider,
    timings: {
      totalMs: performance.now() - start,
      loadMs,
      denoiseMs,
      decodeMs,
      ...(refined && { refineMs }),
    },
    warnings: [...outcome.warnings, ...(refined?.warnings ?? []), ...(checked?.warnings ?? [])],
    checks: checked?.checks ?? null,
  };
}

/** A picture that is drawn is not lost because nothing can be found in it. */
async function checkFinished(
  detector: Detector,
  picture: RgbImage,
  layout: Layout,
): Promise<Pick<GenerateResult, 'checks' | 'warnings'>> {
  try {
    return { checks: await checkBoxes(detector, picture, layout), warnings: [] };
  } catch (error) {
    const { message } = AppError.from(error);
    return { checks: null, warnings: [`The picture is kept, but its objects could not be looked for. ${message}`] };
  }
}

/** Runs a method, each step as an event. */
async function* steps(
  method: Method,
  context: MethodContext,
  options: unknown,
  event: (step: MethodStep) => EngineEvent,
): AsyncGenerator<EngineEvent, MethodOutcome, void> {
  const run = method.run(context, options);
  try {
    for (;;) {
      const next = await run.next();
      if (next.done === true) return next.value;
      finite(next.value.latents, `Step ${next.value.step}`);
      yield event(next.value);
    }
  } finally {
    await run.return(undefined as never); // nothing happens when it has ended by itself
  }
}

async function latentColours(model: Model, channels: number): Promise<LatentColours> {
  const latents = probeLatents(channels);
  return fitColours(latents, await model.decode(latents));
}
