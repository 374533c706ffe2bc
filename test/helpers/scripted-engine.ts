import type {
  AttentionRequest,
  EngineEvent,
  GenerateRequest,
  GenerateResult,
  RgbImage,
} from '../../preload/contract/engine.ts';
import { AppError } from '../../preload/contract/errors.ts';
import type { Engine } from '../../main/jobs/engine.ts';

/** One generation that waits for the test to say what happens. */
export interface ScriptedRun {
  request: GenerateRequest;
  emit: (event: EngineEvent) => void;
  finish: (change?: Partial<GenerateResult>) => void;
  fail: (error: Error) => void;
}

export interface ScriptedEngine extends Engine {
  /** The next generation, once it has begun. */
  nextRun(): Promise<ScriptedRun>;
  kills: number;
  /** What was asked of `attend`, in order. */
  looks: AttentionRequest[];
}

export function flatImage(width: number, height: number, value: number): RgbImage {
  return { width, height, data: new Uint8Array(width * height * 3).fill(value) };
}

/** An engine that does what the test says, with the cancel and crash behaviour of the real one. */
export function scriptedEngine(): ScriptedEngine {
  const started: ScriptedRun[] = [];
  const waiting: ((run: ScriptedRun) => void)[] = [];
  let current: ScriptedRun | null = null;
  const crash = new AppError('engine_crashed', 'The engine ended.');

  return {
    state: 'ready',
    kills: 0,
    looks: [],
    nextRun: () =>
      new Promise((resolve) => {
        const run = started.shift();
        if (run === undefined) waiting.push(resolve);
        else resolve(run);
      }),
    generate: (request, { signal, onEvent }) =>
      new Promise((resolve, reject) => {
        const run: ScriptedRun = {
          request,
          emit: onEvent,
          finish: (change) => resolve({ ...resultOf(request), ...change }),
          fail: reject,
        };
        current = run;
        signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Stopped after this step.')));
        const taker = waiting.shift();
        if (taker === undefined) started.push(run);
        else taker(run);
      }),
    attend(request) {
      this.looks.push(request);
      const boxes = request.layout.boxes ?? [];
      const maps = boxes.map(({ hidden }, i) => (hidden ? null : Uint8Array.of(i, 255)));
      return Promise.resolve({ width: 2, height: 1, boxes: maps });
    },
    inspect: (path) =>
      path.includes('broken')
        ? Promise.reject(new AppError('checkpoint_corrupt', 'This checkpoint is damaged.'))
        : Promise.resolve({
            path,
            name: 'scripted',
            capabilities: ['text_to_image'],
            latentFactor: 8,
            nativeSize: { width: 512, height: 512 },
            maxTokens: 77,
            prediction: 'epsilon',
            weightsBytes: 1,
          }),
    methods: () =>
      Promise.resolve([{ id: 'sd', title: 'SD', summary: '', needs: ['text_to_image'], options: {}, presets: [] }]),
    providers: () => Promise.resolve([{ name: 'cpu', usable: true, reason: null }]),
    kill() {
      this.kills += 1;
      current?.fail(crash);
    },
    dispose: () => undefined,
  };
}

function resultOf(request: GenerateRequest): GenerateResult {
  return {
    image: flatImage(256, 256, 128),
    settings: {
      method: request.method,
      options: request.options ?? {},
      seed: request.seed ?? 0,
      steps: request.steps ?? 50,
      cfgScale: request.cfgScale ?? 7.5,
      sampler: request.sampler ?? 'ddim',
      prompt: request.layout.prompt ?? '',
      negative: request.layout.negative ?? '',
      checkpoint: request.checkpoint,
    },
    provider: 'cpu',
    timings: { totalMs: 3, loadMs: 1, denoiseMs: 1, decodeMs: 1 },
    warnings: [],
    checks: null,
  };
}
