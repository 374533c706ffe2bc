import type { EngineEvent, GenerateInput, GenerateResult } from '../../preload/contract/engine.ts';
import { openCheckpoint } from './checkpoint/open-checkpoint.ts';
import type { Method, MethodContext, MethodOutcome, MethodStep } from './methods/method.ts';
import { findMethod, parseOptions } from './methods/registry.ts';
import { chooseSampler, latentGrid, requireCapabilities } from './pipeline/choose.ts';
import { modelGraphs } from './pipeline/graphs.ts';
import { EventQueue, interleave } from './pipeline/interleave.ts';
import { finite, Model } from './pipeline/model.ts';
import { fitColours, previewPicture, probeLatents, type LatentColours } from './pipeline/preview.ts';
import { Progress } from './pipeline/progress.ts';
import type { SessionCache } from './runtime/session-cache.ts';
import { createSampler } from './sampling/create-sampler.ts';
import { loadTokenizer } from './text/tokenizer.ts';

export interface PipelineDeps {
  /** Kept between generations: open sessions are what makes the next picture start at once. */
  readonly sessions: SessionCache;
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
  { sessions, signal }: PipelineDeps,
  queue: EventQueue<EngineEvent>,
): AsyncGenerator<EngineEvent, GenerateResult, void> {
  const start = performance.now();
  yield { kind: 'stage', stage: 'load' };
  const method = findMethod(input.method);
  const options = parseOptions(method, input.options);
  const checkpoint = await openCheckpoint(input.checkpoint);
  requireCapabilities(method, checkpoint.info);
  const graphs = modelGraphs(checkpoint, latentGrid(input.layout.canvas, checkpoint.info));
  const tokenizer = await loadTokenizer(checkpoint.tokenizerFolder);
  const { facts } = graphs;
  const sampler = chooseSampler(input, method, facts.scheduler);
  const stepsPerPass = createSampler(sampler, facts.scheduler, input.steps).timesteps.length;
  const progress = new Progress(method.totalSteps(input.layout, stepsPerPass, options), () => performance.now());
  let loadMs = performance.now() - start;
  /** Measures from now on, without what is spent on opening sessions. */
  const stopwatch = (): (() => number) => {
    const since = performance.now() - loadMs;
    return () => performance.now() - loadMs - since;
  };

  const model = new Model(graphs, tokenizer, sessions, signal, {
    stage: (stage, detail) => {
      queue.push({ kind: 'stage', stage, ...(detail === undefined ? {} : { detail }) });
    },
    opened: (ms) => {
      loadMs += ms;
      progress.pause(ms);
    },
  });
  const context: MethodContext = {
    layout: input.layout,
    seed: input.seed,
    steps: input.steps,
    cfgScale: input.cfgScale ?? method.defaults.cfgScale,
    sampler,
    model: facts,
    tokenizer,
    signal,
    encode: model.encode,
    denoise: model.denoise,
    guide: model.guide,
    decode: model.decode,
  };
  const colours = input.previewEvery > 0 ? await latentColours(model, facts.latentChannels) : undefined;
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
  return {
    image,
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
    },
    provider: model.provider,
    timings: { totalMs: performance.now() - start, loadMs, denoiseMs, decodeMs },
    warnings: [...outcome.warnings],
  };
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
